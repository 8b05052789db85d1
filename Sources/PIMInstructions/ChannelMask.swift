/// A set of channels, bit i for channel i. At most 64 channels.
@frozen public struct ChannelMask: Hashable, Sendable, RawRepresentable {
  public var rawValue: UInt64
  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The most channels a machine can have.
  public static let maximumChannels = 64

  /// Channels `0 ..< count`.
  @inlinable public static func first(_ count: Int) -> ChannelMask {
    precondition((0...64).contains(count), "a channel mask holds 0 to 64 channels")
    return ChannelMask(rawValue: count == 64 ? .max : (1 << UInt64(count)) - 1)
  }

  /// One channel.
  @inlinable public static func only(_ channel: Int) -> ChannelMask { range(channel..<channel + 1) }

  /// Channels of a range.
  @inlinable public static func range(_ channels: Range<Int>) -> ChannelMask {
    ChannelMask(rawValue: first(channels.upperBound).rawValue & ~first(channels.lowerBound).rawValue)
  }

  @inlinable public var count: Int { rawValue.nonzeroBitCount }
  @inlinable public var isEmpty: Bool { rawValue == 0 }
  @inlinable public func contains(_ channel: Int) -> Bool { rawValue >> UInt64(channel) & 1 == 1 }

  /// Whether every channel of the other mask is in this one.
  @inlinable public func contains(_ other: ChannelMask) -> Bool { other.rawValue & ~rawValue == 0 }

  /// The channel's place among the channels of the mask, counted from 0.
  @inlinable public func rank(of channel: Int) -> Int {
    (rawValue & ((1 << UInt64(channel)) - 1)).nonzeroBitCount
  }

  /// The channels in ascending order.
  @inlinable public func forEach(_ body: (Int) -> Void) {
    var rest = rawValue
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
  }
}

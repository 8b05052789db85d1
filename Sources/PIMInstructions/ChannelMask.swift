/// A set of at most 64 channels; bit i stands for channel i.
@frozen public struct ChannelMask: Hashable, Sendable, RawRepresentable {
  /// The bits of the set.
  public var rawValue: UInt64
  /// The set with the given bits.
  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The maximum number of channels of a machine.
  public static let maximumChannels = 64

  /// Channels `0 ..< count`.
  @inlinable public static func first(_ count: Int) -> ChannelMask {
    precondition((0...64).contains(count), "a channel mask holds 0 to 64 channels")
    return ChannelMask(rawValue: count == 64 ? .max : (1 << UInt64(count)) - 1)
  }

  /// The set of one channel.
  @inlinable public static func only(_ channel: Int) -> ChannelMask { range(channel..<channel + 1) }

  /// The channels of a range.
  @inlinable public static func range(_ channels: Range<Int>) -> ChannelMask {
    ChannelMask(rawValue: first(channels.upperBound).rawValue & ~first(channels.lowerBound).rawValue)
  }

  /// The number of channels in the set.
  @inlinable public var count: Int { rawValue.nonzeroBitCount }
  /// True if no channel is in the set.
  @inlinable public var isEmpty: Bool { rawValue == 0 }
  /// True if the channel, 0 to 63, is in the set.
  @inlinable public func contains(_ channel: Int) -> Bool { rawValue >> UInt64(channel) & 1 == 1 }

  /// True if every channel of the other set is in this set.
  @inlinable public func contains(_ other: ChannelMask) -> Bool { other.rawValue & ~rawValue == 0 }

  /// The number of channels of the set that are lower than the channel, 0 to 63.
  @inlinable public func rank(of channel: Int) -> Int {
    (rawValue & ((1 << UInt64(channel)) - 1)).nonzeroBitCount
  }

  /// Calls the body with each channel, in ascending order.
  @inlinable public func forEach(_ body: (Int) -> Void) {
    var rest = rawValue
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
  }
}

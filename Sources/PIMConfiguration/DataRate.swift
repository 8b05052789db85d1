/// A data rate (of one pin, or of a link), in whole bits per second.
@frozen
public struct DataRate: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of bits per second.
  @inlinable
  public init(bitsPerSecond: Int64) { rawValue = bitsPerSecond }

  /// The number of bits per second.
  @inlinable
  public var bitsPerSecond: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .dataRate }
}

/// A frequency, in whole hertz.
@frozen
public struct Frequency: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of hertz.
  @inlinable
  public init(hertz: Int64) { rawValue = hertz }

  /// The number of hertz.
  @inlinable
  public var hertz: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .frequency }
}

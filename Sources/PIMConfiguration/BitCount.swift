/// A size, in whole bits.
@frozen
public struct BitCount: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of bits.
  @inlinable
  public init(bits: Int64) { rawValue = bits }

  /// The number of bits.
  @inlinable
  public var bits: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .bits }
}

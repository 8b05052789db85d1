/// A power, in whole nanowatts.
@frozen
public struct Power: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of nanowatts.
  @inlinable
  public init(nanowatts: Int64) { rawValue = nanowatts }

  /// The number of nanowatts.
  @inlinable
  public var nanowatts: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .power }
}

extension Power {
  /// The power in milliwatts, rounded to the nearest `Double`.
  public var milliwatts: Double { Double(rawValue) / 1e6 }
}

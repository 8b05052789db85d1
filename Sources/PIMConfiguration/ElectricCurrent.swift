/// A current, in whole microamperes.
@frozen
public struct ElectricCurrent: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of microamperes.
  @inlinable
  public init(microamperes: Int64) { rawValue = microamperes }

  /// The number of microamperes.
  @inlinable
  public var microamperes: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .current }
}

extension ElectricCurrent {
  /// The current in milliamperes, rounded to the nearest `Double`.
  public var milliamperes: Double { Double(rawValue) / 1e3 }
}

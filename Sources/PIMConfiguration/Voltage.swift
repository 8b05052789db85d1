/// A voltage, in whole microvolts.
@frozen
public struct Voltage: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of microvolts.
  @inlinable
  public init(microvolts: Int64) { rawValue = microvolts }

  /// The number of microvolts.
  @inlinable
  public var microvolts: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .voltage }
}

extension Voltage {
  /// The voltage in volts, rounded to the nearest `Double`.
  public var volts: Double { Double(rawValue) / 1e6 }
}

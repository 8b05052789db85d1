/// An energy per bit moved, in whole attojoules.
@frozen
public struct EnergyPerBit: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of attojoules per bit.
  @inlinable
  public init(attojoulesPerBit: Int64) { rawValue = attojoulesPerBit }

  /// The number of attojoules per bit.
  @inlinable
  public var attojoulesPerBit: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .energyPerBit }
}

extension EnergyPerBit {
  /// The energy in picojoules per bit, rounded to the nearest `Double`.
  public var picojoulesPerBit: Double { Double(rawValue) / 1e6 }
}

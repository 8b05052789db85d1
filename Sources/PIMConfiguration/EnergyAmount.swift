/// An energy of one event, in whole attojoules; 64 bits reach 9 J.
@frozen
public struct EnergyAmount: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of attojoules.
  @inlinable
  public init(attojoules: Int64) { rawValue = attojoules }

  /// The number of attojoules.
  @inlinable
  public var attojoules: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .energy }
}

extension EnergyAmount {
  /// The energy in picojoules, rounded to the nearest `Double`.
  public var picojoules: Double { Double(rawValue) / 1e6 }
}

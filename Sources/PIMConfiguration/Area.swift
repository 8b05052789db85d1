/// An area, in whole square micrometres.
@frozen
public struct Area: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of square micrometres.
  @inlinable
  public init(squareMicrometres: Int64) { rawValue = squareMicrometres }

  /// The number of square micrometres.
  @inlinable
  public var squareMicrometres: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .area }
}

extension Area {
  /// The area in square millimetres, rounded to the nearest `Double`.
  public var squareMillimetres: Double { Double(rawValue) / 1e6 }
}

/// An area, in whole square micrometres.
package struct Area: Quantity {
  /// The number of smallest units.
  package var rawValue: Int64

  /// Creates a value from its number of smallest units.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of square micrometres.
  package init(squareMicrometres: Int64) { rawValue = squareMicrometres }

  /// The number of square micrometres.
  package var squareMicrometres: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  package static var dimension: Dimension { .area }
}

extension Area {
  /// The area in square millimetres, rounded to the nearest `Double`.
  package var squareMillimetres: Double { Double(rawValue) / 1e6 }
}

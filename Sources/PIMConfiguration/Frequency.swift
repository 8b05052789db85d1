/// A frequency, in whole hertz.
package struct Frequency: Quantity {
  /// The number of smallest units.
  package var rawValue: Int64

  /// Creates a value from its number of smallest units.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of hertz.
  package init(hertz: Int64) { rawValue = hertz }

  /// The number of hertz.
  package var hertz: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  package static var dimension: Dimension { .frequency }
}

/// A data rate (of one pin, or of a link), in whole bits per second.
package struct DataRate: Quantity {
  /// The number of smallest units.
  package var rawValue: Int64

  /// Creates a value from its number of smallest units.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of bits per second.
  package init(bitsPerSecond: Int64) { rawValue = bitsPerSecond }

  /// The number of bits per second.
  package var bitsPerSecond: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  package static var dimension: Dimension { .dataRate }
}

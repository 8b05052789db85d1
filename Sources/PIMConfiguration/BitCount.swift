/// A size, in whole bits.
package struct BitCount: Quantity {
  /// The number of smallest units.
  package var rawValue: Int64

  /// Creates a value from its number of smallest units.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of bits.
  package init(bits: Int64) { rawValue = bits }

  /// The number of bits.
  package var bits: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  package static var dimension: Dimension { .bits }
}

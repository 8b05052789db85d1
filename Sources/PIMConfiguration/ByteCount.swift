/// A size, in whole bytes.
package struct ByteCount: Quantity {
  /// The number of smallest units.
  package var rawValue: Int64

  /// Creates a value from its number of smallest units.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of bytes.
  package init(bytes: Int64) { rawValue = bytes }

  /// The number of bytes.
  package var bytes: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  package static var dimension: Dimension { .bytes }
}

/// A name of up to 16 bytes of ASCII in two words, the first byte lowest, compared without strings.
struct PackedName: Equatable {
  var low: UInt64 = 0
  var high: UInt64 = 0
  var count = 0

  init() {}

  init(_ text: String) {
    precondition(text.utf8.count <= 16, "a packed name has at most 16 bytes")
    for byte in text.utf8 { append(byte) }
  }

  /// Appends a byte; bytes after the sixteenth raise `count` only.
  @inline(__always) mutating func append(_ byte: UInt8) {
    if count < 8 {
      low |= UInt64(byte) << UInt64(8 * count)
    } else if count < 16 {
      high |= UInt64(byte) << UInt64(8 * (count - 8))
    }
    count &+= 1
  }
}

/// JSON on one line.
package enum JSONLine {
  /// The output of `JSONWriter` without line breaks and indentation; the writer's strings contain no line
  /// breaks.
  package static func of(_ bytes: [UInt8]) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(bytes.count)
    var isIndentation = false
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        isIndentation = true
      } else if !(isIndentation && byte == UInt8(ascii: " ")) {
        isIndentation = false
        line.append(byte)
      }
    }
    return line + [UInt8(ascii: "\n")]
  }
}

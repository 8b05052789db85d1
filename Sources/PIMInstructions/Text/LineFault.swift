/// An error in a line; the reader adds the file and the line number.
struct LineFault: Error {
  var kind: TraceError.Kind
  /// Index of the byte in the line, from 0.
  var offset: Int
  var found: String
  var expected: String
  var suggestion: String? = nil
}

extension TraceError {
  init(_ fault: LineFault, file: String, line: Int) {
    self.init(
      kind: fault.kind, file: file, line: line, column: fault.offset + 1, found: fault.found,
      expected: fault.expected, suggestion: fault.suggestion)
  }

  /// The error of a line that is too long; or of an illegal byte in its first `TraceLimits.lineBytes`, which
  /// shows that the file is not text.
  static func tooLong(_ file: String, _ lines: LineReader, _ range: Range<Int>) -> TraceError {
    let start = lines.bytes.span.extracting(range.lowerBound..<range.lowerBound + TraceLimits.lineBytes)
    if let fault = TraceLine.illegalByte(in: start), fault.expected != "UTF-8" {
      return TraceError(fault, file: file, line: lines.number)
    }
    return TraceError(
      kind: .lineTooLong, file: file, line: lines.number, column: TraceLimits.lineBytes + 1,
      found: "more than \(TraceLimits.lineBytes) bytes",
      expected: "at most \(TraceLimits.lineBytes) bytes in a line",
      suggestion: nil)
  }
}

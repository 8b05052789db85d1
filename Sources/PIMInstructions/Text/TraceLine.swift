/// Functions that find the words and numbers in a line of a trace, in either format.
enum TraceLine {
  /// The byte range of a word, and its packed form.
  struct Word {
    var range: Range<Int>
    var name: PackedName
    var isEmpty: Bool { range.isEmpty }
  }

  /// The first word at or after `start`; empty at the end of the line and before a comment.
  @inline(__always) static func word(in line: Span<UInt8>, from start: Int) -> Word {
    var index = skipBlanks(in: line, from: start)
    var word = Word(range: index..<index, name: PackedName())
    let first = index
    if index < line.count, line[index] == .hash { return word }
    while index < line.count, !isBlank(line[index]) {
      word.name.append(line[index])
      index += 1
    }
    word.range = first..<index
    return word
  }

  @inline(__always) static func skipBlanks(in line: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < line.count, isBlank(line[index]) { index += 1 }
    return index
  }

  @inline(__always) static func isBlank(_ byte: UInt8) -> Bool { byte == .space || byte == .tab }

  static func text(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    for index in range { bytes.append(line[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The bytes of a range for a message: in quotes, unprintable bytes as `\xNN`, cut after 40 bytes.
  static func quoted(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
    var text = "'"
    for index in range.prefix(40) {
      let byte = line[index]
      if byte >= 32 && byte < 127 {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += escape(byte)
      }
    }
    return text + (range.count > 40 ? "…'" : "'")
  }

  private static func escape(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "\\x" + (digits.count == 1 ? "0" : "") + digits
  }

  /// Checks that only a comment or blanks follow, up to the end of the line.
  static func expectEnd(of line: Span<UInt8>, from start: Int, after what: String) throws(LineFault) {
    let rest = word(in: line, from: start)
    if !rest.isEmpty {
      throw LineFault(
        kind: .unexpectedText, offset: rest.range.lowerBound, found: quoted(line, rest.range),
        expected: "the end of the line after \(what)")
    }
    try checkComment(of: line, from: rest.range.lowerBound)
  }

  /// Checks the comment of a line: UTF-8 without control characters, so that a trace is a text file.
  @inline(__always) static func checkComment(of line: Span<UInt8>, from start: Int) throws(LineFault) {
    if start < line.count, let fault = illegalByte(in: line) { throw fault }
  }

  /// The fault of the first illegal byte, or nil: a control character other than a tab, a byte that is not
  /// ASCII outside a comment, or a byte that is not UTF-8 in a comment. Lines with another error are searched
  /// too, since an illegal byte explains that error.
  static func illegalByte(in line: Span<UInt8>) -> LineFault? {
    var isComment = false
    var index = 0
    while index < line.count {
      let byte = line[index]
      if byte == .hash, index == 0 || isBlank(line[index - 1]) { isComment = true }
      if byte < 32 && byte != .tab || byte == 127 {
        return LineFault(
          kind: .illegalByte, offset: index, found: escape(byte), expected: "text without control characters")
      }
      if byte >= 128 {
        guard isComment else {
          return LineFault(
            kind: .illegalByte, offset: index, found: escape(byte), expected: "ASCII outside comments")
        }
        // A comment extends to the end of the line, so the rest of the line is validated at once.
        do {
          _ = try UTF8Span(validating: line.extracting(index...))
        } catch {
          let offset = index + error.byteOffsets.lowerBound
          return LineFault(kind: .illegalByte, offset: offset, found: escape(line[offset]), expected: "UTF-8")
        }
        while index < line.count, line[index] >= 128 { index += 1 }
        continue
      }
      index += 1
    }
    return nil
  }

  /// True if the word consists of digits, after an optional minus sign. The number may be out of range.
  static func isWholeNumber(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var rest = range
    if let first = rest.first, line[first] == .dash { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy { line[$0] &- .zero <= 9 }
  }

  /// Reads a word as a whole number of a range, as in header and BLOCK lines.
  static func number(
    in line: Span<UInt8>, _ word: Word, of range: ClosedRange<Int>, what: String
  ) throws(LineFault) -> Int {
    var value = 0
    let isDigits = word.range.allSatisfy { line[$0] &- .zero <= 9 }
    for index in word.range where isDigits && value <= Int(Int32.max) {
      value = value * 10 + Int(line[index] &- .zero)
    }
    guard !word.isEmpty, isDigits, range.contains(value) else {
      throw LineFault(
        kind: !word.isEmpty && isWholeNumber(line, word.range) ? .outOfRange : .malformedValue,
        offset: word.range.lowerBound, found: word.isEmpty ? "the end of the line" : quoted(line, word.range),
        expected: "\(what), \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}

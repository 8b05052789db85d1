internal import PIMConfiguration
internal import PIMHardware

/// What is wrong in a line; the reader adds file and line.
struct LineFault: Error {
  var kind: TraceError.Kind
  /// Index of the byte, from 0.
  var offset: Int
  var found: String
  var expected: String
  var suggestion: String? = nil
}

/// Finds the words of lines and reads instructions and BLOCK lines. It keeps nothing from line to line.
struct LineParser {
  let validator: InstructionValidator
  let table = compactOperandTable

  /// The system whose commands limit the instructions; nil where a trace is read for no system.
  private var system: (name: String, lacking: UInt64)?

  /// The expectation of a line among instructions.
  static let instructionExpectation = "a mnemonic, BLOCK or END"

  init(shape: MachineShape) { validator = InstructionValidator(shape) }

  /// From now on refuses instructions whose command the system does not have.
  mutating func limit(to system: System) {
    var lacking: UInt64 = 0
    for opcode in Opcode.allCases {
      if let command = opcode.command, !system.has(command) { lacking |= 1 << UInt64(opcode.rawValue) }
    }
    self.system = (system.name, lacking)
  }

  /// Checks that the system has the instruction's command.
  @inline(__always) func checkCommand(of opcode: Opcode, _ word: Word) throws(LineFault) {
    guard let system, system.lacking >> UInt64(opcode.rawValue) & 1 != 0 else { return }
    throw LineFault(
      kind: .unsupportedCommand, offset: word.range.lowerBound,
      found: "\(opcode.mnemonic), which needs the command \(opcode.command!.mnemonic)",
      expected: "an instruction whose command the system \(system.name) has")
  }

  // MARK: - Words

  /// A word's bytes and its packed form.
  struct Word {
    var range: Range<Int>
    var name: PackedName
    var isEmpty: Bool { range.isEmpty }
  }

  /// The word that begins at `start` or after the blanks there; empty at the end of the line and before a comment.
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

  /// What is found there, for a message: in quotes, unprintable bytes as `\xNN`, at most 40 bytes of it.
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

  /// Refuses a word after the last one that belongs there.
  static func expectEnd(of line: Span<UInt8>, from start: Int, after what: String) throws(LineFault) {
    let rest = word(in: line, from: start)
    if !rest.isEmpty {
      throw LineFault(
        kind: .unexpectedText, offset: rest.range.lowerBound, found: quoted(line, rest.range),
        expected: "the end of the line after \(what)")
    }
    try checkComment(of: line, from: rest.range.lowerBound)
  }

  /// A comment must be UTF-8 without control characters, so that a trace is a text file.
  @inline(__always) static func checkComment(of line: Span<UInt8>, from start: Int) throws(LineFault) {
    if start < line.count, let fault = illegalByte(in: line) { throw fault }
  }

  /// The first byte that may not be there: a control character other than a tab, one that is not ASCII outside a
  /// comment, or one that is not UTF-8 in a comment. A line in which something else is wrong is searched for it as well,
  /// since it explains the rest.
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
        // The rest of the line is comment, and a byte of ASCII cannot hide in it: check it at once.
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

  // MARK: - Numbers

  /// The decimal number that begins at `index`, which moves behind its last digit; nil if there is none. Numbers beyond
  /// Int32 come out as some number beyond Int32.
  @inline(__always) func decimal(in line: Span<UInt8>, at index: inout Int) -> Int64? {
    let start = index
    var value: Int64 = 0
    while index < line.count {
      let digit = line[index] &- .zero
      if digit > 9 { break }
      if value <= Int64(Int32.max) { value = value * 10 + Int64(digit) }
      index += 1
    }
    return index > start ? value : nil
  }

  /// Whether the word consists of digits, perhaps after a minus sign: a number, if not one that is allowed.
  static func isWholeNumber(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var rest = range
    if let first = rest.first, line[first] == .dash { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy { line[$0] &- .zero <= 9 }
  }

  /// A whole number that is a word of its own, as in header and BLOCK lines.
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

  // MARK: - BLOCK lines

  /// Reads what follows the word BLOCK.
  func label(in line: Span<UInt8>, from start: Int) throws(LineFault) -> BlockLabel {
    do throws(LineFault) {
      let limit = TraceLimits.label
      let position = Self.word(in: line, from: start)
      let positionValue = try Self.number(in: line, position, of: 0...limit, what: "a position")
      let layer = Self.word(in: line, from: position.range.upperBound)
      let isOutside = Self.text(line, layer.range) == "-"
      let layerValue =
        isOutside ? -1 : try Self.number(in: line, layer, of: 0...TraceLimits.layer, what: "'-' or a layer")
      let kind = Self.word(in: line, from: layer.range.upperBound)
      guard let kindValue = OperatorKind(rawValue: Self.text(line, kind.range)) else {
        throw LineFault(
          kind: .malformedBlock, offset: kind.range.lowerBound,
          found: kind.isEmpty ? "the end of the line" : Self.quoted(line, kind.range),
          expected: "an operator: " + OperatorKind.allCases.map(\.rawValue).joined(separator: ", "),
          suggestion: NearMiss.suggestion(
            for: Self.text(line, kind.range), among: OperatorKind.allCases.map(\.rawValue)))
      }
      let part = Self.word(in: line, from: kind.range.upperBound)
      let partValue = try Self.number(in: line, part, of: 0...limit, what: "a part")
      try Self.expectEnd(of: line, from: part.range.upperBound, after: "the part")
      return BlockLabel(position: positionValue, layer: layerValue, kind: kindValue, part: partValue)
    } catch {
      var fault = error
      if fault.kind == .malformedValue { fault.kind = .malformedBlock }
      throw Self.illegalByte(in: line) ?? fault
    }
  }
}

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
  private let validator: InstructionValidator
  private let table = compactOperandTable

  /// The expectation of a line among instructions.
  static let instructionExpectation = "a mnemonic, BLOCK or END"

  init(shape: MachineShape) { validator = InstructionValidator(shape) }

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
          return LineFault(kind: .illegalByte, offset: index, found: escape(byte), expected: "ASCII outside comments")
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
  @inline(__always) private func decimal(in line: Span<UInt8>, at index: inout Int) -> Int64? {
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
    for index in word.range where isDigits && value <= Int(Int32.max) { value = value * 10 + Int(line[index] &- .zero) }
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
      let layerValue = isOutside ? -1 : try Self.number(in: line, layer, of: 0...limit, what: "'-' or a layer")
      let kind = Self.word(in: line, from: layer.range.upperBound)
      guard let kindValue = OperatorKind(rawValue: Self.text(line, kind.range)) else {
        throw LineFault(
          kind: .malformedBlock, offset: kind.range.lowerBound,
          found: kind.isEmpty ? "the end of the line" : Self.quoted(line, kind.range),
          expected: "an operator: " + OperatorKind.allCases.map(\.rawValue).joined(separator: ", "),
          suggestion: nearMiss(Self.text(line, kind.range), in: OperatorKind.allCases.map(\.rawValue)))
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

  // MARK: - Instructions

  /// The opcode whose mnemonic the word is.
  @inline(__always) func opcode(_ word: Word) -> Opcode? {
    for form in table.forms where form.mnemonic == word.name { return form.opcode }
    return nil
  }

  /// Reads the operands of an instruction, from behind its mnemonic to the end of the line.
  @inline(__always) func instruction(
    _ opcode: Opcode, in line: Span<UInt8>, from start: Int
  ) throws(LineFault) -> Instruction {
    let form = table.forms[Int(opcode.rawValue)]
    var instruction = Instruction(opcode)
    var seen: UInt32 = 0
    var next = form.first
    var index = start
    while true {
      index = Self.skipBlanks(in: line, from: index)
      if index == line.count || line[index] == .hash { break }
      let wordStart = index
      var name = PackedName()
      while index < line.count, line[index] != .equals, !Self.isBlank(line[index]) {
        name.append(line[index])
        index += 1
      }
      guard index < line.count, line[index] == .equals, let place = find(name, form, from: next),
        seen >> UInt32(place - form.first) & 1 == 0
      else { throw operandFault(opcode, in: line, at: wordStart) }
      seen |= 1 << UInt32(place - form.first)
      next = place + 1
      index += 1
      let valueStart = index
      let entry = table.entries[place]
      let isRead: Bool
      switch entry.field {
      case .channels: isRead = readChannels(into: &instruction, in: line, at: &index)
      case .immediate: isRead = readConstant(into: &instruction, entry.unit, in: line, at: &index)
      default:
        if let value = decimal(in: line, at: &index), validator.contains(value, entry.unit) {
          instruction[entry.field] = Int32(truncatingIfNeeded: value)
          isRead = true
        } else {
          isRead = false
        }
      }
      guard isRead, index == line.count || Self.isBlank(line[index]) else {
        throw valueFault(opcode, place - form.first, in: line, at: valueStart)
      }
    }
    guard form.required & ~seen == 0 else {
      let missing = opcode.form.operands[(form.required & ~seen).trailingZeroBitCount]
      throw Self.illegalByte(in: line)
        ?? LineFault(
          kind: .missingOperand, offset: index, found: "no '\(missing.name)='",
          expected: "\(opcode.mnemonic) with \(operandList(opcode))")
    }
    try Self.checkComment(of: line, from: index)
    if let violation = validator.limitViolation(of: instruction, rowOffset: 0) {
      let fault = validator.describe(violation, of: instruction, rowOffset: 0)
      throw LineFault(
        kind: .outOfRange, offset: offset(ofValue: fault.operand, in: line, from: start),
        found: "\(fault.operand)=\(fault.found)", expected: fault.expected)
    }
    return instruction
  }

  /// The operand of that name: the one expected next, or any other of the form.
  @inline(__always) private func find(_ name: PackedName, _ form: CompactOperandTable.Form, from next: Int) -> Int? {
    if next < form.end, table.entries[next].name == name { return next }
    for index in form.first..<form.end where table.entries[index].name == name { return index }
    return nil
  }

  /// Reads ascending channels and ranges of them, none twice, none that the machine lacks.
  @inline(__always) private func readChannels(
    into instruction: inout Instruction, in line: Span<UInt8>, at index: inout Int
  ) -> Bool {
    var mask: UInt64 = 0
    var lowest: Int64 = 0
    while true {
      guard let first = decimal(in: line, at: &index), first >= lowest, first < 64 else { return false }
      var last = first
      if index < line.count, line[index] == .dash {
        index += 1
        guard let end = decimal(in: line, at: &index), end > first, end < 64 else { return false }
        last = end
      }
      mask |= (UInt64.max << UInt64(first)) & (UInt64.max >> UInt64(63 - last))
      lowest = last + 1
      guard index < line.count, line[index] == .comma else { break }
      index += 1
    }
    instruction.channels = ChannelMask(rawValue: mask)
    return validator.contains(instruction.channels)
  }

  /// Reads a decimal number with an optional sign, fraction and exponent.
  private func readConstant(
    into instruction: inout Instruction, _ unit: Operand.Unit, in line: Span<UInt8>, at index: inout Int
  ) -> Bool {
    let start = index
    if index < line.count, line[index] == .dash { index += 1 }
    guard skipDigits(in: line, at: &index) else { return false }
    if index < line.count, line[index] == UInt8(ascii: ".") {
      index += 1
      guard skipDigits(in: line, at: &index) else { return false }
    }
    if index < line.count, line[index] | 32 == UInt8(ascii: "e") {
      index += 1
      if index < line.count, line[index] == .dash || line[index] == UInt8(ascii: "+") { index += 1 }
      guard skipDigits(in: line, at: &index) else { return false }
    }
    guard let value = Float(Self.text(line, start..<index)), validator.contains(value, unit) else { return false }
    instruction.immediate = value
    return true
  }

  private func skipDigits(in line: Span<UInt8>, at index: inout Int) -> Bool {
    let start = index
    while index < line.count, line[index] &- .zero <= 9 { index += 1 }
    return index > start
  }

  // MARK: - What is wrong

  private func operandList(_ opcode: Opcode) -> String {
    opcode.form.operands.map { $0.isOptional ? "[\($0.name)=]" : "\($0.name)=" }.joined(separator: " ")
  }

  /// A word among the operands that is none, or that is one for the second time.
  private func operandFault(_ opcode: Opcode, in line: Span<UInt8>, at start: Int) -> LineFault {
    if let fault = Self.illegalByte(in: line) { return fault }
    let word = Self.word(in: line, from: start)
    let names = opcode.form.operands.map(\.name)
    guard !names.isEmpty else {
      return LineFault(
        kind: .unexpectedText, offset: start, found: Self.quoted(line, word.range),
        expected: "the end of the line after \(opcode.mnemonic)")
    }
    let expected = "\(opcode.mnemonic) with \(operandList(opcode))"
    guard let equals = word.range.first(where: { line[$0] == .equals }), equals > start else {
      let text = Self.text(line, word.range)
      return LineFault(
        kind: .malformedOperand, offset: start, found: Self.quoted(line, word.range), expected: "name=value",
        suggestion: names.contains(text) ? "\(text)=" : nil)
    }
    let name = Self.text(line, start..<equals)
    if names.contains(name) {
      return LineFault(kind: .duplicateOperand, offset: start, found: "a second '\(name)='", expected: "one")
    }
    return LineFault(
      kind: .unknownOperand, offset: start, found: Self.quoted(line, start..<equals), expected: expected,
      suggestion: nearMiss(name, in: names))
  }

  /// A value that is not what its operand may be.
  private func valueFault(_ opcode: Opcode, _ place: Int, in line: Span<UInt8>, at start: Int) -> LineFault {
    if let fault = Self.illegalByte(in: line) { return fault }
    let operand = opcode.form.operands[place]
    var end = start
    while end < line.count, !Self.isBlank(line[end]) { end += 1 }
    let range = start..<end
    let isNumber: Bool
    var expected = operand.unit.expectation(in: validator.shape)
    switch operand.unit {
    case .channels:
      isNumber = range.allSatisfy { line[$0] &- .zero <= 9 || line[$0] == .comma || line[$0] == .dash }
      expected += ", ascending, such as 0-3,6"
    case .nonNegative, .factor, .flag:
      var scratch = Instruction(opcode)
      var index = start
      isNumber = readConstant(into: &scratch, .factor, in: line, at: &index) && index == end || isHugeConstant(line, range)
    default: isNumber = Self.isWholeNumber(line, range)
    }
    return LineFault(
      kind: isNumber && !range.isEmpty ? .outOfRange : .malformedValue, offset: start,
      found: range.isEmpty ? "\(operand.name)= without a value" : "\(operand.name)=" + bare(line, range),
      expected: expected)
  }

  private func bare(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
    String(Self.quoted(line, range).dropFirst().dropLast())
  }

  /// A number in form that is beyond the largest Float.
  private func isHugeConstant(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let last = range.last, line[last] &- .zero <= 9 else { return false }
    return range.allSatisfy { index in
      line[index] &- .zero <= 9 || [.dash, UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(line[index])
    }
  }

  /// Where the operand's value begins in a line that has been read.
  private func offset(ofValue name: String, in line: Span<UInt8>, from start: Int) -> Int {
    var word = Self.word(in: line, from: start)
    while !word.isEmpty {
      if Self.text(line, word.range).hasPrefix(name + "=") { return word.range.lowerBound + name.utf8.count + 1 }
      word = Self.word(in: line, from: word.range.upperBound)
    }
    return start
  }
}

internal import PIMConfiguration

/// Faults of operands. They are worked out after parsing has failed, so that valid lines are parsed fast.
extension LineParser {
  func operandList(_ opcode: Opcode) -> String {
    opcode.form.operands.map { $0.isOptional ? "[\($0.name)=]" : "\($0.name)=" }.joined(separator: " ")
  }

  /// The fault of a word that is not an operand, or that repeats one.
  func operandFault(_ opcode: Opcode, in line: Span<UInt8>, at start: Int) -> LineFault {
    if let fault = TraceLine.illegalByte(in: line) { return fault }
    let word = TraceLine.word(in: line, from: start)
    let names = opcode.form.operands.map(\.name)
    guard !names.isEmpty else {
      return LineFault(
        kind: .unexpectedText, offset: start, found: TraceLine.quoted(line, word.range),
        expected: "the end of the line after \(opcode.mnemonic)")
    }
    let expected = "\(opcode.mnemonic) with \(operandList(opcode))"
    guard let equals = word.range.first(where: { line[$0] == .equals }), equals > start else {
      let text = TraceLine.text(line, word.range)
      return LineFault(
        kind: .malformedOperand, offset: start, found: TraceLine.quoted(line, word.range),
        expected: "name=value",
        suggestion: names.contains(text) ? "\(text)=" : nil)
    }
    let name = TraceLine.text(line, start..<equals)
    if names.contains(name) {
      return LineFault(kind: .duplicateOperand, offset: start, found: "a second '\(name)='", expected: "one")
    }
    return LineFault(
      kind: .unknownOperand, offset: start, found: TraceLine.quoted(line, start..<equals), expected: expected,
      suggestion: NearMiss.suggestion(for: name, among: names))
  }

  /// The fault of a value that its operand does not allow.
  func valueFault(_ opcode: Opcode, _ place: Int, in line: Span<UInt8>, at start: Int) -> LineFault {
    if let fault = TraceLine.illegalByte(in: line) { return fault }
    let operand = opcode.form.operands[place]
    var end = start
    while end < line.count, !TraceLine.isBlank(line[end]) { end += 1 }
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
      isNumber =
        readConstant(into: &scratch, .factor, in: line, at: &index) && index == end
        || isHugeConstant(line, range)
    default: isNumber = TraceLine.isWholeNumber(line, range)
    }
    return LineFault(
      kind: isNumber && !range.isEmpty ? .outOfRange : .malformedValue, offset: start,
      found: range.isEmpty ? "\(operand.name)= without a value" : "\(operand.name)=" + bare(line, range),
      expected: expected)
  }

  private func bare(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
    String(TraceLine.quoted(line, range).dropFirst().dropLast())
  }

  /// True for a well-formed number beyond the largest Float.
  private func isHugeConstant(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let last = range.last, line[last] &- .zero <= 9 else { return false }
    let others: [UInt8] = [.dash, UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")]
    return range.allSatisfy { line[$0] &- .zero <= 9 || others.contains(line[$0]) }
  }

  /// The byte offset of an operand's value in a line that has been parsed.
  func offset(ofValue name: String, in line: Span<UInt8>, from start: Int) -> Int {
    var word = TraceLine.word(in: line, from: start)
    while !word.isEmpty {
      if TraceLine.text(line, word.range).hasPrefix(name + "=") {
        return word.range.lowerBound + name.utf8.count + 1
      }
      word = TraceLine.word(in: line, from: word.range.upperBound)
    }
    return start
  }
}

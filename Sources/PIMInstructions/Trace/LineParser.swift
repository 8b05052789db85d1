internal import PIMConfiguration
internal import PIMHardware

/// Parses instructions and BLOCK lines. No state is kept from line to line.
struct LineParser {
  let validator: InstructionValidator
  let table = compactOperandTable

  /// The system whose commands limit the instructions; nil if a trace is read without a system.
  private var system: (name: String, lacking: UInt64)?

  /// The expected content of a line among instructions, for messages.
  static let instructionExpectation = "a mnemonic, BLOCK or END"

  init(shape: MachineShape) { validator = InstructionValidator(shape) }

  /// Makes the parser refuse instructions whose command the system does not have.
  mutating func limit(to system: System) {
    var lacking: UInt64 = 0
    for opcode in Opcode.allCases {
      if let command = opcode.command, !system.has(command) { lacking |= 1 << UInt64(opcode.rawValue) }
    }
    self.system = (system.name, lacking)
  }

  /// Checks that the system has the instruction's command.
  @inline(__always) func checkCommand(of opcode: Opcode, _ word: TraceLine.Word) throws(LineFault) {
    guard let system, system.lacking >> UInt64(opcode.rawValue) & 1 != 0 else { return }
    throw LineFault(
      kind: .unsupportedCommand, offset: word.range.lowerBound,
      found: "\(opcode.mnemonic), which needs the command \(opcode.command!.mnemonic)",
      expected: "an instruction whose command the system \(system.name) has")
  }

  /// Reads the decimal number that begins at `index` and moves `index` after its last digit; nil if there is
  /// no digit. A number beyond Int32 is returned as a value beyond Int32.
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

  // MARK: - BLOCK lines

  /// Reads the label that follows the word BLOCK.
  func label(in line: Span<UInt8>, from start: Int) throws(LineFault) -> BlockLabel {
    do throws(LineFault) {
      let limit = TraceLimits.label
      let position = TraceLine.word(in: line, from: start)
      let positionValue = try TraceLine.number(in: line, position, of: 0...limit, what: "a position")
      let layer = TraceLine.word(in: line, from: position.range.upperBound)
      let isOutside = TraceLine.text(line, layer.range) == "-"
      let layerValue =
        isOutside
        ? -1 : try TraceLine.number(in: line, layer, of: 0...TraceLimits.layer, what: "'-' or a layer")
      let kind = TraceLine.word(in: line, from: layer.range.upperBound)
      guard let kindValue = OperatorKind(rawValue: TraceLine.text(line, kind.range)) else {
        throw LineFault(
          kind: .malformedBlock, offset: kind.range.lowerBound,
          found: kind.isEmpty ? "the end of the line" : TraceLine.quoted(line, kind.range),
          expected: "an operator: " + OperatorKind.allCases.map(\.rawValue).joined(separator: ", "),
          suggestion: NearMiss.suggestion(
            for: TraceLine.text(line, kind.range), among: OperatorKind.allCases.map(\.rawValue)))
      }
      let part = TraceLine.word(in: line, from: kind.range.upperBound)
      let partValue = try TraceLine.number(in: line, part, of: 0...limit, what: "a part")
      try TraceLine.expectEnd(of: line, from: part.range.upperBound, after: "the part")
      return BlockLabel(position: positionValue, layer: layerValue, kind: kindValue, part: partValue)
    } catch {
      var fault = error
      if fault.kind == .malformedValue { fault.kind = .malformedBlock }
      throw TraceLine.illegalByte(in: line) ?? fault
    }
  }
}

extension LineParser {
  /// The opcode with the word as its mnemonic, or nil.
  @inline(__always) func opcode(_ word: TraceLine.Word) -> Opcode? {
    for form in table.forms where form.mnemonic == word.name { return form.opcode }
    return nil
  }

  /// Reads the operands of an instruction, after its mnemonic, to the end of the line.
  @inline(__always) func instruction(
    _ opcode: Opcode, in line: Span<UInt8>, from start: Int
  ) throws(LineFault) -> Instruction {
    let form = table.forms[Int(opcode.rawValue)]
    var instruction = Instruction(opcode)
    var seen: UInt32 = 0
    var next = form.first
    var index = start
    while true {
      index = TraceLine.skipBlanks(in: line, from: index)
      if index == line.count || line[index] == .hash { break }
      let wordStart = index
      var name = PackedName()
      while index < line.count, line[index] != .equals, !TraceLine.isBlank(line[index]) {
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
      guard isRead, index == line.count || TraceLine.isBlank(line[index]) else {
        throw valueFault(opcode, place - form.first, in: line, at: valueStart)
      }
    }
    guard form.required & ~seen == 0 else {
      let missing = opcode.form.operands[(form.required & ~seen).trailingZeroBitCount]
      throw TraceLine.illegalByte(in: line)
        ?? LineFault(
          kind: .missingOperand, offset: index, found: "no '\(missing.name)='",
          expected: "\(opcode.mnemonic) with \(operandList(opcode))")
    }
    try TraceLine.checkComment(of: line, from: index)
    if let violation = validator.limitViolation(of: instruction, rowOffset: 0) {
      let fault = validator.describe(violation, of: instruction, rowOffset: 0)
      throw LineFault(
        kind: .outOfRange, offset: offset(ofValue: fault.operand, in: line, from: start),
        found: "\(fault.operand)=\(fault.found)", expected: fault.expected)
    }
    return instruction
  }

  /// The index of the operand with a name: usually the next one, otherwise any other of the form.
  @inline(__always) private func find(_ name: PackedName, _ form: CompactOperandTable.Form, from next: Int)
    -> Int?
  {
    if next < form.end, table.entries[next].name == name { return next }
    for index in form.first..<form.end where table.entries[index].name == name { return index }
    return nil
  }

  /// Reads a list of channels and ranges of channels: ascending, without repetition, all of the machine.
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
  func readConstant(
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
    guard let value = Float(TraceLine.text(line, start..<index)), validator.contains(value, unit) else {
      return false
    }
    instruction.immediate = value
    return true
  }

  private func skipDigits(in line: Span<UInt8>, at index: inout Int) -> Bool {
    let start = index
    while index < line.count, line[index] &- .zero <= 9 { index += 1 }
    return index > start
  }
}

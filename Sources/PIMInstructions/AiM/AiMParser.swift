internal import PIMConfiguration
internal import PIMHardware

/// Reads the lines of an AiM trace.
struct AiMParser {
  /// The meaning of a line.
  enum Statement {
    /// A blank line or a comment.
    case blank
    /// An access of the host to a register, which takes no time.
    case register
    /// A write of a configuration register.
    case configuration(register: Int, value: Int32)
    case instruction(Instruction)
    /// An instruction with more columns than a row has: it continues at the first column of the same row.
    case wrapping(Instruction)
    case end
  }

  private let system: System
  private let mask: System.TraceMask
  private let validator: InstructionValidator
  private let forms = AiMForm.all
  /// The number of registers, of one burst each, in the ASIC's SRAM.
  private let registers: Int64
  /// The values of the configuration registers, which the owner updates.
  var configuration = AiMConfiguration.initial

  init(_ system: System, mask: System.TraceMask) {
    self.system = system
    self.mask = mask
    validator = InstructionValidator(MachineShape(system))
    registers = Int64(system.asic.sramBytes / system.organisation.burstBytes)
  }

  /// The number of columns of a row.
  var columns: Int { system.organisation.columns }

  /// The operands of a line; operands that the line does not have keep their defaults.
  private struct Values {
    var opsize: Int32 = 1
    var register: Int32 = 0
    var otherRegister: Int32 = 0
    var channels = ChannelMask(rawValue: 0)
    var bank: Int16 = 0
    var row: Int32 = 0
    var identifier = 0
    var value: Int32 = 0
  }

  /// Reads a line.
  func statement(of line: Span<UInt8>) throws(LineFault) -> Statement {
    let group = TraceLine.word(in: line, from: 0)
    if group.isEmpty {
      try TraceLine.checkComment(of: line, from: group.range.lowerBound)
      return .blank
    }
    let word = TraceLine.word(in: line, from: group.range.upperBound)
    let name = AiMParser.nameWithoutPrefix(of: word, after: group, in: line)
    guard let form = forms.first(where: { $0.group == group.name && $0.name == name }) else {
      throw unknown(group, word, in: line)
    }
    var values = Values()
    var next = TraceLine.word(in: line, from: word.range.upperBound)
    for operand in form.operands {
      guard !next.isEmpty else {
        if operand.isOptional { break }
        throw TraceLine.illegalByte(in: line)
          ?? LineFault(
            kind: .missingOperand, offset: next.range.lowerBound, found: "no \(operand.name)",
            expected: "'\(form.text)'")
      }
      try read(operand, at: next, in: line, into: &values)
      next = TraceLine.word(in: line, from: next.range.upperBound)
    }
    guard next.isEmpty else {
      throw TraceLine.illegalByte(in: line)
        ?? LineFault(
          kind: .unexpectedText, offset: next.range.lowerBound, found: TraceLine.quoted(line, next.range),
          expected: "the end of the line after '\(form.text)'")
    }
    try TraceLine.checkComment(of: line, from: next.range.lowerBound)
    return try statement(form, values, at: word)
  }

  // MARK: Operands

  /// The name of an instruction, without the prefix `ISR_` that is allowed after AiM.
  private static func nameWithoutPrefix(
    of word: TraceLine.Word, after group: TraceLine.Word, in line: Span<UInt8>
  ) -> PackedName {
    let prefix = AiMForm.prefix.utf8
    guard group.name == AiMForm.instructionGroup, word.range.count > prefix.count,
      zip(prefix, word.range).allSatisfy({ line[$1] == $0 })
    else { return word.name }
    return TraceLine.word(in: line, from: word.range.lowerBound + prefix.count).name
  }

  private func unknown(_ group: TraceLine.Word, _ word: TraceLine.Word, in line: Span<UInt8>) -> LineFault {
    if let fault = TraceLine.illegalByte(in: line) { return fault }
    let names = AiMForm.names(after: group.name)
    if names.isEmpty {
      return LineFault(
        kind: .unknownInstruction, offset: group.range.lowerBound,
        found: TraceLine.quoted(line, group.range),
        expected: "AiM, R or W; pimgpt's own traces begin with '\(TraceHeader.magic) \(TraceHeader.version)'",
        suggestion: NearMiss.suggestion(for: TraceLine.text(line, group.range), among: AiMForm.groups))
    }
    let text = TraceLine.text(line, word.range)
    let isPrefixed = group.name == AiMForm.instructionGroup && text.hasPrefix(AiMForm.prefix)
    let prefix = isPrefixed ? AiMForm.prefix : ""
    let near = NearMiss.suggestion(for: String(text.dropFirst(prefix.count)), among: names)
    return LineFault(
      kind: word.isEmpty ? .missingOperand : .unknownInstruction, offset: word.range.lowerBound,
      found: word.isEmpty ? "the end of the line" : TraceLine.quoted(line, word.range),
      expected: "one of \(names.joined(separator: ", "))",
      suggestion: near.map { prefix + $0 })
  }

  private func read(
    _ operand: AiMForm.Operand, at word: TraceLine.Word, in line: Span<UInt8>, into values: inout Values
  ) throws(LineFault) {
    let organisation = system.organisation
    func number(_ highest: Int64, from lowest: Int64 = 0, _ what: String) throws(LineFault) -> Int64 {
      try AiMParser.number(in: line, word, of: lowest...max(lowest, highest), operand.name, what)
    }
    switch operand {
    case .opsize:
      values.opsize = Int32(try number(Int64(organisation.columns), from: 1, "a number of columns"))
    case .wrappingOpsize:
      // A bank bounds the number of columns, and with it the cost of one line; no product has more.
      let highest = Int64(organisation.rows) * Int64(organisation.columns)
      values.opsize = Int32(try number(min(highest, Int64(Int32.max)), from: 1, "a number of columns"))
    case .registerCount:
      values.opsize = Int32(
        try number(registers, from: 1, "a number of general-purpose registers, bursts of the ASIC's SRAM"))
    case .register: values.register = Int32(try number(registers - 1, "a general-purpose register"))
    case .otherRegister: values.otherRegister = Int32(try number(registers - 1, "a general-purpose register"))
    case .mask, .singleMask:
      values.channels = try channels(at: word, in: line)
      if operand == .singleMask && values.channels.count > 1 {
        throw LineFault(
          kind: .outOfRange, offset: word.range.lowerBound,
          found: "mask \(TraceLine.text(line, word.range)) with channels \(values.channels.traceText)",
          expected: "a mask of one channel")
      }
    case .channel: values.channels = .only(Int(try number(Int64(organisation.channels) - 1, "a channel")))
    case .bank: values.bank = Int16(try number(Int64(organisation.banks) - 1, "a bank"))
    case .row: values.row = Int32(try number(Int64(organisation.rows) - 1, "a row"))
    case .identifier:
      values.identifier = Int(
        try number(Int64(AiMConfiguration.highest.count) - 1, "a configuration register"))
    case .value:
      let highest = AiMConfiguration.highest[values.identifier]
      values.value = Int32(try number(highest, "a value for configuration register \(values.identifier)"))
    case .ignored: _ = try number(Int64.max, "a number")
    }
  }

  /// The channels of a mask, in the system's bit order.
  private func channels(at word: TraceLine.Word, in line: Span<UInt8>) throws(LineFault) -> ChannelMask {
    let fault = { (found: String, expected: String) in
      LineFault(kind: .outOfRange, offset: word.range.lowerBound, found: found, expected: expected)
    }
    let text = TraceLine.text(line, word.range)
    let value: UInt64
    switch AiMParser.unsigned(in: line, word.range) {
    case .value(let number): value = number
    case .tooLarge: throw fault("mask \(text)", "a mask of \(mask.bits) bits")
    case .malformed:
      throw AiMParser.malformed(in: line, word, "mask", "a mask of channels, such as 0x80000000")
    }
    if value == 0 { throw fault("mask \(text)", "a mask of one channel or more") }
    if mask.bits < 64, value >> UInt64(mask.bits) != 0 {
      throw fault("mask \(text)", "a mask of \(mask.bits) bits")
    }
    var named = ChannelMask(rawValue: 0)
    ChannelMask(rawValue: value).forEach { bit in named.rawValue |= 1 << UInt64(mask.mirrored(bit)) }
    let missing = named.rawValue & ~ChannelMask.first(system.organisation.channels).rawValue
    if missing != 0 {
      throw fault(
        "mask \(text) with channel \(missing.trailingZeroBitCount)",
        "channels of 0 to \(system.organisation.channels - 1)")
    }
    return named
  }

  // MARK: Instructions

  private func statement(
    _ form: AiMForm, _ values: Values, at word: TraceLine.Word
  ) throws(LineFault) -> Statement {
    let lanes = Int32(system.organisation.elementsPerColumn)
    var instruction: Instruction
    switch form.action {
    case .end: return .end
    case .register: return .register
    case .configuration: return .configuration(register: values.identifier, value: values.value)
    case .memory(let opcode):
      instruction = Instruction(opcode)
      instruction.channels = values.channels
      instruction.bank = values.bank
      instruction.row = values.row
      instruction.column = Instruction.none
      instruction.length = lanes
      instruction.address = Instruction.none
      try checkCommand(of: opcode, at: word)
      return .instruction(instruction)
    case .addRegisters:
      instruction = Instruction(.SUM)
      instruction.address = values.register * lanes
      instruction.source = instruction.address
      instruction.source3 = values.otherRegister * lanes
      instruction.count = 1
      instruction.length = values.opsize * lanes
    case .instruction(let opcode):
      instruction = Instruction(opcode)
      try checkCommand(of: opcode, at: word)
      instruction.channels = values.channels
      instruction.row = values.row
      instruction.bank = values.bank
      switch opcode {
      case .WR_GB:
        instruction.address = values.register * lanes
        instruction.length = values.opsize * lanes
      case .WR_BIAS, .RD_MAC, .RD_AF, .WR_ABK:
        instruction.address = values.register * lanes
        instruction.length = Int32(system.organisation.banks * values.channels.count)
      case .WR_SBK, .RD_SBK:
        instruction.address = values.register * lanes
        instruction.length = lanes
      case .AF:
        guard system.organisation.rows >= AiMConfiguration.tables else {
          throw LineFault(
            kind: .outOfRange, offset: word.range.lowerBound,
            found: "banks of \(system.organisation.rows) rows",
            expected: "\(AiMConfiguration.tables) or more: the last ones hold the tables of AF")
        }
        instruction.row = AiMConfiguration.row(
          ofFunction: configuration[AiMConfiguration.function], rows: system.organisation.rows)
      case .MAC_ABK, .MAC_SBK, .COPY_BKGB, .COPY_GBBK, .EWMUL: instruction.count = values.opsize
      case .SYNC: break
      case .OPEN_ABK, .LAYERNORM, .RMSNORM, .SUM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE,
        .ALIBI, .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE,
        .ARGMAX, .VMM:
        preconditionFailure("\(opcode) has no line of its name")
      }
    }
    let columns = Int32(system.organisation.columns)
    let isWrapping = instruction.opcode == .EWMUL && instruction.count > columns
    var checked = instruction
    if isWrapping { checked.count = columns }
    // The limits that several operands share: the end of the registers and of the global buffer.
    if let fault = validator.fault(of: checked) {
      throw LineFault(
        kind: .outOfRange, offset: word.range.lowerBound,
        found:
          "\(form.text.split(separator: " ")[1]) as \(fault.opcode.mnemonic) with \(fault.operand)=\(fault.found)",
        expected: fault.expected)
    }
    return isWrapping ? .wrapping(instruction) : .instruction(instruction)
  }

  private func checkCommand(of opcode: Opcode, at word: TraceLine.Word) throws(LineFault) {
    guard let command = opcode.command, !system.has(command) else { return }
    throw LineFault(
      kind: .unsupportedCommand, offset: word.range.lowerBound,
      found: "\(opcode.mnemonic), which needs the command \(command.mnemonic)",
      expected: "an instruction whose command the system \(system.name) has")
  }
}

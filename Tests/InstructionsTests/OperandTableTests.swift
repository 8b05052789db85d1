import Instructions
import Testing

@Suite struct OperandTableTests {
  @Test(arguments: Opcode.allCases) func operandsAreNamedAndKeptApart(opcode: Opcode) {
    let operands = opcode.form.operands
    #expect(opcode.form.opcode == opcode)
    #expect(Set(operands.map(\.name)).count == operands.count)
    #expect(Set(operands.map(\.field)).count == operands.count)
    for operand in operands {
      #expect(operand.name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
      #expect((operand.extent != nil) == (operand.unit == .address))
    }
    #expect(opcode.namesRow == operands.contains { $0.name == "row" })
    #expect((opcode.unit == .channels) == (operands.first?.name == "ch"))
  }

  /// What the table says of an operand's stretch of SRAM is what execution and scheduling are told.
  @Test(arguments: Opcode.allCases) func extentsCoverWhatIsReadAndWritten(opcode: Opcode) {
    var generator = SeededGenerator(seed: UInt64(opcode.rawValue))
    for _ in 0..<200 {
      let instruction = randomInstruction(opcode, in: oddShape, &generator)
      var end: Int32 = 0
      instruction.forEachRead { end = max(end, $0.start + $0.count) }
      instruction.forEachWrite { end = max(end, $0.start + $0.count) }
      var shape = oddShape
      shape.sramBytes = Int(end) * 2
      guard end > 0 else { continue }
      // `length`, `count` and `stride` are also limited by the size of the SRAM as such.
      let fault = InstructionValidator(shape).fault(of: instruction)
      #expect(
        fault == nil || fault!.expected.contains(", 1 to \(end)") || fault!.expected.contains(", 0 to"),
        "\(instruction)")
      shape.sramBytes -= 2
      if shape.sramBytes > 0 {
        #expect(InstructionValidator(shape).fault(of: instruction) != nil, "\(instruction)")
      }
    }
  }
}

@Suite struct InstructionValidatorTests {
  private func mac(_ change: (inout Instruction) -> Void) -> Instruction {
    var instruction = Instruction(.MAC_ABK)
    instruction.channels = .first(8)
    instruction.count = 64
    change(&instruction)
    return instruction
  }

  private func message(_ instruction: Instruction, rowOffset: Int32 = 0) -> String? {
    InstructionValidator(paperShape).fault(of: instruction, rowOffset: rowOffset)?.description
  }

  @Test func whatFitsPasses() throws {
    try mac { $0.row = 16383 }.validate(in: paperShape)
    try mac { $0.row = 3 }.validate(in: paperShape, rowOffset: 16380)
    try mac { $0.row = -5 }.validate(in: paperShape, rowOffset: 5)
    try Instruction(.SYNC).validate(in: paperShape)
  }

  @Test func whatDoesNotIsExplained() {
    #expect(message(mac { $0.channels = .first(9) }) == "MAC_ABK ch: found 0-8, expected channels of 0 to 7")
    #expect(message(mac { $0.channels = .first(0) }) == "MAC_ABK ch: found none, expected channels of 0 to 7")
    #expect(
      message(mac { $0.row = 4 }, rowOffset: 16380) == "MAC_ABK row: found 16384, expected a row, 0 to 16383")
    #expect(
      message(mac { $0.row = .max }, rowOffset: .max)
        == "MAC_ABK row: found 4294967294, expected a row, 0 to 16383")
    #expect(message(mac { $0.row = -1 }) == "MAC_ABK row: found -1, expected a row, 0 to 16383")
    #expect(message(mac { $0.length = 3 }) == "MAC_ABK length: found 3, expected 0: MAC_ABK does not use it")
    #expect(message(mac { $0.bank = 1 }) == "MAC_ABK bank: found 1, expected 0: MAC_ABK does not use it")
    #expect(
      message(mac { $0.source2 = 0 }) == "MAC_ABK source2: found 0, expected -1: MAC_ABK does not use it")
    #expect(
      message(mac { $0.immediate = -0.0 })
        == "MAC_ABK immediate: found -0.0, expected 0: MAC_ABK does not use it")
    var scale = Instruction(.SCALE)
    scale.length = 1
    scale.immediate = .nan
    #expect(message(scale) == "SCALE factor: found nan, expected a finite number")
    var sum = Instruction(.SUM)
    sum.length = 8
    sum.count = 1
    #expect(message(sum) == nil)
    sum.source2 = -2
    #expect(message(sum) == "SUM bias: found -2, expected an element of the SRAM, 0 to 65535")
  }

  /// Every field at the ends of its type, in every opcode: an answer, never a trap.
  @Test(arguments: Opcode.allCases) func extremesAreJudgedWithoutOverflow(opcode: Opcode) {
    var generator = SeededGenerator(seed: 7)
    let values: [Int32] = [.min, -1, 0, 1, 15, 63, 65535, .max]
    for _ in 0..<3000 {
      func any() -> Int32 { values.randomElement(using: &generator)! }
      var instruction = Instruction(opcode)
      instruction.channels = ChannelMask(rawValue: [0, 1, 255, .max].randomElement(using: &generator)!)
      instruction.bank = Int16(clamping: any())
      instruction.row = any()
      instruction.column = any()
      instruction.count = any()
      instruction.offset = any()
      instruction.address = any()
      instruction.length = any()
      instruction.source = any()
      instruction.source2 = any()
      instruction.source3 = any()
      instruction.stride = any()
      instruction.immediate = [.nan, .infinity, 0, 1, -1].randomElement(using: &generator)!
      let fault = InstructionValidator(paperShape).fault(of: instruction, rowOffset: any())
      if fault == nil { #expect(instruction.opcode == .SYNC || instruction.address >= 0) }
    }
  }
}

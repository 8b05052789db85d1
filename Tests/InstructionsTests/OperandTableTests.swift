import PIMHardware
import PIMInstructions
import PIMNumerics
import Testing

@Suite struct OperandTableTests {
  /// Tables indexed by an opcode's raw value, or by an operator's index, have an entry for each.
  @Test func rawValuesAreTheIndices() {
    #expect(Opcode.allCases.map { Int($0.rawValue) } == Array(Opcode.allCases.indices))
    #expect(OperatorKind.allCases.map(\.index) == Array(OperatorKind.allCases.indices))
  }

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

  /// The end of the SRAM that an instruction fits is the end of the stretches that execution and scheduling
  /// are told.
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

@Suite struct EffectTableTests {
  /// The stretches that scheduling is told reach from the first run of elements to the last, with which
  /// execution works.
  @Test(arguments: Opcode.allCases) func stretchesReachFromRunToRun(opcode: Opcode) {
    var generator = SeededGenerator(seed: 100 + UInt64(opcode.rawValue))
    for _ in 0..<200 {
      let instruction = randomInstruction(opcode, in: oddShape, &generator)
      var (reads, writes): ([Range<Int>], [Range<Int>]) = ([], [])
      for effect in opcode.effects {
        guard case .sram(let field, let extent) = effect.place, let start = instruction.address(in: field)
        else { continue }
        var (first, end) = (Int.max, 0)
        instruction.forEachRun(in: extent, from: start) { run in
          (first, end) = (min(first, run.lowerBound), max(end, run.upperBound))
        }
        if effect.access.reads(isFirst: instruction.isFirst) { reads.append(first..<end) }
        if effect.access.writes { writes.append(first..<end) }
      }
      var (toldReads, toldWrites): ([Range<Int>], [Range<Int>]) = ([], [])
      instruction.forEachRead { toldReads.append($0.elements) }
      instruction.forEachWrite { toldWrites.append($0.elements) }
      #expect(toldReads == reads && toldWrites == writes, "\(instruction)")
    }
  }

  /// Commands move as many bursts as the cells or the buffer that an instruction works on have.
  @Test(arguments: Opcode.allCases) func columnAccessesAreThoseOfTheEffects(opcode: Opcode) {
    var generator = SeededGenerator(seed: 200 + UInt64(opcode.rawValue))
    let organisation = oddShape.organisation
    let lanes = organisation.elementsPerColumn
    for _ in 0..<200 {
      let instruction = randomInstruction(opcode, in: oddShape, &generator)
      var expected: Set<Int> = []
      for effect in opcode.effects {
        switch effect.place {
        case .cells(_, .row), .sram, .accumulators, .functionResults: break
        case .cells(_, let span):
          let run = instruction.cells(span, in: organisation)
          let first = run.element / lanes
          expected.insert((run.element + run.count + lanes - 1) / lanes - first)
        case .globalBuffer(let span): expected.insert(instruction.bursts(span, in: organisation).count)
        }
      }
      if expected.isEmpty { expected = [1] }
      #expect(expected == [Int(instruction.columnAccesses(lanes: Int32(lanes)).count)], "\(instruction)")
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

  /// Two channels of three banks leave the weights of results 0 1 2 | 3 4 5 in the order 0 3 1 4 2 5; with
  /// six results a slot.
  @Test func weightsLieAsBanksAreRead() {
    let places = (0..<12).map { Instruction.weightPlace(ofResult: $0, banks: 3, channels: 2) }
    #expect(places == [0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11])
    #expect((0..<9).map { Instruction.weightPlace(ofResult: $0, banks: 1, channels: 4) } == Array(0..<9))
  }

  @Test func productsOutOfRangeAreExplained() throws {
    func product(_ change: (inout Instruction) -> Void = { _ in }) -> Instruction {
      var i = Instruction(.VMM)
      (i.address, i.source, i.source2, i.count, i.stride, i.length) = (0, 1024, 512, 17, 64, 64)
      (i.column, i.offset) = (16, 2)
      change(&i)
      return i
    }
    try product().validate(in: paperShape)
    #expect(message(product { $0.column = 17 }) == "VMM banks: found 17, expected a number of banks, 1 to 16")
    #expect(message(product { $0.column = 0 }) == "VMM banks: found 0, expected a number of banks, 1 to 16")
    #expect(
      message(product { $0.offset = 9 }) == "VMM channels: found 9, expected a number of channels, 1 to 8")
    #expect(
      message(product { $0.stride = 63 })
        == "VMM stride: found 63, expected at least 64, the length of a vector")
    // The weights of result 15, in bank 15 of the first channel, are vector 30; result 16 has vector 1: 31 ·
    // 64 elements.
    try product { $0.source = 65536 - 1984 }.validate(in: paperShape)
    let end = "expected an end within the 65536 elements of the SRAM"
    #expect(
      message(product { $0.source = 65536 - 1983 })
        == "VMM src: found 63553 and 1984 elements from there, \(end)")
    #expect(
      message(product { $0.source2 = 65500 }) == "VMM x: found 65500 and 64 elements from there, \(end)")
    #expect(
      message(product { $0.address = 65520 }) == "VMM dst: found 65520 and 17 elements from there, \(end)")
    #expect(message(product { $0.row = 1 }) == "VMM row: found 1, expected 0: VMM does not use it")
  }

  @Test func operandsOfPositionsAreExplained() throws {
    func rotate(_ change: (inout Instruction) -> Void = { _ in }) -> Instruction {
      var i = Instruction(.ROTATE)
      (i.address, i.source, i.source2, i.count, i.stride, i.length, i.offset) = (0, 0, 512, 4, 64, 64, 1)
      change(&i)
      return i
    }
    try rotate().validate(in: paperShape)
    #expect(
      message(rotate { $0.length = 63 })
        == "ROTATE len: found 63, expected an even number: ROTATE works on pairs")
    #expect(message(rotate { $0.offset = 2 }) == "ROTATE pairs: found 2, expected 0 or 1")
    #expect(
      message(rotate { $0.source2 = -1 })
        == "ROTATE table: found -1, expected an element of the SRAM, 0 to 65535")
    #expect(
      message(rotate { $0.stride = 62 })
        == "ROTATE stride: found 62, expected at least 64, the length of a vector")
    // 3 · 64 + 64 elements of the vectors, 64 of the table.
    try rotate { ($0.source, $0.source2) = (65536 - 256, 65536 - 64) }.validate(in: paperShape)
    var alibi = rotate {
      $0.opcode = .ALIBI
      ($0.length, $0.offset, $0.source2) = (63, .max, 65536 - 4)
    }
    #expect(message(alibi) == nil)
    alibi.source2 += 1
    #expect(
      message(alibi)
        == "ALIBI slopes: found 65533 and 4 elements from there, expected an end within the 65536 elements of the SRAM"
    )
    alibi.offset = -1
    #expect(message(alibi) == "ALIBI distance: found -1, expected an index, 0 to 2147483647")
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

import PIMHardware
import PIMInstructions
import PIMNumerics
import Testing

/// AiM traces: what each line means, how they are cut in blocks, and what is written.
@Suite struct AiMTraceTests {
  /// Channels 0 and 2: bits 31 and 29. General-purpose register i is elements 16 i to 16 i + 15 of the SRAM.
  private static let mask = "0xa0000000"
  private static let channels = ChannelMask(rawValue: 0b101)

  private static func make(_ opcode: Opcode, _ change: (inout Instruction) -> Void) -> Instruction {
    var instruction = Instruction(opcode)
    instruction.channels = channels
    change(&instruction)
    return instruction
  }

  private struct Line {
    var text: String
    var instruction: Instruction
  }

  private static let lines: [Line] = [
    Line(text: "AiM MAC_ABK 64 \(mask) 7", instruction: make(.MAC_ABK) { ($0.count, $0.row) = (64, 7) }),
    Line(
      text: "AiM MAC_SBK 3 \(mask) 15 7",
      instruction: make(.MAC_SBK) { ($0.count, $0.bank, $0.row) = (3, 15, 7) }),
    Line(text: "AiM WR_GB 2 5 \(mask)", instruction: make(.WR_GB) { ($0.address, $0.length) = (80, 32) }),
    // A register for each of the two channels: 16 banks.
    Line(text: "AiM WR_BIAS 5 \(mask)", instruction: make(.WR_BIAS) { ($0.address, $0.length) = (80, 32) }),
    Line(text: "AiM RD_MAC 5 \(mask)", instruction: make(.RD_MAC) { ($0.address, $0.length) = (80, 32) }),
    Line(text: "AiM RD_AF 5 \(mask)", instruction: make(.RD_AF) { ($0.address, $0.length) = (80, 32) }),
    // The table of function 0 lies in the first of the last eight rows of 16,384.
    Line(text: "AiM AF \(mask)", instruction: make(.AF) { $0.row = 16376 }),
    Line(
      text: "AiM WR_SBK 5 \(mask) 4 7",
      instruction: make(.WR_SBK) { ($0.address, $0.length, $0.bank, $0.row) = (80, 16, 4, 7) }),
    Line(
      text: "AiM RD_SBK 5 \(mask) 4 7",
      instruction: make(.RD_SBK) { ($0.address, $0.length, $0.bank, $0.row) = (80, 16, 4, 7) }),
    Line(
      text: "AiM WR_ABK 5 0x80000000 7",
      instruction: make(.WR_ABK) { ($0.channels, $0.address, $0.length, $0.row) = (.only(0), 80, 16, 7) }),
    Line(
      text: "AiM COPY_BKGB 4 \(mask) 1 7",
      instruction: make(.COPY_BKGB) { ($0.count, $0.bank, $0.row) = (4, 1, 7) }),
    Line(
      text: "AiM COPY_GBBK 4 \(mask) 1 7",
      instruction: make(.COPY_GBBK) { ($0.count, $0.bank, $0.row) = (4, 1, 7) }),
    Line(text: "AiM EWMUL 4 \(mask) 7", instruction: make(.EWMUL) { ($0.count, $0.row) = (4, 7) }),
    Line(
      text: "AiM EWADD 2 5 1",
      instruction: make(.SUM) {
        ($0.channels, $0.address, $0.source, $0.source3, $0.count, $0.length) = (
          ChannelMask(rawValue: 0), 80, 80, 16, 1, 32
        )
      }),
    Line(text: "AiM SYNC", instruction: Instruction(.SYNC)),
    // What the host reads and writes has no place in the SRAM.
    Line(
      text: "R MEM 2 4 7",
      instruction: make(.RD_SBK) {
        ($0.channels, $0.bank, $0.row, $0.column) = (.only(2), 4, 7, Instruction.none)
        ($0.length, $0.address) = (16, Instruction.none)
      }),
    Line(
      text: "W MEM 2 4 7",
      instruction: make(.WR_SBK) {
        ($0.channels, $0.bank, $0.row, $0.column) = (.only(2), 4, 7, Instruction.none)
        ($0.length, $0.address) = (16, Instruction.none)
      }),
  ]

  @Test(arguments: lines.indices) func everyInstruction(index: Int) throws {
    let line = Self.lines[index]
    #expect(try instructionsOfAiM(line.text) == [line.instruction], "\(line.text)")
    // And it is written as it was read.
    #expect(try writeAiM(try readAiM(line.text + "\nAiM EOC\n")) == line.text + "\nAiM EOC\n")
  }

  /// Decimal and hexadecimal, blanks and tabs, comments, blank lines, carriage returns, no line feed at the
  /// end.
  @Test func layout() throws {
    let text =
      "# a trace\r\n\n  AiM\tMAC_ABK  0x40 2684354560\t07 # comment é\r\n\t# another\nAiM EOC # end\n\n# after"
    #expect(try readAiM(text).flatMap(\.template.instructions) == [Self.lines[0].instruction])
    #expect(try readAiM("AiM EOC").isEmpty)
  }

  /// A name after AiM may begin with `ISR_`.
  @Test(arguments: lines.indices) func everyInstructionWithPrefix(index: Int) throws {
    let line = Self.lines[index]
    guard line.text.hasPrefix("AiM ") else { return }
    let text = "AiM ISR_" + line.text.dropFirst("AiM ".count)
    #expect(try instructionsOfAiM(text) == [line.instruction], "\(text)")
    #expect(try readAiM(text + "\nAiM ISR_EOC\n").flatMap(\.template.instructions) == [line.instruction])
  }

  /// Commas in place of blanks or beside them, also after the last word, as a spreadsheet leaves them.
  @Test(arguments: lines.indices) func everyInstructionWithCommas(index: Int) throws {
    let line = Self.lines[index]
    for separator in [",", ", ", " , "] {
      let text = line.text.split(separator: " ").joined(separator: separator)
      #expect(
        try readAiM("# a, comment\n\(text),,\n,,,\nAiM,EOC,,,\n,,\n").flatMap(\.template.instructions)
          == [line.instruction], "\(text)")
    }
  }

  /// A byte order mark, line ends of CR LF, blanks at the ends of lines: as Windows leaves traces.
  @Test func layoutOfWindows() throws {
    let text = "\u{FEFF}AiM MAC_ABK 64 0xa0000000 7  \r\n\r\nAiM ISR_EOC \r\n"
    #expect(try readAiM(text).flatMap(\.template.instructions) == [Self.lines[0].instruction])
    #expect(try readAiM("\u{FEFF}AiM EOC").isEmpty)
    // Columns count from what comes after the mark; a mark further on is no blank.
    let error = #expect(throws: TraceError.self) { try readAiM("\u{FEFF}AiM NOPE\n") }
    #expect(error?.line == 1 && error?.column == 5)
    #expect(throws: TraceError.self) { try readAiM("AiM SYNC\n\u{FEFF}AiM EOC\n") }
  }

  /// EWADD counts registers, of which there are 4,096, not columns of a row.
  @Test func sumsOfManyRegisters() throws {
    let sums = try instructionsOfAiM("AiM EWADD 256 0 0", "AiM EWADD 4096 0 0", "AiM EWADD 65 1 4031")
    #expect(sums.map(\.length) == [4096, 65536, 1040])
    #expect(sums.map(\.source3) == [0, 0, 64496])
  }

  /// EWMUL of 150 columns in rows of 64: columns 0 to 63 twice and 0 to 21 once, in the same row, also in the
  /// last one.
  @Test func longProductsRunOnInTheirRow() throws {
    let text = "AiM SYNC\nAiM EWMUL 64 \(Self.mask) 7\nAiM EWMUL 150 \(Self.mask) 16383\nAiM EWMUL 65 1,5\n"
    var system = aimSystem
    system.organisation.channels = 32
    var reader = try AiMTraceReader(text: text + "AiM EOC\n", name: "t", system: system)
    let block = try #require(try reader.next())
    let products = block.template.instructions.dropFirst()
    #expect(products.map(\.count) == [64, 64, 64, 22, 64, 1])
    #expect(products.map(\.row) == [7, 16383, 16383, 16383, 5, 5])
    #expect(products.allSatisfy { $0.opcode == .EWMUL && $0.column == 0 })
    #expect(reader.blockLines == [1, 2, 3, 3, 3, 4, 4])
    #expect(try reader.next() == nil)
    #expect(reader.instructions == 4)
    #expect(
      reader.notes == [
        "t:3: EWMUL of 150 columns runs on from the first of the 64 columns of row 16383, as in the AiM simulator (2 lines are like this)"
      ])
  }

  @Test func noNoteWhereNothingRunsOn() throws {
    var reader = try AiMTraceReader(
      text: "AiM EWMUL 64 \(Self.mask) 7\nAiM EOC\n", name: "t", system: aimSystem)
    while try reader.next() != nil {}
    #expect(reader.notes == [])
  }

  /// The pieces of a product may lie in two blocks.
  @Test func longProductsAreCutWithTheBlock() throws {
    let lines = Array(repeating: "AiM SYNC", count: 1023) + ["AiM EWMUL 130 \(Self.mask) 7", "AiM EOC"]
    let blocks = try readAiM(lines.joined(separator: "\n"))
    #expect(blocks.map(\.template.instructions.count) == [1024, 2])
    #expect(blocks[1].template.instructions.map(\.count) == [64, 2])
  }

  /// Registers that the host reads and writes take no time. Configuration register 2 chooses the function
  /// that AF looks up.
  @Test func registers() throws {
    #expect(try instructionsOfAiM("W GPR 0", "R GPR 4095", "W CFR 0 1", "W CFR 1 0").isEmpty)
    #expect(try instructionsOfAiM("R CFR 0", "R CFR 2 65535", "R,CFR,1,0").isEmpty)
    let rows = try instructionsOfAiM(
      "AiM AF 1073741824", "W CFR 2 7", "AiM AF 0x40000000", "W CFR 2 1", "W CFR 1 1", "AiM AF 0x40000000")
    #expect(rows.map(\.row) == [16376, 16383, 16377])
    #expect(rows.allSatisfy { $0.channels == .only(1) })
    let written = try writeAiM(try readAiM("W CFR 2 7\nAiM AF 0x40000000\nAiM AF 0x40000000\nAiM EOC\n"))
    #expect(written == "W CFR 2 7\nAiM AF 0x40000000\nAiM AF 0x40000000\nAiM EOC\n")
  }

  /// Bit i is channel 31 - i, or channel i: the system says which.
  @Test func maskBits() throws {
    var system = aimSystem
    system.organisation.channels = 32
    func channels(_ mask: String) throws -> ChannelMask {
      try #require(instructionsOfAiM("AiM RD_MAC 0 \(mask)", on: system).first).channels
    }
    #expect(try channels("0x80000000") == .only(0) && channels("1") == .only(31))
    #expect(try channels("0xffffffff") == .first(32))
    #expect(try channels("0xf0000001") == ChannelMask(rawValue: 0x8000_000F))
    system.traceMask?.order = .lowestFirst
    #expect(try channels("0x80000000") == .only(31) && channels("1") == .only(0))
    system.organisation.channels = 64
    system.traceMask = System.TraceMask(bits: 64, order: .highestFirst)
    #expect(try channels("0x8000000000000001") == ChannelMask(rawValue: 0x8000_0000_0000_0001))
    #expect(try channels("0x8000000000000000") == .only(0))
  }

  // MARK: Blocks

  /// A block has at most 1,024 instructions. Each takes its own line and those since the instruction before
  /// that are none.
  @Test(
    arguments: [
      (Array(repeating: "R MEM 0 0 0", count: 2500), [1024, 1024, 452]),
      (Array(repeating: "AiM SYNC", count: 1025), [1024, 1]),
      (Array(repeating: "R MEM 0 0 0", count: 1024), [1024]),
      (Array(repeating: "W GPR 0", count: 5000), []),
    ] as [([String], [Int])])
  func blocks(lines: [String], sizes: [Int]) throws {
    let blocks = try readAiM((lines + ["AiM EOC"]).joined(separator: "\n"))
    #expect(blocks.map(\.template.instructions.count) == sizes)
    #expect(blocks.map(\.lines) == sizes.map { Array(repeating: 1, count: $0) })
    #expect(blocks.map(\.label.part) == Array(sizes.indices))
  }

  @Test func linesThatAreNoInstructionsAreCounted() throws {
    let text = "W GPR 0\n# comment\n\nAiM SYNC\nAiM SYNC\nR GPR 0\nW CFR 2 1\nAiM SYNC\nW GPR 1\nAiM EOC"
    #expect(try readAiM(text).map(\.lines) == [[2, 1, 3]])
  }

  // MARK: Writing

  private static func block(_ instructions: [Instruction], row: Int32 = 0) -> Block {
    Block(
      template: Template(id: 0, instructions: instructions), rowOffset: row,
      label: BlockLabel(position: 3, layer: 1, kind: .qkv, part: 2))
  }

  /// Blocks of a serial program wait for each other; rows are absolute; an access of the host in several
  /// channels is one line each.
  @Test func writesBlocks() throws {
    let read = Self.make(.RD_SBK) { ($0.length, $0.address) = (16, Instruction.none) }
    let blocks = [Self.block([Self.lines[0].instruction], row: 3), Self.block([read])]
    #expect(
      try writeAiM(blocks) == "AiM MAC_ABK 64 0xa0000000 10\nAiM SYNC\nR MEM 0 0 0\nR MEM 2 0 0\nAiM EOC\n")
    #expect(
      try writeAiM(blocks, schedule: .overlapped)
        == "AiM MAC_ABK 64 0xa0000000 10\nR MEM 0 0 0\nR MEM 2 0 0\nAiM EOC\n")
  }

  private static let last = Int32(aimSystem.asic.sramBytes / 2)

  /// What the format cannot say exactly becomes lines with the same commands: columns, lanes and places in
  /// the global buffer are dropped, a row that is gone beyond is another line, and what is no single burst of
  /// a register goes between the banks and the host.
  @Test(
    arguments: [
      (make(.MAC_ABK) { ($0.row, $0.count, $0.column) = (7, 4, 2) }, ["AiM MAC_ABK 4 0xa0000000 7"]),
      (make(.MAC_ABK) { ($0.count, $0.offset) = (4, 3) }, ["AiM MAC_ABK 4 0xa0000000 0"]),
      (
        make(.MAC_ABK) { ($0.row, $0.count, $0.column) = (7, 70, 60) },
        ["AiM MAC_ABK 4 0xa0000000 7", "AiM MAC_ABK 64 0xa0000000 8", "AiM MAC_ABK 2 0xa0000000 9"]
      ),
      (
        make(.COPY_BKGB) { ($0.bank, $0.count, $0.column) = (3, 2, 63) },
        ["AiM COPY_BKGB 1 0xa0000000 3 0", "AiM COPY_BKGB 1 0xa0000000 3 1"]
      ),
      (make(.EWMUL) { $0.count = 65 }, ["AiM EWMUL 64 0xa0000000 0", "AiM EWMUL 1 0xa0000000 1"]),
      (make(.WR_GB) { $0.length = 17 }, ["AiM WR_GB 2 0 0xa0000000"]),
      (make(.WR_GB) { ($0.length, $0.address) = (16, 24) }, ["AiM WR_GB 1 1 0xa0000000"]),
      (make(.WR_GB) { ($0.length, $0.offset) = (16, 1) }, ["AiM WR_GB 1 0 0xa0000000"]),
      (make(.RD_MAC) { $0.length = 31 }, ["AiM RD_MAC 0 0xa0000000"]),
      // Two channels fill two registers, and one of the 4,096 is left there.
      (make(.RD_MAC) { ($0.length, $0.address) = (16, last - 16) }, ["AiM RD_MAC 4094 0xa0000000"]),
      (
        make(.WR_ABK) { ($0.length, $0.address, $0.offset) = (32, 160, 3) },
        ["AiM WR_ABK 10 0x80000000 0", "AiM WR_ABK 11 0x20000000 0"]
      ),
      (
        make(.RD_SBK) { ($0.length, $0.bank, $0.row, $0.column) = (20, 4, 5, 63) },
        ["R MEM 0 4 5", "R MEM 2 4 5", "R MEM 0 4 6", "R MEM 2 4 6"]
      ),
      (
        make(.WR_SBK) { ($0.channels, $0.length, $0.offset, $0.row) = (.only(1), 16, 3, 5) },
        ["W MEM 1 0 5", "W MEM 1 0 5"]
      ),
      (make(.OPEN_ABK) { $0.row = 5 }, []),
      (make(.GELU) { ($0.channels, $0.length) = (ChannelMask(rawValue: 0), 16) }, []),
      (make(.RMSNORM) { ($0.channels, $0.length) = (ChannelMask(rawValue: 0), 16) }, []),
      (make(.ROTATE) { ($0.channels, $0.length) = (ChannelMask(rawValue: 0), 16) }, []),
      (make(.SUM) { ($0.channels, $0.count, $0.length) = (ChannelMask(rawValue: 0), 2, 16) }, []),
    ] as [(Instruction, [String])])
  func lowers(instruction: Instruction, lines: [String]) throws {
    #expect(try writeAiM([Self.block([instruction])]) == (lines + ["AiM EOC"]).map { $0 + "\n" }.joined())
  }

  /// What follows an instruction of the ASIC that is left out waits at a SYNC, one however many there are.
  /// Nothing is there to wait for at the beginning, at the end, and where a row would only be opened early.
  @Test(arguments: [Schedule.serial, .overlapped]) func syncInPlaceOfTheASIC(schedule: Schedule) throws {
    let product = Self.lines[0].instruction
    let (gelu, open) = (Instruction(.GELU), Self.make(.OPEN_ABK) { $0.row = 5 })
    let text = try writeAiM(
      [Self.block([gelu]), Self.block([product, gelu, gelu, product, open, product]), Self.block([gelu])],
      schedule: schedule)
    let line = "AiM MAC_ABK 64 0xa0000000 7\n"
    #expect(text == line + "AiM SYNC\n" + line + line + "AiM EOC\n")
  }

  /// Blocks of a serial program are set apart by one SYNC, and one that the program has itself is enough.
  @Test func oneSyncBetweenBlocks() throws {
    let product = Self.lines[0].instruction
    let blocks = [[product], [], [Instruction(.SYNC)], [product]].map { Self.block($0) }
    let line = "AiM MAC_ABK 64 0xa0000000 7\n"
    #expect(try writeAiM(blocks) == line + "AiM SYNC\n" + line + "AiM EOC\n")
  }

  /// What has a name in the format and yet cannot be written, and why.
  @Test(
    arguments: [
      (make(.AF) { $0.row = 5 }, "its table lies in row 5, and AiM's in the last 8 rows"),
      (make(.RD_MAC) { $0.length = 32 }, "it names 2 registers, and there are 1"),
    ] as [(Instruction, String)])
  func cannotSay(instruction: Instruction, reason: String) throws {
    var system = aimSystem
    if instruction.opcode == .RD_MAC { system.asic.sramBytes = 32 }
    do {
      let text = try writeAiM([Self.block([Instruction(.SYNC), instruction])], system)
      Issue.record("written: \(text)")
    } catch {
      #expect(
        "\(error)"
          == "instruction 1 of block '3 1 qkv 2': AiM traces cannot say \(instruction.opcode): \(reason)")
    }
  }

  @Test func systemsWithoutATrace() throws {
    var system = aimSystem
    system.organisation.channels = 40
    func message(_ system: System) -> String? {
      do {
        _ = try writeAiM([], system)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message(system)
        == "no AiM trace for the system paper: it has 40 channels, and a mask has 32 bits")
    #expect(
      message(paperSystem)
        == "no AiM trace for the system paper: its file does not say in 'trace' how channel masks are written"
    )
  }

  /// Operators by how much of them is written.
  @Test func coverage() throws {
    var coverage = try AiMCoverage(system: aimSystem)
    #expect(coverage.sentences == [])
    coverage.add([Self.lines[0].instruction, Instruction(.SYNC)], of: .qkv)
    coverage.add([Instruction(.GELU)], of: .gelu)
    coverage.add([Self.lines[0].instruction], of: .lmHead)
    coverage.add([Instruction(.ARGMAX)], of: .lmHead)
    coverage.add([Instruction(.LAYERNORM)], of: .layerNorm)
    coverage.add([Self.lines.first { $0.instruction.opcode == .SUM }!.instruction], of: .projectionSum)
    #expect(coverage.written == [.qkv, .projectionSum])
    #expect(coverage.writtenInPart == [.lmHead])
    #expect(coverage.leftOut == [.layerNorm, .gelu])
    #expect(coverage.instructionsLeftOut == [.LAYERNORM, .GELU, .ARGMAX])
  }

  /// Whatever is read is written as lines that are read as the same instructions.
  @Test(arguments: 0..<20 as Range<UInt64>) func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let text =
      (0..<3000).map { _ in Self.lines.randomElement(using: &generator)!.text + "\n" }.joined() + "AiM EOC\n"
    let blocks = try readAiM(text)
    let written = try writeAiM(blocks, schedule: .overlapped)
    #expect(written == text)
  }
}

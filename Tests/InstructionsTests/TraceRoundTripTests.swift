import PIMInstructions
import PIMNumerics
import Testing

@Suite struct TraceRoundTripTests {
  /// read(write(blocks)) == blocks, and write(read(text)) == text, for every opcode.
  @Test(arguments: [(paperShape, Schedule.serial), (oddShape, .overlapped)])
  func randomBlocksSurvive(shape: MachineShape, schedule: Schedule) throws {
    var generator = SeededGenerator(seed: 2026)
    let header = TraceHeader(shape: shape, schedule: schedule)
    for _ in 0..<20 {
      let blocks = (0..<5).map { id in
        let instructions = Opcode.allCases.shuffled(using: &generator).prefix(
          Int.random(in: 0...23, using: &generator))
        return Block(
          template: Template(
            id: id, instructions: instructions.map { randomInstruction($0, in: shape, &generator) }),
          rowOffset: 0, label: randomLabel(&generator))
      }
      let text = try write(blocks, header: header)
      var reader = try TraceReader(text: text)
      #expect(reader.header == header)
      let read = try readAll(&reader)
      #expect(read.map(\.label) == blocks.map(\.label))
      #expect(read.map(\.template.instructions) == blocks.map(\.template.instructions))
      #expect(read.map(\.template.id) == [0, 1, 2, 3, 4])
      #expect(read.allSatisfy { $0.rowOffset == 0 })
      #expect(try write(read, header: reader.header) == text)
    }
  }

  @Test func rowsAreAbsolute() throws {
    var mac = Instruction(.MAC_SBK)
    mac.channels = ChannelMask(rawValue: 0b0100_1111)
    mac.bank = 3
    mac.row = 2
    mac.count = 5
    var sum = Instruction(.SUM)
    sum.count = 2
    sum.stride = 8
    sum.length = 8
    sum.source3 = 64
    let template = Template(id: 9, instructions: [mac, sum, Instruction(.SYNC)])
    let text = try write(
      [
        Block(template: template, rowOffset: 0, label: BlockLabel(position: 0, layer: -1, kind: .lmHead)),
        Block(
          template: template, rowOffset: 100, label: BlockLabel(position: 7, layer: 0, kind: .other, part: 3)),
      ], header: TraceHeader(shape: paperShape, schedule: .serial))
    #expect(
      text
        == trace(
          "BLOCK 0 - lmHead 0", "MAC_SBK ch=0-3,6 bank=3 row=2 col=0 n=5 gb=0",
          "SUM dst=0 src=0 n=2 stride=8 len=8 residual=64", "SYNC", "BLOCK 7 0 other 3",
          "MAC_SBK ch=0-3,6 bank=3 row=102 col=0 n=5 gb=0", "SUM dst=0 src=0 n=2 stride=8 len=8 residual=64",
          "SYNC",
          "END"))
  }

  @Test(
    arguments: [
      0.1, -0.0, 1e-05, 0.125, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 16_777_216, 1 / 3,
    ] as [Float])
  func constantsSurviveToTheBit(value: Float) throws {
    var scale = Instruction(.SCALE)
    scale.length = 1
    scale.immediate = value
    let block = Block(
      template: Template(id: 0, instructions: [scale]), rowOffset: 0,
      label: BlockLabel(position: 0, layer: 0, kind: .other))
    var reader = try TraceReader(
      text: write([block], header: TraceHeader(shape: paperShape, schedule: .serial)))
    let read = try readAll(&reader)
    #expect(read[0].template.instructions[0].immediate.bitPattern == value.bitPattern)
  }

  @Test func operandsOfNormsAndPositions() throws {
    let text = trace(
      "BLOCK 0 0 other 0", "LAYERNORM dst=0 src=0 gain=8 len=8 eps=0.5",
      "RMSNORM dst=0 src=64 n=2 stride=8 len=8 gain=32 eps=1e-06", "MULTIPLY dst=0 src=8 factor=16 len=4",
      "GELU_ERF dst=0 src=8 len=4", "RELU dst=0 src=8 len=4", "SILU dst=0 src=8 len=4",
      "ROTATE dst=0 src=0 n=2 stride=8 len=8 table=64 pairs=1",
      "ALIBI dst=0 src=0 n=2 stride=8 len=7 slopes=64 distance=90", "END")
    var reader = try TraceReader(text: text)
    let read = try readAll(&reader)
    #expect(try write(read, header: reader.header) == text)
    let instructions = read[0].template.instructions
    #expect(instructions[0].source3 == Instruction.none && instructions[2].source2 == 16)
    #expect(instructions[1].source2 == 32 && instructions[1].immediate == 1e-6)
    #expect(instructions[6].source2 == 64 && instructions[6].offset == 1)
    #expect(instructions[7].source2 == 64 && instructions[7].offset == 90)
  }

  /// Comments, blank lines, tabs, CR LF, a byte order mark, other orders of header lines and operands, and a
  /// missing last newline are read.
  @Test func freeTextIsRead() throws {
    var lines = headerLines
    lines.swapAt(1, 9)
    let text =
      "\u{FEFF}" + lines.joined(separator: " # said — freely\r\n")
      + "\r\n\r\n  # spaced\r\nBLOCK\t1  2 gelu 0\r\n\tGELU len=4\tsrc=8  dst=0 # ü\r\n \r\nBLOCK 1 2 other 0\r\nEND # done\r\n\r\n# after"
    var reader = try TraceReader(text: text)
    #expect(reader.blockLine == 0)
    let gelu = try #require(try reader.next())
    #expect(reader.blockLine == 13)
    #expect(gelu.label == BlockLabel(position: 1, layer: 2, kind: .gelu))
    #expect(gelu.template.instructions.count == 1)
    #expect(gelu.template.instructions[0].source == 8)
    let empty = try #require(try reader.next())
    #expect(empty.template.instructions.isEmpty)
    #expect(try reader.next() == nil)
    #expect(try reader.next() == nil)
  }

  @Test func traceWithoutBlocks() throws {
    var reader = try TraceReader(text: trace("END"))
    #expect(try reader.next() == nil)
    #expect(try write([], header: reader.header) == trace("END"))
  }

  /// Lines lie across the ends of a source's pieces of any size.
  @Test(arguments: [1, 2, 7, 64, 1000]) func piecesDoNotMatter(size: Int) throws {
    let text = trace("BLOCK 0 - other 0", "SYNC", "GELU dst=0 src=8 len=4", "END")
    var rest = Array(text.utf8)[...]
    var reader = try TraceReader(name: "pieces") { buffer in
      let count = min(size, rest.count)
      buffer.copyBytes(from: rest.prefix(count))
      rest = rest.dropFirst(count)
      return count
    }
    #expect(try write(readAll(&reader), header: reader.header) == text)
  }

  /// More text than the buffers hold, in blocks that are not kept.
  @Test func longTraces() throws {
    var generator = SeededGenerator(seed: 11)
    let instructions = (0..<1000).map { _ in
      randomInstruction(Opcode.allCases.randomElement(using: &generator)!, in: paperShape, &generator)
    }
    let template = Template(id: 0, instructions: instructions)
    let text = Text()
    var writer = try TraceWriter(header: TraceHeader(shape: paperShape, schedule: .serial)) {
      text.bytes.append(contentsOf: $0)
    }
    for position in 0..<30 {
      try writer.write(
        Block(template: template, rowOffset: 0, label: BlockLabel(position: position, layer: 0, kind: .other))
      )
    }
    #expect(writer.lines == 10 + 30 * 1001)
    try writer.finish()
    #expect(text.bytes.count > 1 << 20)
    var reader = try TraceReader(bytes: text.bytes)
    var position = 0
    while let block = try reader.next() {
      #expect(block.label.position == position)
      #expect(block.template.instructions == instructions)
      #expect(reader.blockLine == 11 + position * 1001)
      position += 1
    }
    #expect(position == 30)
  }
}

import PIMInstructions
import PIMMapping
import PIMWorkload
import Testing

@Suite struct WorkConservationTests {
  /// A column of a channel's banks, row by row.
  struct Column: Hashable {
    var channel: Int
    var column: Int
  }

  /// At each position the MAC units read every column that holds weights, or keys or values of a token so
  /// far, once.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func everyColumnIsReadOnce(seed: UInt64) throws {
    let random = try RandomCase(seed: seed)
    let compiled = try random.compile()
    let (memory, geometry) = (compiled.memory, compiled.geometry)
    let position = random.run.positions.upperBound - 1
    var expected: Set<Column> = []
    for placement in memory.placements {
      let isHead = placement.role == .tokenEmbedding
      if placement.kind == .parameter || placement.role == .positionEmbedding || isHead && !random.run.lmHead
      {
        continue
      }
      let isCache = placement.kind == .keyCache || placement.kind == .valueCache
      for i in 0..<(isCache ? position + 1 : placement.matrixShape.rows) {
        for j in 0..<placement.matrixShape.columns {
          let location = placement.location(i, j)
          expected.insert(
            Column(channel: location.channel, column: location.row * geometry.columns + location.column))
        }
      }
    }
    var reads: [Column: Int] = [:]
    var program = ModelProgram(compiled, positions: position..<position + 1)
    var issued = 0
    while let block = program.next() {
      for instruction in block.template.instructions where instruction.opcode == .MAC_ABK {
        #expect(instruction.offset + instruction.count <= geometry.globalBufferColumns)
        issued += Int(instruction.count) * instruction.channels.count * geometry.banks * geometry.lanes
        let first = Int(instruction.row + block.rowOffset) * geometry.columns + Int(instruction.column)
        instruction.channels.forEach { channel in
          for column in first..<first + Int(instruction.count) {
            reads[Column(channel: channel, column: column), default: 0] += 1
          }
        }
      }
    }
    #expect(Set(reads.keys) == expected)
    #expect(reads.values.allSatisfy { $0 == 1 })
    let counts = compiled.workCounts(position: position)
    #expect(counts.issuedMACs == issued)
    #expect(counts.usefulMACs <= issued)
    let columns = (0..<geometry.channels).map { channel in reads.keys.count { $0.channel == channel } }
    #expect(counts.macColumns == columns.max()!)
    let rows = (0..<geometry.channels).map { channel in
      Set(reads.keys.filter { $0.channel == channel }.map { $0.column / geometry.columns }).count
    }
    #expect(counts.macRows == rows.max()!)
  }

  /// The work that a program counts as its positions begin is that of each position by itself.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func programCountsItsWork(seed: UInt64) throws {
    let random = try RandomCase(seed: seed)
    let compiled = try random.compile()
    var program = ModelProgram(compiled, countsWork: true)
    while program.nextSequence() != nil {}
    #expect(program.work == random.run.positions.map { compiled.workCounts(position: $0) })
  }

  /// The results of a block are written once each, inside a planned buffer. The results of a whole tile, but
  /// for scores in aligned rows, fill one range.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func everyResultIsWrittenOnce(seed: UInt64) throws {
    let random = try RandomCase(seed: seed)
    let compiled = try random.compile()
    let products: Set<OperatorKind> = [.qkv, .scores, .context, .projection, .ffnUp, .ffnDown, .lmHead]
    var program = ModelProgram(compiled)
    while let block = program.next() {
      guard products.contains(block.label.kind) else { continue }
      let reads = block.template.instructions.filter { $0.opcode == .RD_MAC }.sorted {
        $0.address < $1.address
      }
      let mayHaveGaps =
        random.policy.productTiles > 1 || block.label.kind == .scores && random.policy.scoreRows == .aligned
      for (a, b) in zip(reads, reads.dropFirst())
      where mayHaveGaps ? a.address + a.length > b.address : a.address + a.length != b.address {
        Issue.record("\(block.label): \(a.address) + \(a.length), then \(b.address)")
        return
      }
      let (first, end) = (reads.first!.address, reads.last!.address + reads.last!.length)
      #expect(
        compiled.sram.buffers.contains {
          $0.address <= first && Int(end) <= Int($0.address) + $0.elements
        })
    }
  }

  @Test func buffersThatAreLiveTogetherAreApart() throws {
    for seed in 0..<100 as Range<UInt64> {
      let compiled = try RandomCase(seed: seed).compile()
      let buffers = compiled.sram.buffers
      for (index, a) in buffers.enumerated() {
        for b in buffers[(index + 1)...] where a.live.overlaps(b.live) {
          #expect(
            Int(a.address) + a.elements <= b.address || Int(b.address) + b.elements <= a.address,
            "seed \(seed): \(a.name), \(b.name)")
        }
      }
    }
  }
}

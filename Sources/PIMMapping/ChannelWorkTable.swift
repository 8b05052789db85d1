import PIMInstructions

/// Work of each channel.
struct ChannelWorkTable: Sendable {
  struct Work: Sendable {
    var macColumns = 0
    var macRows = 0
    var globalBuffer = 0
    var results = 0
    var presets = 0
    var writes = 0
    var reads = 0
    var link: Int { globalBuffer + results + presets + writes + reads }

    /// Adds the work of an instruction in one channel of its mask.
    mutating func add(_ instruction: Instruction, _ geometry: Geometry) {
      var bursts: Int {
        Int(instruction.linkBursts(lanes: Int32(geometry.lanes), banks: Int32(geometry.banks)))
      }
      switch instruction.opcode {
      case .WR_GB: globalBuffer += bursts
      case .WR_BIAS: presets += bursts
      case .RD_MAC, .RD_AF: results += bursts
      case .WR_ABK, .WR_SBK: writes += bursts
      case .RD_SBK: reads += bursts
      case .MAC_ABK: macColumns += Int(instruction.columnAccesses(lanes: Int32(geometry.lanes)).count)
      // No data move.
      case .OPEN_ABK: break
      case .LAYERNORM, .RMSNORM, .SUM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE, .ALIBI,
        .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX, .VMM,
        .SYNC:
        break
      case .MAC_SBK, .COPY_BKGB, .COPY_GBBK, .EWMUL, .AF:
        preconditionFailure("no operator is lowered to \(instruction.opcode)")
      }
    }

    mutating func add(_ other: Work, times: Int) {
      macColumns += other.macColumns * times
      macRows += other.macRows * times
      globalBuffer += other.globalBuffer * times
      results += other.results * times
      presets += other.presets * times
      writes += other.writes * times
      reads += other.reads * times
    }
  }

  let geometry: Geometry
  private(set) var channels: [Work]
  private(set) var instructions = 0
  private(set) var blocks = 0
  /// Rows of each channel that a product has read from, as bits.
  private var seen: [[UInt64]]

  init(geometry: Geometry) {
    self.geometry = geometry
    channels = Array(repeating: Work(), count: geometry.channels)
    seen = Array(repeating: [], count: geometry.channels)
  }

  /// The work of blocks.
  init(geometry: Geometry, of blocks: [BlockSequence.Element]) {
    self.init(geometry: geometry)
    for block in blocks { count(block.template.instructions) }
  }

  /// Counts a block `times` over, each time with the same rows.
  mutating func count(_ list: [Instruction], times: Int = 1) {
    blocks += times
    instructions += list.count * times
    // The sum of consecutive instructions for the same channels, and the rows that the last of them read.
    var work = Work()
    var mask = ChannelMask(rawValue: 0)
    var marked = 0..<0
    for instruction in list {
      if instruction.channels != mask {
        mask.forEach { channels[$0].add(work, times: times) }
        (work, mask, marked) = (Work(), instruction.channels, 0..<0)
      }
      work.add(instruction, geometry)
      if instruction.opcode == .MAC_ABK {
        let rows = rows(of: instruction)
        if rows != marked {
          marked = rows
          mask.forEach { markRows(rows, channel: $0) }
        }
      }
    }
    mask.forEach { channels[$0].add(work, times: times) }
  }

  private func rows(of instruction: Instruction) -> Range<Int> {
    let first = Int(instruction.row)
    let accesses = instruction.columnAccesses(lanes: Int32(geometry.lanes))
    return first..<first + Int(accesses.first + accesses.count - 1) / geometry.columns + 1
  }

  private mutating func markRows(_ rows: Range<Int>, channel: Int) {
    for row in rows {
      let word = row >> 6
      if word >= seen[channel].count {
        seen[channel] += Array(repeating: 0, count: word + 1 - seen[channel].count)
      }
      let bit: UInt64 = 1 << UInt64(row & 63)
      if seen[channel][word] & bit == 0 {
        seen[channel][word] |= bit
        channels[channel].macRows += 1
      }
    }
  }

  /// Adds another table `times` over, each time with different rows.
  mutating func add(_ other: ChannelWorkTable, times: Int) {
    blocks += other.blocks * times
    instructions += other.instructions * times
    for channel in channels.indices { channels[channel].add(other.channels[channel], times: times) }
  }

  func most(_ key: KeyPath<Work, Int>) -> Int { channels.lazy.map { $0[keyPath: key] }.max() ?? 0 }
}

extension ChannelWorkTable {
  /// The counts of the table as a whole.
  func workCounts(geometry: Geometry) -> WorkCounts {
    var counts = WorkCounts()
    counts.issuedMACs = channels.reduce(0) { $0 + $1.macColumns } * geometry.banks * geometry.lanes
    counts.macColumns = most(\.macColumns)
    counts.macRows = most(\.macRows)
    counts.globalBufferBursts = most(\.globalBuffer)
    counts.resultBursts = most(\.results)
    counts.presetBursts = most(\.presets)
    counts.keyValueBursts = most(\.writes)
    counts.readBursts = most(\.reads)
    counts.linkBursts = most(\.link)
    counts.linkBytes = counts.linkBursts * geometry.lanes * 2
    counts.totalLinkBursts = channels.reduce(0) { $0 + $1.link }
    counts.instructions = instructions
    counts.blocks = blocks
    return counts
  }
}

import PIMInstructions
import PIMWorkload

/// Work that a position takes, counted from its instructions: nothing here depends on time.
///
/// Where a number belongs to a channel, it is that of the channel with the most.
public struct WorkCounts: Sendable, Hashable {
  /// Multiply-accumulates that the model needs.
  public var usefulMACs = 0
  /// Multiply-accumulates of the column accesses, padding included: in all channels, banks and lanes.
  public var issuedMACs = 0
  /// MAC column accesses of each bank.
  public var macColumns = 0
  /// Rows that products read from at all, each counted once a position.
  public var macRows = 0
  /// Bursts into the global buffer.
  public var globalBufferBursts = 0
  /// Bursts out of the accumulators, and bursts that preset them.
  public var resultBursts = 0
  public var presetBursts = 0
  /// Bursts that write keys and values.
  public var keyValueBursts = 0
  /// Bursts that read parameters and embeddings.
  public var readBursts = 0
  /// Bursts over a channel's link.
  public var linkBursts = 0
  public var linkBytes = 0
  /// Bursts over all channels' links together.
  public var totalLinkBursts = 0
  /// Instructions and blocks of the position.
  public var instructions = 0
  public var blocks = 0
}

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

  mutating func count(_ list: [Instruction]) {
    blocks += 1
    instructions += list.count
    let vector = ceilDivide(geometry.banks, geometry.lanes)
    // What instructions in a row come to that are for the same channels, and the rows that the last of them read.
    var work = Work()
    var mask = ChannelMask(rawValue: 0)
    var marked = 0..<0
    for instruction in list {
      if instruction.channels != mask {
        mask.forEach { channels[$0].add(work, times: 1) }
        (work, mask, marked) = (Work(), instruction.channels, 0..<0)
      }
      let length = Int(instruction.length)
      switch instruction.opcode {
      case .WR_GB: work.globalBuffer += ceilDivide(length, geometry.lanes)
      case .WR_BIAS: work.presets += vector
      case .RD_MAC: work.results += vector
      case .WR_ABK: work.writes += vector
      case .WR_SBK: work.writes += ceilDivide(Int(instruction.offset) + length, geometry.lanes)
      case .RD_SBK: work.reads += ceilDivide(length, geometry.lanes)
      case .MAC_ABK:
        work.macColumns += Int(instruction.count)
        let rows = rows(of: instruction)
        if rows != marked {
          marked = rows
          mask.forEach { markRows(rows, channel: $0) }
        }
      default: break
      }
    }
    mask.forEach { channels[$0].add(work, times: 1) }
  }

  private func rows(of instruction: Instruction) -> Range<Int> {
    let first = Int(instruction.row)
    return first..<first + (Int(instruction.column) + Int(instruction.count) - 1) / geometry.columns + 1
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

  /// Adds another table `times` over. Their rows are taken to be different ones.
  mutating func add(_ other: ChannelWorkTable, times: Int) {
    blocks += other.blocks * times
    instructions += other.instructions * times
    for channel in channels.indices { channels[channel].add(other.channels[channel], times: times) }
  }

  func most(_ key: KeyPath<Work, Int>) -> Int { channels.lazy.map { $0[keyPath: key] }.max() ?? 0 }
}

/// Counts the work of positions, one after the other.
public struct WorkCounter: Sendable {
  private let compiled: CompiledModel
  /// What the blocks with a shape take at the last position, and their shapes: the next position mostly has the same.
  private var shapes: [Template.Shape] = []
  private var shaped: ChannelWorkTable

  public init(_ compiled: CompiledModel) {
    self.compiled = compiled
    shaped = ChannelWorkTable(geometry: compiled.geometry)
  }

  /// The work of one position.
  ///
  /// - Complexity: that of lowering what is unlike the position before.
  public mutating func counts(position: Int) -> WorkCounts {
    var number = 0
    return counts(
      position: position,
      attention: compiled.attentionBlocks(position: position).map { $0.template(number: &number).template })
  }

  /// The work of one position, from the templates of its attention: what is counted and run is lowered once.
  mutating func counts(position: Int, attention: [Template]) -> WorkCounts {
    precondition(compiled.run.positions.contains(position), "the run has no position \(position)")
    let (geometry, model) = (compiled.geometry, compiled.model)
    let generates = compiled.run.lmHead && compiled.run.generates(at: position)
    let newShapes = attention.compactMap(\.shape)
    if newShapes != shapes {
      shapes = newShapes
      shaped = ChannelWorkTable(geometry: geometry)
      for template in attention where template.shape != nil { shaped.count(template.instructions) }
    }
    // Templates without a shape read no rows with MAC units.
    var work = ChannelWorkTable(geometry: geometry)
    for template in attention where template.shape == nil { work.count(template.instructions) }
    work.add(shaped, times: 1)
    var total = ChannelWorkTable(geometry: geometry)
    total.add(compiled.layerWork, times: model.layers)
    total.add(work, times: model.layers)
    if generates { total.add(compiled.headWork, times: 1) }
    if let embedding = compiled.embedding {
      let token = ModelProgram.placeholderToken(position: position, vocabulary: model.vocabulary)
      for block in embedding.lower(token: token, position: position) { total.count(block.instructions) }
    }
    var counts = total.workCounts(geometry: geometry)
    counts.usefulMACs = model.blockMACs(position: position) + (generates ? model.headMACs : 0)
    return counts
  }
}

extension CompiledModel {
  /// The work of one position.
  ///
  /// - Complexity: that of lowering the position's attention; for many positions use a `WorkCounter`.
  public func workCounts(position: Int) -> WorkCounts {
    var counter = WorkCounter(self)
    return counter.counts(position: position)
  }
}

extension ChannelWorkTable {
  fileprivate func workCounts(geometry: Geometry) -> WorkCounts {
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

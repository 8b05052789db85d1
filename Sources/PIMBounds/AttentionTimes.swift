internal import PIMMapping

/// What channels take for the attention of a layer, in cycles of the command clock. It is the same for
/// positions whose tokens end in the same unit of keys and in the same column of values.
struct AttentionTimes: Sendable {
  /// What the times depend on.
  struct Place: Sendable, Equatable {
    let (units, columns, writtenUnit, writtenColumn): (Int, Int, Int, Int)

    /// - Parameter row: the row of the caches that is written.
    init(tokens: Int, row: Int, _ geometry: Geometry) {
      units = divideUp(tokens, geometry.banks)
      columns = divideUp(tokens, geometry.lanes)
      writtenUnit = row / geometry.banks
      writtenColumn = row / geometry.lanes
    }
  }

  let place: Place
  /// By channel: the contexts of all heads.
  let contexts: [Int]
  /// By channel: all products, scores, contexts and writes.
  let cycles: [Int]
  /// False if no channel has keys after products before the attention.
  let hasScores: Bool
  /// From the end of the norm to the last scores, at the ASIC.
  private(set) var scored = 0
  /// By the number of heads in the first group: from the end of the norm to its scores, at the ASIC.
  private(set) var firstScored: [Int] = []
  /// From the end of the last softmax to the last result of the products after the attention.
  private(set) var tail = 0
  /// From the end of the first softmax to that result, with all contexts of a channel between.
  private(set) var contextsAfterSoftmax = 0
  /// What comes before and after a softmax in tiles.
  private(set) var aroundTiles = 0

  init(_ attention: AttentionWork, _ chains: SegmentChains, tokens: Int, row: Int, at place: Place) {
    let (geometry, delays) = (attention.geometry, attention.delays)
    let all = 0..<geometry.channels
    let contexts = all.map { attention.context(tokens, $0) }
    self.place = place
    self.contexts = contexts
    cycles = all.map { channel in
      guard let before = chains.before[channel] else { return chains.alone[channel] }
      return before + attention.scores(tokens, channel) + attention.cacheWrites(row: row, channel)
        + contexts[channel] + chains.after[channel]
    }
    let scoring = all.filter { chains.before[$0] != nil && attention.keyUnits(tokens, $0) > 0 }
    hasScores = !scoring.isEmpty
    guard hasScores else { return }
    let toASIC = delays.read + delays.readCompletion
    let holders = all.filter { attention.valueUnits($0) > 0 }
    // From the end of the last softmax to the last MAC: the channel of its values goes on with the products
    // after the attention, or others have to wait for its results.
    let own =
      holders.map { channel in
        chains.after[channel] > 0 ? chains.after[channel] : toASIC + chains.afterResult
      }.min() ?? 0
    let columns = attention.probabilityBursts(tokens)
    let first = min(columns, geometry.globalBufferColumns)
    tail = delays.head(first) + (columns - 1) * delays.mac + own + delays.read
    scored =
      scoring.map {
        chains.before[$0]! + attention.scores(tokens, $0) + attention.keyWrite(row: row, $0)
      }.max()! + toASIC
    // All contexts of a channel follow the first softmax.
    let entry = max(delays.rowAtResult, delays.load(first))
    for channel in holders {
      let own = max(0, contexts[channel] - entry) + chains.after[channel]
      contextsAfterSoftmax = max(contextsAfterSoftmax, delays.head(first) + own + delays.read)
    }
    firstScored = (0...attention.heads).map { heads in
      scoring.map {
        chains.before[$0]! + attention.scores(units: attention.keyUnits(tokens, $0), heads: heads)
      }.max()! + toASIC
    }
    aroundTiles = scoring.map { chains.before[$0]! }.max()! + own + delays.read
  }
}

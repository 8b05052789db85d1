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
  /// What surrounds the softmax; nil if no channel has keys after products before the attention.
  let aroundSoftmax: AroundSoftmax?

  /// What channels take before and after the softmax, at the least.
  struct AroundSoftmax: Sendable {
    /// From the end of the norm to the last scores, at the ASIC.
    let scored: Int
    /// By the number of heads in the first group: from the end of the norm to its scores, at the ASIC.
    let firstScored: [Int]
    /// From the end of the last softmax to the last result of the products after the attention.
    let tail: Int
    /// From the end of the first softmax to that result, with all contexts of a channel between.
    let contexts: Int
    /// Before and after a softmax in tiles.
    let tiles: Int
  }

  init(_ attention: AttentionWork, _ chains: SegmentChains, tokens: Int, row: Int, at place: Place) {
    let all = 0..<attention.geometry.channels
    let contexts = all.map { attention.context(tokens, $0) }
    self.place = place
    self.contexts = contexts
    cycles = all.map { channel in
      guard let before = chains.before[channel] else { return chains.alone[channel] }
      return before + attention.scores(tokens, channel) + attention.cacheWrites(row: row, channel)
        + contexts[channel] + chains.after[channel]
    }
    let scoring = all.filter { chains.before[$0] != nil && attention.keyUnits(tokens, $0) > 0 }
    aroundSoftmax =
      scoring.isEmpty
      ? nil
      : AroundSoftmax(attention, chains, scoring: scoring, contexts: contexts, tokens: tokens, row: row)
  }
}

extension AttentionTimes.AroundSoftmax {
  /// - Parameters:
  ///   - scoring: the channels with keys; at least one.
  ///   - contexts: by channel, the contexts of all heads.
  fileprivate init(
    _ attention: AttentionWork, _ chains: SegmentChains, scoring: [Int], contexts: [Int], tokens: Int, row: Int
  ) {
    let (geometry, delays) = (attention.geometry, attention.delays)
    let toASIC = delays.read + delays.readCompletion
    let holders = contexts.indices.filter { attention.valueUnits($0) > 0 }
    // From the end of the last softmax to the last MAC: the channel of its values goes on with the products
    // after the attention, or others have to wait for its results.
    let after =
      holders.map { channel in
        chains.after[channel] > 0 ? chains.after[channel] : toASIC + chains.afterResult
      }.min() ?? 0
    let columns = attention.probabilityBursts(tokens)
    let first = min(columns, geometry.globalBufferColumns)
    tail = delays.head(first) + (columns - 1) * delays.mac + after + delays.read
    scored =
      scoring.map {
        chains.before[$0]! + attention.scores(tokens, $0) + attention.keyWrite(row: row, $0)
      }.max()! + toASIC
    // All contexts of a channel follow the first softmax.
    let entry = max(delays.rowAtResult, delays.load(first))
    self.contexts =
      holders.map {
        delays.head(first) + max(0, contexts[$0] - entry) + chains.after[$0] + delays.read
      }.max() ?? 0
    firstScored = (0...attention.heads).map { heads in
      scoring.map {
        chains.before[$0]! + attention.scores(units: attention.keyUnits(tokens, $0), heads: heads)
      }.max()! + toASIC
    }
    tiles = scoring.map { chains.before[$0]! }.max()! + after + delays.read
  }
}

package import PIMHardware
internal import PIMInstructions
internal import PIMMapping
internal import PIMNumerics
package import PIMWorkload

/// The least time of a model's positions on a machine, whatever the mapping: what no choice of schedule,
/// tiles, order, buffers and layout can avoid. docs/bounds.md has the proof.
///
///     var bound = try MachineBound(model, on: system, run: run)
///     var whole = RunBound()
///     for position in run.positions { whole.add(bound.position(position)) }
///     let picoseconds = whole.withRefresh(bound.refresh)
///
/// `fixed` restricts the mappings to those that have some choices in common.
package struct MachineBound: Sendable {
  /// The refreshes of a channel.
  package let refresh: RefreshCost

  /// The attention of layers with the same window, and their number.
  private let attentions: [(attention: LayerAttention, layers: Int)]
  private let run: RunDescription
  private let system: System
  private let geometry: Geometry
  private let functions: FunctionTimes
  private let delays: CommandDelays
  private let attention: AttentionWork
  private let fixed: FixedChoices
  private let heads: (all: Int, keyValue: Int)
  /// The segments of a layer and the one of the head, with the channels' times on their products.
  private let layer: [(segment: BoundedSegment, chains: SegmentChains)]
  private let head: (segment: BoundedSegment, chains: SegmentChains)?
  /// The functions before the first layer.
  private let prefix: Int64
  /// The bound of a machine whose ASIC multiplies; nil with MAC units.
  private let stream: StreamBound?
  /// The bound under the serial schedule, without what may pass during functions of the ASIC; empty unless
  /// the schedule is fixed to be serial.
  private var serial: [MachineBound] = []
  /// The channels' times on the attention of the layers with a window. One segment of a layer has it, and
  /// positions in a row have mostly the same.
  private var attentionTimes: [Int?: AttentionTimes] = [:]

  /// Prepares the bound of a model's positions.
  ///
  /// - Parameter fixed: the choices that the mappings have in common.
  /// - Throws: `WorkloadError` if the run is longer than the model's context.
  package init(
    _ model: ModelDescription, on system: System, run: RunDescription, fixed: FixedChoices = FixedChoices()
  ) throws {
    var free = fixed
    free.schedule = nil
    try self.init(model, on: system, run, fixed: free, isUpToASIC: false)
    if fixed.schedule == .serial, system.hasMACUnits {
      serial = [try MachineBound(model, on: system, run, fixed: fixed, isUpToASIC: true)]
    }
  }

  private init(
    _ model: ModelDescription, on system: System, _ run: RunDescription, fixed: FixedChoices, isUpToASIC: Bool
  ) throws {
    let context = try run.reservedContext(for: model)
    let graph = OperatorGraph(model, context: context)
    let geometry = Geometry(system)
    let delays = CommandDelays(system, rowOpening: system.hasMACUnits ? fixed.rowOpening : nil, isUpToASIC: isUpToASIC)
    let functions = FunctionTimes(system.asic)
    attentions = graph.attention.reduce(into: []) { found, own in
      if let known = found.firstIndex(where: { $0.attention.window == own.window }) {
        found[known].layers += 1
      } else {
        found.append((own, 1))
      }
    }
    self.run = run
    self.system = system
    self.geometry = geometry
    self.delays = delays
    self.functions = functions
    self.fixed = fixed
    heads = (model.heads, model.keyValueHeads)
    let clock = system.commandClockPicoseconds
    let isPaid = system.refresh.policy != .none
    refresh = RefreshCost(
      interval: isPaid ? Int64(system.refresh.intervalCycles) * clock : 0,
      time: Int64(delays.refresh) * clock,
      unpaid: system.refresh.policy == .postponed ? Int64(system.refresh.postponeLimit) + 1 : 1,
      isCommon: system.refresh.policy == .strict && system.hasMACUnits)
    attention = AttentionWork(
      model, context: graph[.keys].shape[0], geometry: geometry, delays)
    let builder = SegmentBuilder(model, system, geometry, functions, delays)
    let channels = geometry.channels
    layer = builder.segments(of: graph.layer).map { ($0, SegmentChains($0, channels: channels, delays)) }
    head =
      run.lmHead
      ? builder.segments(of: graph.suffix).first.map { ($0, SegmentChains($0, channels: channels, delays)) }
      : nil
    prefix = builder.prefix(graph.prefix(embedding: run.embedding), graph)
    stream =
      system.hasMACUnits
      ? nil : StreamBound(model, graph, on: system, geometry: geometry, functions, delays, run)
  }

  /// The bound of one position.
  ///
  /// - Complexity: O(layers that differ · channels · heads).
  package mutating func position(_ position: Int) -> PositionBound {
    let own = overlapped(position)
    guard !serial.isEmpty, case let other = serial[0].position(position), other.time > own.time else { return own }
    return other
  }

  /// The bound of one position for any schedule.
  private mutating func overlapped(_ position: Int) -> PositionBound {
    precondition(run.positions.contains(position), "the run has no position \(position)")
    let generates = run.lmHead && run.generates(at: position)
    if let stream { return stream.position(position, generates: generates, prefix: prefix) }
    var total = PositionBound()
    total.time = prefix
    total.channels = Array(repeating: prefix, count: geometry.channels)
    total.waits = [prefix: 1]
    // Layers with the same window take the same time.
    for (own, layers) in attentions {
      let segments = layer.map {
        time(
          of: $0.segment, $0.chains, tokens: own.tokens(position: position),
          row: own.row(position: position), window: own.window)
      }
      add(segments, times: layers, to: &total)
    }
    if generates, let head {
      add([time(of: head.segment, head.chains, tokens: 0, row: 0, window: nil)], times: 1, to: &total)
    }
    return total
  }

  /// The times of a segment, picoseconds.
  private struct SegmentTime {
    /// From the beginning of the norm to the end of the segment.
    var time: Int64
    /// By channel: the channel's work and the waits at both ends.
    var channels: [Int64]
    /// The norm, and the last function with the way of the result to it.
    var norm: Int64
    var end: Int64
    /// What the segment takes beyond the work of the channels.
    var excess: Int64
  }

  private func add(_ segments: [SegmentTime], times layers: Int, to total: inout PositionBound) {
    for (index, own) in segments.enumerated() {
      total.time += Int64(layers) * own.time
      for channel in total.channels.indices { total.channels[channel] += Int64(layers) * own.channels[channel] }
      // A refresh may lie in the wait before a segment and, at either end, in what the segments take beyond
      // their channels' work.
      let before = segments[(index + segments.count - 1) % segments.count]
      total.waits[before.end + own.norm + before.excess + own.excess, default: 0] += layers
    }
  }

  private mutating func time(
    of segment: BoundedSegment, _ chains: SegmentChains, tokens: Int, row: Int, window: Int?
  ) -> SegmentTime {
    let clock = system.commandClockPicoseconds
    var own: AttentionTimes?
    if segment.hasAttention {
      let place = AttentionTimes.Place(tokens: tokens, row: row, geometry)
      own = attentionTimes[window]
      if own?.place != place {
        own = AttentionTimes(attention, chains, tokens: tokens, row: row, at: place)
        attentionTimes[window] = own
      }
    }
    let cycles = own?.cycles ?? chains.alone
    let end = Int64(delays.readCompletion) * clock + segment.lastFunction
    let work = cycles.map { Int64($0 + delays.read) * clock + end }
    let least = work.max()!
    var time = least
    var functions = segment.functions
    if let own {
      let softmax = softmaxChains(own.aroundSoftmax, tokens: tokens)
      time = max(time, softmax.time + end)
      functions += softmax.functions
    }
    if let activation = segment.activation, !segment.hasAttention {
      time = max(
        time,
        Int64(
          chains.toActivation + delays.read + delays.readCompletion + chains.fromActivation + delays.read)
          * clock + activation.time + end)
    }
    time = max(time, functions)
    if fixed.schedule == .serial {
      let inAttention = own.map { attentionOneByOne($0, tokens, row) } ?? 0
      time = max(time, Int64(chains.oneByOne + inAttention) * clock + functions)
    } else if fixed.attention == .sequential, segment.hasAttention {
      time = max(time, sequential(chains, tokens: tokens) + end)
    }
    return SegmentTime(
      time: segment.norm + time, channels: work.map { segment.norm + $0 }, norm: segment.norm, end: end,
      excess: time - least)
  }

  // MARK: Fixed choices

  /// Scores, values and contexts of a layer, each after the one before on all channels.
  private func attentionOneByOne(_ own: AttentionTimes, _ tokens: Int, _ row: Int) -> Int {
    let all = 0..<geometry.channels
    let toASIC = delays.read + delays.readCompletion
    let first = min(attention.probabilityBursts(tokens), geometry.globalBufferColumns)
    let entry = max(delays.rowAtResult, delays.load(first))
    let scores = all.map { attention.scores(units: attention.keyUnits(tokens, $0), heads: heads.all) }.max()!
    let longest = all.map { max(0, own.contexts[$0] - entry) }.max()!
    return max(0, scores - delays.result) + delays.head(1) + longest + 2 * toASIC
      + all.map { attention.valueRows(row: row, $0) }.max()!
  }

  /// The least time from the end of the norm to the last result of the products, if the scores of a group of
  /// heads follow the context of the group before on each channel that has any of it.
  private func sequential(_ chains: SegmentChains, tokens: Int) -> Int64 {
    let clock = system.commandClockPicoseconds
    // A channel with values of the group before goes on with the scores of the next; any of them may.
    let holders = (0..<geometry.channels).filter { attention.valueUnits($0) > 0 }
    let before = holders.map { chains.before[$0] ?? 0 }.min() ?? 0
    let scores =
      holders.map { attention.scores(units: attention.keyUnits(tokens, $0), heads: heads.all) }.min() ?? 0
    let columns = attention.probabilityBursts(tokens)
    let context = delays.head(min(columns, geometry.globalBufferColumns)) + (columns - 1) * delays.mac
    let softmax = functions.cost(.softmax(count: tokens))
    var least = max(
      Int64(heads.all) * functions.time(.softmaxTile(count: tokens)),
      2 * Int64(heads.all) * functions.smallestTile)
    for groups in 1...heads.all {
      let (small, large) = heads.all.quotientAndRemainder(dividingBy: groups)
      let wait = Int64(delays.read + delays.readCompletion + context) * clock
      least = min(
        least,
        Int64(large) * (wait + functions.time(softmax, rows: small + 1))
          + Int64(groups - large) * (wait + functions.time(softmax, rows: small)))
    }
    return Int64(before + scores) * clock + least
  }

  // MARK: Softmax

  /// The least time from the end of the norm to the last result of the products after the attention, over all
  /// groupings of the heads, and the least time of the softmax functions; picoseconds.
  private func softmaxChains(_ around: AttentionTimes.AroundSoftmax?, tokens: Int) -> (time: Int64, functions: Int64) {
    let clock = system.commandClockPicoseconds
    let softmax = functions.cost(.softmax(count: tokens))
    // Tiles of tokens: a function for each head and tile, of which there are at least two.
    let tiled = max(
      Int64(heads.all) * functions.time(.softmaxTile(count: tokens)),
      2 * Int64(heads.all) * functions.smallestTile)
    guard let around else { return (0, min(tiled, functions.time(softmax, rows: heads.all))) }
    // By the number of heads, from 0.
    let times = (0...heads.all).map { $0 == 0 ? 0 : functions.time(softmax, rows: $0) }
    let scoredAndTail = Int64(around.scored + around.tail) * clock
    let (contexts, tail) = (Int64(around.contexts) * clock, Int64(around.tail) * clock)
    var least = Int64(around.tiles) * clock + tiled
    func consider(first: Int, last: Int, _ sum: Int64) {
      let begin = Int64(around.firstScored[first]) * clock
      let chain = max(scoredAndTail + times[last], begin + contexts + times[first], begin + sum + tail)
      least = min(least, chain)
    }
    for size in 1...heads.all {
      // Groups of a size, the last of which may have fewer heads; and as many balanced groups.
      let groups = divideUp(heads.all, size)
      let last = heads.all - (groups - 1) * size
      consider(first: size, last: last, Int64(groups - 1) * times[size] + times[last])
    }
    for groups in 1...heads.all {
      let (small, large) = heads.all.quotientAndRemainder(dividingBy: groups)
      consider(
        first: small, last: heads.all - heads.all * (groups - 1) / groups,
        Int64(large) * (large == 0 ? 0 : times[small + 1]) + Int64(groups - large) * times[small])
    }
    return (least, min(tiled, times[heads.all]))
  }
}

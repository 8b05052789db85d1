internal import Hardware
internal import Instructions

/// Where a channel stands at a moment before which it has done all that it has to do: a state of the channel memo that is as old as the
/// edge before the moment, and the row that the state counts from.
struct Standing: Hashable {
  var state: ChannelMemo.StateIndex
  /// `closed` where no row is open, since none is then counted from.
  var anchor: Int32
}

/// What the machine has been seen to do with whole blocks, for the `fast` engine under the serial schedule.
///
/// Between two blocks nothing is under way, so a machine is a deterministic function of where its channels stand and of how the moment
/// lies to the edges of both clocks. The same block from the same state takes the same time for the same causes, issues the
/// same commands and leaves the same state. A refresh that falls due before it ends is part of what it starts from, by its distance; one that
/// falls due later has no influence. Rows count from the rows of the block.
struct MachineMemo {
  typealias StateIndex = Int32

  /// Channels that stand alike.
  struct ClassState: Hashable {
    var channels: UInt64
    var standing: Standing
  }

  struct State: Hashable {
    /// Picoseconds since both clocks last had an edge at once.
    var phase: Int64
    var classes: [ClassState]
  }

  /// Sums that do not depend on when anything happens.
  struct WorkTotals {
    var asicBusy: Int64
    var asicInstructions: Int64
    var asicAdditions: Int64
    var asicMultiplications: Int64
    var channelInstructions: Int64

    /// What a result has more than when the totals were taken.
    func difference(to result: SimulationResult) -> WorkTotals {
      var more = WorkTotals(result)
      more.asicBusy -= asicBusy
      more.asicInstructions -= asicInstructions
      more.asicAdditions -= asicAdditions
      more.asicMultiplications -= asicMultiplications
      more.channelInstructions -= channelInstructions
      return more
    }

    init(_ result: SimulationResult) {
      asicBusy = result.asicBusy
      asicInstructions = result.asicInstructions
      asicAdditions = result.asicAdditions
      asicMultiplications = result.asicMultiplications
      channelInstructions = result.channelInstructions
    }

    func add(to result: inout SimulationResult, times factor: Int64) {
      result.asicBusy += asicBusy * factor
      result.asicInstructions += asicInstructions * factor
      result.asicAdditions += asicAdditions * factor
      result.asicMultiplications += asicMultiplications * factor
      result.channelInstructions += channelInstructions * factor
    }
  }

  /// What a block does.
  struct Outcome {
    var next: StateIndex
    var time: Int64
    /// From its first edge of the command clock to the first at which it has ended. Its time and the phase say so, too.
    var cycles: Int64
    var ledger: Ledger
    /// How much later the next refresh falls due than before, in cycles: the intervals of the refreshes that were paid.
    var refreshes: Int64
    var work: WorkTotals
    /// What channels count by it.
    var counters: [(channels: ChannelMask, counters: ChannelCounters)]
    /// How often it was looked up since that was last booked.
    var visits: Int64 = 0
  }

  private(set) var states: [State] = []
  private var stateIndices: [State: StateIndex] = [:]
  /// States by state and rows.
  private var shifted = PairTable()
  /// Outcomes by plan and state, and by when the next refresh falls due, from the first edge of the block (`Int64.max`: after its end).
  private var outcomeIndices = PairTable()
  private(set) var outcomes: [Outcome] = []

  private let limits: MemoLimits
  var isFull: Bool { outcomes.count >= limits.outcomes || states.count >= 4 * limits.outcomes }

  init(limits: MemoLimits) { self.limits = limits }

  mutating func removeAll() {
    states.removeAll(keepingCapacity: true)
    stateIndices.removeAll(keepingCapacity: true)
    shifted.removeAll()
    outcomeIndices.removeAll()
    outcomes.removeAll(keepingCapacity: true)
  }

  mutating func number(of state: State) -> StateIndex {
    if let known = stateIndices[state] { return known }
    let index = StateIndex(states.count)
    states.append(state)
    stateIndices[state] = index
    return index
  }

  /// The same state with rows counted from `rows` further on.
  mutating func moved(_ state: StateIndex, by rows: Int32) -> StateIndex {
    if let known = shifted.find(Int64(state), Int64(rows)) { return StateIndex(known) }
    var moved = states[Int(state)]
    for i in moved.classes.indices where moved.classes[i].standing.anchor != Standing.closed {
      moved.classes[i].standing.anchor -= rows
    }
    let index = number(of: moved)
    shifted.insert(Int64(state), Int64(rows), value: Int(index))
    return index
  }

  /// - Parameter due: when the next refresh falls due, from the first edge of the block, or `Int64.max` if after its end.
  func outcome(of plan: Int32, from state: StateIndex, due: Int64) -> Int? {
    outcomeIndices.find(packed(plan, state), due)
  }

  /// Counts a visit to an outcome.
  @inline(__always)
  mutating func visit(_ index: Int) { outcomes[index].visits += 1 }

  mutating func learn(_ outcome: Outcome, of plan: Int32, from state: StateIndex, due: Int64) {
    outcomeIndices.insert(packed(plan, state), due, value: outcomes.count)
    outcomes.append(outcome)
  }
}

extension Standing {
  /// The anchor where no row is open.
  static let closed = Int32.min
}

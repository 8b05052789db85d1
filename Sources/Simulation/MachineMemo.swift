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
  struct ClassState {
    var channels: UInt64
    var standing: Standing
  }

  /// A state is a phase, the picoseconds since both clocks last had an edge at once, and the classes that were added to it one by one.
  private struct State {
    /// The state without its last class; -1: it has none.
    var before: StateIndex
    var phase: Int64
    var last = ClassState(channels: 0, standing: Standing(state: 0, anchor: 0))
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

  /// What a block does, as far as each visit needs it: no references.
  struct Outcome {
    var next: StateIndex
    var time: Int64
    /// From its first edge of the command clock to the first at which it has ended. Its time and the phase say so, too.
    var cycles: Int64
    var ledger: Ledger
    /// How much later the next refresh falls due than before, in cycles: the intervals of the refreshes that were paid.
    var refreshes: Int64
    /// How often it was looked up since that was last booked.
    var visits: Int64 = 0
  }

  /// What is booked of an outcome once for all visits.
  struct Sums {
    var work: WorkTotals
    /// What channels count.
    var counters: [(channels: ChannelMask, counters: ChannelCounters)]
  }

  private var states: [State] = []
  /// Numbers of phases by -1 and phase, and numbers of states with one class more by the state, twice, and the channels; and these by that,
  /// twice and one, and the standing.
  private var stateIndices = PairTable()
  /// States by state and rows.
  private var shifted = PairTable()
  /// Outcomes by plan and state, and by when the next refresh falls due, from the first edge of the block (`Int64.max`: after its end).
  private var outcomeIndices = PairTable()
  private(set) var outcomes: [Outcome] = []
  private(set) var sums: [Sums] = []

  private let limits: MemoLimits
  var isFull: Bool {
    outcomes.count >= limits.outcomes || max(states.count, shifted.count) >= 8 * limits.outcomes
  }

  init(limits: MemoLimits) { self.limits = limits }

  mutating func removeAll() {
    states.removeAll(keepingCapacity: true)
    stateIndices.removeAll()
    shifted.removeAll()
    outcomeIndices.removeAll()
    outcomes.removeAll(keepingCapacity: true)
    sums.removeAll(keepingCapacity: true)
  }

  /// The state of a phase without classes.
  mutating func state(phase: Int64) -> StateIndex {
    number(-1, phase, State(before: -1, phase: phase))
  }

  /// A state with a class more.
  mutating func state(_ state: StateIndex, adding new: ClassState) -> StateIndex {
    let phase = states[Int(state)].phase
    let next = State(before: state, phase: phase, last: new)
    let channels = number(2 * Int64(state), Int64(bitPattern: new.channels), next)
    return number(2 * Int64(channels) + 1, packed(new.standing.state, new.standing.anchor), next)
  }

  private mutating func number(_ first: Int64, _ second: Int64, _ state: State) -> StateIndex {
    if let known = stateIndices.find(first, second) { return StateIndex(known) }
    let index = StateIndex(states.count)
    states.append(state)
    stateIndices.insert(first, second, value: Int(index))
    return index
  }

  /// The classes of a state, in the order in which they were added.
  func classes(of state: StateIndex) -> [ClassState] {
    var classes: [ClassState] = []
    var state = states[Int(state)]
    while state.before >= 0 {
      classes.append(state.last)
      state = states[Int(state.before)]
    }
    return classes.reversed()
  }

  /// The same state with rows counted from `rows` further on.
  mutating func moved(_ state: StateIndex, by rows: Int32) -> StateIndex {
    if let known = shifted.find(Int64(state), Int64(rows)) { return StateIndex(known) }
    var index = self.state(phase: states[Int(state)].phase)
    for var moved in classes(of: state) {
      if moved.standing.anchor != Standing.closed { moved.standing.anchor -= rows }
      index = self.state(index, adding: moved)
    }
    shifted.insert(Int64(state), Int64(rows), value: Int(index))
    return index
  }

  /// - Parameter due: when the next refresh falls due, from the first edge of the block, or `Int64.max` if after its end.
  @inline(__always)
  func outcome(of plan: Int32, from state: StateIndex, due: Int64) -> Int? {
    outcomeIndices.find(packed(plan, state), due)
  }

  /// Counts a visit to an outcome.
  @inline(__always)
  mutating func visit(_ index: Int) { outcomes[index].visits += 1 }

  mutating func learn(_ outcome: Outcome, _ sums: Sums, of plan: Int32, from state: StateIndex, due: Int64) {
    outcomeIndices.insert(packed(plan, state), due, value: outcomes.count)
    outcomes.append(outcome)
    self.sums.append(sums)
  }
}

extension Standing {
  /// The anchor where no row is open.
  static let closed = Int32.min
}

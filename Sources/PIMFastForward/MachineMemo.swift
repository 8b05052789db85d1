internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// What the machine has been seen to do with whole blocks, for the `fast` engine.
///
/// A machine is a deterministic function of what is under way, relative to now. The same block from the same state takes the same time for
/// the same causes, issues the same commands and leaves the same state. A refresh that falls due before its last command is part of what it
/// starts from, by its distance; one that falls due later has no influence. Rows count from the rows of the block.
///
/// A state is known by what is in it (`Machine.describe`), or only by how it came about: the state before, the block, and the refresh.
/// The latter is good for looking up what comes next, but a machine can be brought to it only by going there again.
struct MachineMemo {
  /// Twice the number of a description, or an odd number for a state that is known by how it came about.
  typealias StateIndex = Int32

  /// A plan and the operator that it is for.
  struct PlanKey {
    fileprivate let plan: Int32
    /// The operator's index.
    let kind: Int

    @inline(__always)
    init(plan: Int32, kind: OperatorKind) {
      self.plan = plan
      self.kind = kind.index
    }

    /// A number for the operator and when the next refresh falls due; there are fewer than 32 operators.
    @inline(__always)
    fileprivate func moment(due: Int64) -> Int64 {
      due == .max ? Int64.min + Int64(kind) : due << 5 | Int64(kind)
    }
  }

  /// What a block does, as far as each visit needs it: no references.
  struct Outcome {
    var next: StateIndex
    var time: Int64
    /// Cycles from the first edge of the block up to which a refresh may not fall due if it is to have no influence.
    var cycles: Int64
    var ledger: Ledger
    /// How much later the next refresh falls due than before, in cycles: the intervals of the refreshes that were paid.
    var refreshes: Int64
    /// How often it happened since that was last booked.
    var visits: Int64
    /// The operator that it is booked on.
    fileprivate var kind: Int
    /// Where its sums begin.
    fileprivate var sums: Int
  }

  private var descriptions = SequenceTable()
  /// Trajectories that descriptions refer to, kept so that their identities are not used again.
  private(set) var trajectories: [Trajectory] = []
  private var trajectoryNumbers: [ObjectIdentifier: Int64] = [:]
  private var trajectorySteps = 0
  /// Signatures of descriptions, twice.
  private var signatures = PairTable()
  private var histories: Int32 = 0
  /// States by state and rows.
  private var shifted = PairTable()
  /// Outcomes by plan and state, and by the operator and when the next refresh falls due, from the first edge of the block (`Int64.max`: late
  /// enough).
  private var outcomeIndices = PairTable()
  private(set) var outcomes: [Outcome] = []
  /// What is booked of an outcome once for all visits, one after the other (`BlockSums`).
  private var sums: [Int64] = []

  private let limits: MemoLimits
  var isFull: Bool {
    outcomes.count >= limits.outcomes || sums.count >= 64 * limits.outcomes
      || shifted.count >= 8 * limits.outcomes
      || descriptions.size >= 128 * limits.outcomes || trajectorySteps >= limits.entries
  }

  init(limits: MemoLimits) {
    self.limits = limits
    // Memory that is never written costs nothing, and arrays that grow are copied.
    outcomes.reserveCapacity(limits.outcomes)
    sums.reserveCapacity(64 * limits.outcomes)
  }

  mutating func removeAll() {
    descriptions.removeAll()
    trajectories.removeAll()
    trajectoryNumbers.removeAll()
    trajectorySteps = 0
    signatures.removeAll()
    histories = 0
    shifted.removeAll()
    outcomeIndices.removeAll()
    outcomes.removeAll(keepingCapacity: true)
    sums.removeAll(keepingCapacity: true)
  }

  // MARK: States

  /// Whether a machine can be brought to a state at once.
  @inline(__always)
  static func isDescribed(_ state: StateIndex) -> Bool { state & 1 == 0 }

  /// The state of a description, if it has come up.
  func find(_ description: [Int64]) -> StateIndex? {
    descriptions.find(description).map { 2 * StateIndex($0) }
  }

  /// Whether there may be a description with that signature.
  func mayKnow(_ signature: Int64) -> Bool { signatures.find(signature, signature) != nil }

  mutating func note(signature: Int64) { signatures.insert(signature, signature, value: 0) }

  mutating func state(_ description: [Int64]) -> StateIndex {
    2 * StateIndex(descriptions.index(of: description).index)
  }

  func description(of state: StateIndex) -> ArraySlice<Int64> { descriptions[Int(state / 2)] }

  /// A new state that is known by how it comes about.
  mutating func newHistory() -> StateIndex {
    histories += 1
    return 2 * histories - 1
  }

  /// The same state with rows counted from `rows` further on.
  mutating func moved(_ state: StateIndex, by rows: Int32) -> StateIndex {
    if let known = shifted.find(Int64(state), Int64(rows)) { return StateIndex(known) }
    let moved =
      Self.isDescribed(state)
      ? self.state(MachineDescription.moved(description(of: state), by: rows)) : newHistory()
    shifted.insert(Int64(state), Int64(rows), value: Int(moved))
    return moved
  }

  /// The number of a trajectory that descriptions refer to.
  mutating func number(of trajectory: Trajectory) -> Int64 {
    if let known = trajectoryNumbers[ObjectIdentifier(trajectory)] { return known }
    let number = Int64(trajectories.count)
    trajectoryNumbers[ObjectIdentifier(trajectory)] = number
    trajectories.append(trajectory)
    trajectorySteps += trajectory.count
    return number
  }

  // MARK: Outcomes

  /// - Parameter due: when the next refresh falls due, from the first edge of the block, or `Int64.max` if it is late enough.
  @inline(__always)
  func outcome(of plan: PlanKey, from state: StateIndex, due: Int64) -> Int? {
    outcomeIndices.find(packed(plan.plan, state), plan.moment(due: due))
  }

  /// Moves on by an outcome.
  @inline(__always)
  mutating func visit(_ index: Int, _ frontier: inout PathPoint, _ nextDue: inout Int64) {
    outcomes[index].visits += 1
    frontier.time += outcomes[index].time
    frontier.ledger += outcomes[index].ledger
    nextDue += outcomes[index].refreshes
  }

  /// Notes what a block did, once so far.
  mutating func learn(
    next: StateIndex, time: Int64, cycles: Int64, ledger: Ledger, refreshes: Int64, sums new: BlockSums,
    of plan: PlanKey, from state: StateIndex, due: Int64
  ) {
    outcomeIndices.insert(packed(plan.plan, state), plan.moment(due: due), value: outcomes.count)
    outcomes.append(
      Outcome(
        next: next, time: time, cycles: cycles, ledger: ledger, refreshes: refreshes, visits: 1,
        kind: plan.kind, sums: sums.count))
    sums += new.words
  }

  /// Books what outcomes have added since that was last done.
  mutating func book(into result: inout SimulationResult, _ counters: inout [ChannelCounters]) {
    var groups = GroupCounters()
    for i in outcomes.indices where outcomes[i].visits > 0 {
      result.operators[outcomes[i].kind].causes.add(outcomes[i].ledger.causes, times: outcomes[i].visits)
      var words = WordReader(sums[outcomes[i].sums...])
      BlockSums.book(&words, times: outcomes[i].visits, into: &result, &groups)
      outcomes[i].visits = 0
    }
    groups.book(into: &counters)
  }
}

internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// The memo of whole blocks.
///
/// A machine is a deterministic function of what is under way, relative to the latest completion. The same
/// block from the same state takes the same time for the same causes, issues the same commands and leaves the
/// same state. A refresh that falls due before its last command is part of the memo key, by its distance; one
/// that falls due later has no influence. Rows count from the rows of the block.
///
/// A state is known by its snapshot (`FastMachine.takeSnapshot`), or only by its history: the state before,
/// the block, and the refresh. The latter is good for looking up what comes next, but a machine can be
/// brought to it only by running the blocks since the last snapshot again.
struct BlockMemo {
  /// Twice the number of a snapshot, or an odd number for a state that is known by its history.
  typealias StateIndex = Int32

  /// The part of a memo key that is the block: a plan and the operator that it is for.
  struct BlockKey {
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

  /// The value of the memo, as far as each hit needs it: no references.
  struct Outcome {
    var next: StateIndex
    var time: Int64
    /// Cycles from the first edge of the block in which no refresh may fall due.
    var cycles: Int64
    var ledger: Ledger
    /// How much later the next refresh falls due than before, in cycles: the intervals of the refreshes that
    /// were paid.
    var refreshes: Int64
    /// Hits since they were last booked, and the miss that made it.
    var visits: Int64
    /// The operator that it is booked on.
    fileprivate var kind: Int
    /// Where its sums begin.
    fileprivate var sums: Int
  }

  private var snapshots = SequenceTable()
  /// Trajectories that snapshots refer to, kept so that their identities are not used again.
  private(set) var trajectories: [Trajectory] = []
  private var trajectoryNumbers: [ObjectIdentifier: Int64] = [:]
  private var trajectorySteps = 0
  /// Signatures of snapshots, twice.
  private var signatures = PairTable()
  private var histories: Int32 = 0
  /// States by state and rows.
  private var shifted = PairTable()
  /// Outcomes by plan and state, and by the operator and when the next refresh falls due, from the first edge
  /// of the block (`Int64.max`: late enough).
  private var outcomeIndices = PairTable()
  private(set) var outcomes: [Outcome] = []
  /// The sums of outcomes, one after the other (`BlockSums`).
  private var sums: [Int64] = []

  private let settings: FastSettings
  var isFull: Bool {
    outcomes.count >= settings.outcomes || sums.count >= 64 * settings.outcomes
      || shifted.count >= 8 * settings.outcomes
      || snapshots.size >= 128 * settings.outcomes || trajectorySteps >= settings.transitions
  }

  init(settings: FastSettings) {
    self.settings = settings
    // Memory that is never written costs nothing, and arrays that grow are copied.
    outcomes.reserveCapacity(settings.outcomes)
    sums.reserveCapacity(64 * settings.outcomes)
  }

  mutating func removeAll() {
    snapshots.removeAll()
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
  static func hasSnapshot(_ state: StateIndex) -> Bool { state & 1 == 0 }

  /// The state of a snapshot, if it has come up.
  func find(_ snapshot: [Int64]) -> StateIndex? {
    snapshots.find(snapshot).map { 2 * StateIndex($0) }
  }

  /// Whether there may be a snapshot with that signature.
  func mayKnow(_ signature: Int64) -> Bool { signatures.find(signature, signature) != nil }

  mutating func note(signature: Int64) { signatures.insert(signature, signature, value: 0) }

  mutating func state(_ snapshot: [Int64]) -> StateIndex {
    2 * StateIndex(snapshots.index(of: snapshot).index)
  }

  func snapshot(of state: StateIndex) -> ArraySlice<Int64> { snapshots[Int(state / 2)] }

  /// A new state that is known by how it comes about.
  mutating func newHistoryState() -> StateIndex {
    histories += 1
    return 2 * histories - 1
  }

  /// The same state with rows counted from `rows` further on.
  mutating func moved(_ state: StateIndex, by rows: Int32) -> StateIndex {
    if let known = shifted.find(Int64(state), Int64(rows)) { return StateIndex(known) }
    let moved =
      Self.hasSnapshot(state)
      ? self.state(MachineSnapshot.moved(snapshot(of: state), by: rows)) : newHistoryState()
    shifted.insert(Int64(state), Int64(rows), value: Int(moved))
    return moved
  }

  /// The number of a trajectory that snapshots refer to.
  mutating func number(of trajectory: Trajectory) -> Int64 {
    if let known = trajectoryNumbers[ObjectIdentifier(trajectory)] { return known }
    let number = Int64(trajectories.count)
    trajectoryNumbers[ObjectIdentifier(trajectory)] = number
    trajectories.append(trajectory)
    trajectorySteps += trajectory.count
    return number
  }

  // MARK: Outcomes

  /// - Parameter due: when the next refresh falls due, from the first edge of the block, or `Int64.max` if it
  ///   is late enough.
  @inline(__always)
  func outcome(of plan: BlockKey, from state: StateIndex, due: Int64) -> Int? {
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
    of plan: BlockKey, from state: StateIndex, due: Int64
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

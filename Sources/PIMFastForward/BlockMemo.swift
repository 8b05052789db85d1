internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// The memo of runs of whole blocks.
///
/// A machine is a deterministic function of its state relative to the latest completion. The same run from
/// the same state takes the same time for the same causes, issues the same commands and leaves the same
/// state. A refresh that falls due before the last command of the run is in the memo key, by its distance;
/// a later one has no influence. Rows count from the rows of the run.
///
/// A state is identified by its snapshot (`FastMachine.takeSnapshot`), or only by its history: the state
/// before, the run, and the refresh. A state with a history only can be looked up, but the machine reaches
/// it only by simulating the blocks since the last snapshot again.
struct BlockMemo {
  /// Twice the number of a snapshot, or an odd number for a state with a history only.
  typealias StateIndex = Int32

  /// The value of the memo that each hit needs; no references.
  struct Outcome {
    /// The run and the state before, as in the key.
    fileprivate var key: Int64
    var next: StateIndex
    var time: Int64
    /// The cycles from the first edge of the run to that of the next.
    var edges: Int64
    /// Cycles from the first edge of the run in which no refresh may fall due.
    var cycles: Int64
    /// The shift of the next due refresh, in cycles: the intervals of the refreshes that were paid.
    var refreshes: Int64
    /// The number of everything that is booked for it. Refreshes at different steps of a run often cost the
    /// same, and outcomes then share one number.
    fileprivate var booking: Int32
    /// The undisturbed outcome that last followed this one, or -1.
    fileprivate var follower: Int32 = -1
  }

  private var snapshots = SequenceTable()
  /// Trajectories that snapshots refer to, kept so that their identities are not reused.
  private(set) var trajectories: [Trajectory] = []
  private var trajectoryNumbers: [ObjectIdentifier: Int64] = [:]
  private var trajectorySteps = 0
  /// The signatures of snapshots; both numbers of a pair are the signature.
  private var signatures = PairTable()
  private var histories: Int32 = 0
  /// States moved to other rows, by state and distance in rows.
  private var shifted = PairTable()
  /// Outcomes by run and state, and by distance of the next refresh from the first edge of the run
  /// (`Int64.max`: the refresh has no influence).
  private var outcomeIndices = PairTable()
  private(set) var outcomes: [Outcome] = []
  /// The sums that are booked for outcomes (`RunSums`).
  private var bookings = SequenceTable()
  /// Visits since they were last booked, by booking and then by layer: hits, and misses that were learned.
  private var layerVisits = Counters()
  /// Layers, and the place of blocks outside of them, that `layerVisits` has room for.
  private var rows = 1
  /// Visits in the current position by booking, and the bookings with any.
  private let positionVisits = Counters()
  private var visited: [Int32] = []
  /// The ledger of all visits that have been booked; it is kept when the memo is emptied.
  private(set) var bookedLedger = Ledger()

  private let settings: FastSettings
  var isFull: Bool {
    outcomes.count >= settings.outcomes || bookings.size >= 64 * settings.outcomes
      || shifted.count >= 8 * settings.outcomes
      || snapshots.size >= 128 * settings.outcomes || trajectorySteps >= settings.transitions
      || layerVisits.count >= mostVisits
  }

  /// As many visit counters as outcomes of a model of 127 layers have if they share none.
  private var mostVisits: Int { 128 * settings.outcomes }

  init(settings: FastSettings) {
    self.settings = settings
    // Unwritten memory costs nothing; a growing array is copied.
    outcomes.reserveCapacity(settings.outcomes)
    bookings.reserveCapacity(32 * settings.outcomes)
    snapshots.reserveCapacity(32 * settings.outcomes)
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
    bookings.removeAll()
    layerVisits.removeAll()
    positionVisits.removeAll()
    visited.removeAll(keepingCapacity: true)
  }

  // MARK: States

  /// True if a machine can be brought to a state without a run of blocks.
  @inline(__always)
  static func hasSnapshot(_ state: StateIndex) -> Bool { state & 1 == 0 }

  /// The state of a snapshot, if the memo has it.
  func find(_ snapshot: [Int64]) -> StateIndex? {
    snapshots.find(snapshot).map { 2 * StateIndex($0) }
  }

  /// True if the memo may have a snapshot with a signature.
  func mayKnow(_ signature: Int64) -> Bool { signatures.find(signature, signature) != nil }

  mutating func note(signature: Int64) { signatures.insert(signature, signature, value: 0) }

  mutating func state(_ snapshot: [Int64]) -> StateIndex {
    2 * StateIndex(snapshots.index(of: snapshot).index)
  }

  func snapshot(of state: StateIndex) -> ArraySlice<Int64> { snapshots[Int(state / 2)] }

  /// A new state that is identified by its history.
  mutating func newHistoryState() -> StateIndex {
    histories += 1
    return 2 * histories - 1
  }

  /// The same state with rows counted from a base that is higher by `rows`.
  mutating func moved(_ state: StateIndex, by rows: Int32) -> StateIndex {
    if let known = shifted.find(Int64(state), Int64(rows)) { return StateIndex(known) }
    let moved =
      Self.hasSnapshot(state)
      ? self.state(MachineSnapshot.moved(snapshot(of: state), by: rows)) : newHistoryState()
    shifted.insert(Int64(state), Int64(rows), value: Int(moved))
    return moved
  }

  /// The number of a trajectory in snapshots.
  mutating func number(of trajectory: Trajectory) -> Int64 {
    if let known = trajectoryNumbers[ObjectIdentifier(trajectory)] { return known }
    let number = Int64(trajectories.count)
    trajectoryNumbers[ObjectIdentifier(trajectory)] = number
    trajectories.append(trajectory)
    trajectorySteps += trajectory.count
    return number
  }

  // MARK: Outcomes

  /// The index of an outcome that a refresh disturbs, or nil for a miss.
  ///
  /// - Parameter due: the distance of the next refresh from the first edge of the run.
  @inline(__always)
  func outcome(of run: Int32, from state: StateIndex, due: Int64) -> Int? {
    outcomeIndices.find(packed(run, state), due)
  }

  /// The index of the outcome that no refresh disturbs, or nil for a miss. Mostly the same run follows from
  /// the same state.
  ///
  /// - Parameter last: the outcome before, or -1.
  @inline(__always)
  mutating func undisturbed(of run: Int32, from state: StateIndex, after last: Int32) -> Int? {
    let key = packed(run, state)
    if last < 0 { return outcomeIndices.find(key, .max) }
    let follower = outcomes[Int(last)].follower
    if follower >= 0, outcomes[Int(follower)].key == key { return Int(follower) }
    guard let known = outcomeIndices.find(key, .max) else { return nil }
    outcomes[Int(last)].follower = Int32(known)
    return known
  }

  /// Counts a hit and advances time, edge and due time by the outcome. The ledgers of hits are booked with
  /// their sums (`bookedLedger`): they are several times as large as the rest of an outcome.
  @inline(__always)
  mutating func visit(
    _ index: Int, layer: Int, _ time: inout Int64, _ edge: inout Int64, _ nextDue: inout Int64
  ) {
    count(index, layer: layer)
    time += outcomes[index].time
    edge += outcomes[index].edges
    nextDue += outcomes[index].refreshes
  }

  @inline(__always)
  private mutating func count(_ index: Int, layer: Int) {
    let booking = Int(outcomes[index].booking)
    if positionVisits[booking] == 0 { visited.append(Int32(booking)) }
    positionVisits[booking] &+= 1
    layerVisits[booking &* rows &+ layer &+ 1] &+= 1
  }

  /// True if there is room for visits of blocks in so many layers, or room can be made.
  @inline(__always)
  func hasRoom(layers: Int) -> Bool { layers < rows || bookings.count * (layers + 1) < mostVisits }

  /// Makes room for visits of blocks in so many layers.
  @inline(__always)
  mutating func makeRoom(layers: Int) {
    if layers >= rows { grow(to: layers + 1) }
  }

  private mutating func grow(to more: Int) {
    let wider = Counters()
    wider.extend(by: bookings.count * more)
    for index in 0..<bookings.count {
      for row in 0..<rows { wider[index * more + row] = layerVisits[index * rows + row] }
    }
    (layerVisits, rows) = (wider, more)
  }

  /// Keeps the outcome of a run in a layer, with one visit.
  mutating func learn(
    next: StateIndex, time: Int64, edges: Int64, cycles: Int64, refreshes: Int64, sums: RunSums,
    of run: Int32, from state: StateIndex, due: Int64, layer: Int
  ) {
    let key = packed(run, state)
    outcomeIndices.insert(key, due, value: outcomes.count)
    let (booking, isNew) = bookings.index(of: sums.words)
    if isNew {
      layerVisits.extend(by: rows)
      positionVisits.extend(by: 1)
    }
    outcomes.append(
      Outcome(
        key: key, next: next, time: time, edges: edges, cycles: cycles, refreshes: refreshes,
        booking: Int32(booking)))
    count(outcomes.count - 1, layer: layer)
  }

  // MARK: Bookings

  /// Books the visits of the current position on it.
  mutating func bookPosition(into accounts: inout Accounts) {
    for booking in visited {
      let visits = Int64(positionVisits[Int(booking)])
      RunSums.forEachBlock(of: bookings.numbers, from: bookings.start(of: Int(booking))) {
        accounts.positionActivity.add(bookings.numbers, from: $0, times: visits)
      }
      positionVisits[Int(booking)] = 0
    }
    visited.removeAll(keepingCapacity: true)
  }

  /// Books the visits of outcomes since the last call.
  mutating func book(into state: inout RunState, _ counters: inout [ChannelCounters]) {
    bookPosition(into: &state.accounts)
    var groups = GroupCounters()
    for booking in 0..<bookings.count {
      let first = bookings.start(of: booking)
      var all: Int64 = 0
      for row in 0..<rows {
        let visits = Int64(layerVisits[booking * rows + row])
        if visits == 0 { continue }
        all += visits
        layerVisits[booking * rows + row] = 0
        RunSums.book(
          bookings.numbers, from: first, layer: row - 1, times: visits, into: &state.accounts)
      }
      if all == 0 { continue }
      RunSums.forEachBlock(of: bookings.numbers, from: first) {
        BlockSums.addLedger(of: bookings.numbers, from: $0, times: all, to: &bookedLedger)
        var reader = WordReader(bookings.numbers[$0...])
        BlockSums.book(&reader, times: all, into: &state.result, &groups)
      }
    }
    groups.book(into: &counters)
  }
}

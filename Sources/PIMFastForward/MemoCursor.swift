internal import PIMHardware
internal import PIMResults
internal import PIMSimulation

/// The block memo, and the position of the machine in it: the current state, and the way to bring the
/// channels there, which lag behind while blocks are replayed.
struct MemoCursor {
  /// A run that has to be simulated again to bring the machine to a state.
  struct PendingRun {
    var run: PlannedRun
    var rowOffset: Int32
  }

  /// A position of the run in a state with a snapshot.
  struct Mark {
    var state: BlockMemo.StateIndex = 0
    var base: Int32 = 0
    var nextDue = Int64.max
    var frontier = PathPoint()
  }

  var memo: BlockMemo
  var scratch = SnapshotScratch()
  /// The sums of the current block, and those of the current run.
  var sums = BlockSums()
  var runSums = RunSums()
  /// The least common multiple of the periods of both clocks, picoseconds.
  let period: Int64
  /// The state before the next run, with rows counted from `base`; nil if it is unknown.
  var state: BlockMemo.StateIndex?
  var base: Int32 = 0
  /// The edge at which the next refresh of any channel falls due.
  var nextDue = Int64.max
  /// The first edge at or after the latest completion, valid while blocks are replayed.
  var edge: Int64 = 0
  /// The outcome that led to the state, if it was replayed, or -1.
  var last: Int32 = -1
  /// True if blocks were replayed since the channels were last up to date.
  var isBehind = false
  /// Hits, and the steps of hits that the cost model has not booked.
  var replayed: Int64 = 0
  var replayedSteps: Int64 = 0
  /// The part of the machine's ledger that the memo books. A hit leaves the ledger as it is, so only
  /// differences of ledgers have a meaning before the end of the run.
  var simulated = Ledger()
  /// Blocks that the event engine ran.
  var left: Int64 = 0
  /// The latest position in a state with a snapshot, and the runs since; not updated while there are none.
  var lastSnapshot = Mark()
  var pending: [PendingRun] = []

  init(_ system: System, settings: FastSettings) {
    memo = BlockMemo(settings: settings)
    let (a, b) = (system.commandClockPicoseconds, system.asic.clockPicoseconds)
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    period = a / x * b
  }

  /// Moves to the state after a run.
  ///
  /// - Parameter frontier: the latest completion before the run.
  @inline(__always)
  mutating func go(
    to next: BlockMemo.StateIndex, by run: PlannedRun, rowOffset: Int32, from frontier: PathPoint
  ) {
    if BlockMemo.hasSnapshot(next) {
      if !pending.isEmpty { pending.removeAll(keepingCapacity: true) }
    } else {
      if pending.isEmpty {
        lastSnapshot = Mark(state: state ?? 0, base: base, nextDue: nextDue, frontier: frontier)
      }
      pending.append(PendingRun(run: run, rowOffset: rowOffset))
    }
    state = next
  }

  /// Sets the state to unknown.
  mutating func lose() {
    state = nil
    last = -1
    pending.removeAll(keepingCapacity: true)
  }

  /// The outcome of a run from a state: the undisturbed one if no refresh falls due before its last
  /// command, otherwise the one with the same distance of the next refresh. Nil is a miss.
  @inline(__always)
  mutating func outcome(of run: Int32, from state: BlockMemo.StateIndex) -> Int? {
    if let index = memo.undisturbed(of: run, from: state, after: last),
      nextDue == .max || edge + memo.outcomes[index].cycles < nextDue
    {
      return index
    }
    return nextDue == .max ? nil : memo.outcome(of: run, from: state, due: nextDue - edge)
  }

  /// The current state with rows counted from `base`.
  @inline(__always)
  mutating func countRows(from base: Int32) -> BlockMemo.StateIndex? {
    guard let known = state else { return nil }
    if base == self.base { return known }
    let moved = memo.moved(known, by: base - self.base)
    self.base = base
    state = moved
    return moved
  }
}

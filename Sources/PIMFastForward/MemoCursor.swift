internal import PIMHardware
internal import PIMSimulation

/// The block memo, and the machine's place in it: the state that it is in, and how the channels are brought
/// there, since they stay behind while blocks are replayed.
struct MemoCursor {
  /// A block that has to be run again to bring the machine to a state.
  struct PendingBlock {
    var planned: PlannedTemplate
    var rowOffset: Int32
  }

  /// A moment in a state with a snapshot.
  struct Mark {
    var state: BlockMemo.StateIndex = 0
    var base: Int32 = 0
    var nextDue = Int64.max
    var frontier = PathPoint()
  }

  var memo: BlockMemo
  var scratch = SnapshotScratch()
  /// The sums of the block at hand.
  var sums = BlockSums()
  /// The time after which both clocks have an edge at once again, picoseconds.
  let period: Int64
  /// The state before the next block, rows counted from `base`; nil if it is none that can be looked up.
  var state: BlockMemo.StateIndex?
  var base: Int32 = 0
  /// Edge at which the next refresh of any channel falls due.
  var nextDue = Int64.max
  /// Whether blocks were replayed since the channels were last brought up to date.
  var isBehind = false
  /// Hits, and the steps of hits that the cost model has not been told of.
  var replayed: Int64 = 0
  var replayedSteps: Int64 = 0
  /// Blocks that the event engine ran.
  var left: Int64 = 0
  /// The latest moment in a state with a snapshot, and the blocks since then; not noted while there are none.
  var lastSnapshot = Mark()
  var pending: [PendingBlock] = []

  init(_ system: System, settings: FastSettings) {
    memo = BlockMemo(settings: settings)
    let (a, b) = (system.commandClockPicoseconds, system.asic.clockPicoseconds)
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    period = a / x * b
  }

  /// Goes on to the state after a block.
  ///
  /// - Parameter frontier: the latest completion before the block.
  @inline(__always)
  mutating func go(
    to next: BlockMemo.StateIndex, by planned: PlannedTemplate, rowOffset: Int32, from frontier: PathPoint
  ) {
    if BlockMemo.hasSnapshot(next) {
      if !pending.isEmpty { pending.removeAll(keepingCapacity: true) }
    } else {
      if pending.isEmpty {
        lastSnapshot = Mark(state: state ?? 0, base: base, nextDue: nextDue, frontier: frontier)
      }
      pending.append(PendingBlock(planned: planned, rowOffset: rowOffset))
    }
    state = next
  }

  /// Forgets which state the machine is in.
  mutating func lose() {
    state = nil
    pending.removeAll(keepingCapacity: true)
  }

  /// The outcome of a block from a state: the undisturbed one if no refresh falls due before its last
  /// command, otherwise that of the next refresh's very distance. Nil is a miss.
  ///
  /// - Parameter edge: the first edge of the block.
  @inline(__always)
  func outcome(of plan: BlockMemo.BlockKey, from state: BlockMemo.StateIndex, at edge: Int64) -> Int? {
    if let index = memo.outcome(of: plan, from: state, due: .max),
      nextDue == .max || edge + memo.outcomes[index].cycles < nextDue
    {
      return index
    }
    return nextDue == .max ? nil : memo.outcome(of: plan, from: state, due: nextDue - edge)
  }

  /// The state with rows counted from `base`.
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

internal import PIMHardware

/// How one channel is simulated. A channel is a deterministic machine: what it does depends on the steps it is given,
/// when their operands are ready, and nothing else.
///
/// The engines agree on every command and its time:
/// - One step at a time, in order. A step is one request, or several bank reads and writes that are scheduled together.
/// - Of a step, the next command is issued at the first edge at which every rule and the bank states allow it; one command an edge.
/// - A refresh falls due every interval. Under `strict` it goes before any command at or after the due edge. Under
///   `postponed` it waits for the running step to end, unless the limit is owed. Once begun, all that is owed is paid. With no
///   step at hand it is paid at once.
protocol ChannelEngine {
  init(_ system: System, rules: RuleSet, isLogging: Bool, limits: MemoLimits)

  var record: ChannelRecord { get set }

  var counters: ChannelCounters { get }
  /// The most refreshes that were owed at once; may be set back when it has been noted.
  var largestDebt: Int64 { get set }

  /// The latest completion of the last run, and where the time up to it went.
  var completed: PathPoint { get set }

  /// Edge at which the next refresh falls due, or fell due if it is owed.
  var nextDue: Int64 { get }

  /// Carries out one step whose operands exist from `ready` on: a request, or several that are scheduled together.
  ///
  /// - Returns: the completion of its latest effect, picoseconds; `completed` has the path to it.
  mutating func run(_ requests: [Request], rowOffset: Int32, ready: PathPoint) -> Int64

  /// Carries out the steps of a stream, all of whose operands exist from `ready` on.
  ///
  /// - Returns: the latest completion, picoseconds; of equals, `completed` has the path to the first.
  mutating func run(_ stream: Stream, rowOffset: Int32, ready: PathPoint) -> Int64

  /// Takes up operands that exist from `ready` on, before steps of a stretch are run.
  mutating func begin(_ ready: PathPoint)

  /// Carries out some steps of a stream, after `begin`, none of which has to wait for operands after the first.
  ///
  /// - Parameters:
  ///   - ready: when the operands of the first exist.
  ///   - passage: takes up what happens.
  ///   - times: gets the completions of the steps, picoseconds.
  mutating func run(
    _ stream: Stream, steps: Range<Int>, rowOffset: Int32, ready: PathPoint, into passage: Passage,
    times: inout [Int64])

  /// Lets the channel, which has nothing else to do, begin by an edge to pay what is due by then.
  mutating func idle(until edge: Int64)

  /// Lets the channel, which has nothing else to do, pay the refreshes that are due by an edge, and none that falls due later, however long it
  /// takes.
  mutating func payDebts(dueBy edge: Int64)

  /// Brings time-weighted counters up to an edge, which may lie before or after the next command.
  mutating func closeAccounts(at edge: Int64)

  /// Whether the two do the same from now on, given the same steps with operands that are ready at `edge` or later (nil: at any time). They are
  /// looked at where they lie: channels are large.
  static func areEquivalent(_ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, from edge: Int64?) -> Bool

  /// Whether machines of such channels are worth a memo of whole blocks.
  static var canStand: Bool { get }
  /// Lets a channel be idle until the edge before `edge`, so that where it stands is known by its state alone.
  ///
  /// - Returns: false if it is still busy with a refresh then.
  mutating func settle(before edge: Int64) -> Bool
  /// Where the channel stands between two steps.
  var standing: Standing { get }
  /// Its state, and the edge that it counts from.
  var place: (state: ChannelMemo.StateIndex, origin: Int64) { get }
  /// Goes on from a standing as if all had happened that led to it, and counts from 0 on.
  mutating func resume(_ standing: Standing)
  /// What this channel and those that share it have seen, and the number of its state there; nil if nothing is kept.
  var memo: ChannelMemo? { get }
  var state: ChannelMemo.StateIndex { get set }
  /// Hands out what has been counted so far, and counts from 0 on.
  mutating func takeCounters() -> ChannelCounters
  /// Carries out some steps of a plan one by one, in a machine that finds nothing. Parameters and result are as for `Machine.run`.
  static func carryOut(
    _ plan: StepPlan, steps: Range<Int>, start: Moment, rowOffset: Int32, on machine: inout Machine<Self>
  ) -> Moment
}

extension ChannelEngine {
  static var canStand: Bool { false }
  var memo: ChannelMemo? { nil }
  var state: ChannelMemo.StateIndex {
    get { 0 }
    set {}
  }
  mutating func settle(before edge: Int64) -> Bool { false }
  var standing: Standing { Standing(state: 0, anchor: Standing.closed, origin: 0, nextDue: .max) }
  var place: (state: ChannelMemo.StateIndex, origin: Int64) { (0, 0) }
  mutating func resume(_ standing: Standing) {}
  mutating func takeCounters() -> ChannelCounters {
    defer { record.counters = ChannelCounters() }
    return record.counters
  }
  static func carryOut(
    _ plan: StepPlan, steps: Range<Int>, start: Moment, rowOffset: Int32, on machine: inout Machine<Self>
  ) -> Moment {
    preconditionFailure("a machine that does not look for anything finds everything")
  }
}

extension ChannelEngine {
  mutating func run(_ stream: Stream, rowOffset: Int32, ready: PathPoint) -> Int64 {
    var best = ready
    for step in stream.steps where run(step, rowOffset: rowOffset, ready: ready) > best.time {
      best = completed
    }
    completed = best
    return best.time
  }
}

extension ChannelEngine {
  mutating func begin(_ ready: PathPoint) {}

  mutating func run(
    _ stream: Stream, steps: Range<Int>, rowOffset: Int32, ready: PathPoint, into passage: Passage,
    times: inout [Int64]
  ) {
    times.removeAll(keepingCapacity: true)
    for step in steps {
      times.append(run(stream.steps[step], rowOffset: rowOffset, ready: ready))
      passage.append(completed, step: step)
    }
  }
}

extension ChannelEngine {
  var counters: ChannelCounters { record.counters }
  var largestDebt: Int64 {
    get { record.counters.largestDebt }
    set { record.counters.largestDebt = newValue }
  }
}

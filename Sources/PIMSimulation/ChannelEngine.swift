package import PIMHardware

/// A simulated channel, as far as classes of channels need to know it (`ChannelClasses`).
@usableFromInline package protocol SimulatedChannel {
  /// Path, counters and commands so far.
  var record: ChannelRecord { get set }

  /// Begins all refreshes due by an edge, on a channel that has nothing else to do.
  mutating func idle(until edge: Int64)

  /// Pays the refreshes due by an edge, however long it takes, and none that falls due later.
  mutating func payDebts(dueBy edge: Int64)

  /// Brings time-weighted counters up to an edge, which may lie before or after the next command.
  mutating func closeAccounts(at edge: Int64)

  /// Whether two channels do the same from now on, given the same steps with operands that are ready at
  /// `edge` or later (nil: at any time). Pointers, since channels are large and would be copied.
  static func areEquivalent(_ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, from edge: Int64?) -> Bool
}

/// An engine's model of a channel: a deterministic machine, a function of the steps it is given and of when
/// their operands are ready.
///
/// The engines agree on every command and its time:
/// - One step at a time, in order. A step is one request, or several bank reads and writes that are scheduled
///   together.
/// - Of a step, the next command is issued at the first edge at which every rule and the bank states allow
///   it; one command an edge.
/// - A refresh falls due every interval. Under `strict` it goes before any command at or after the due edge.
///   Under `postponed` it waits for the running step to end, unless the limit is owed. Once begun, all that
///   is owed is paid. With no step at hand it is paid at once.
package protocol ChannelEngine: SimulatedChannel {
  init(_ system: System, rules: RuleSet, isLogging: Bool)

  /// The latest completion of the last run, and where the time up to it went.
  var completed: PathPoint { get set }

  /// Runs one step whose operands exist from `ready` on: a request, or several that are scheduled together.
  ///
  /// - Returns: the completion of its latest effect, picoseconds; `completed` has the path to it.
  mutating func run(_ requests: [Request], rowOffset: Int32, ready: PathPoint) -> Int64
}

extension ChannelEngine {
  /// Runs steps in order, all of whose operands exist from `ready` on.
  ///
  /// - Returns: the latest completion, picoseconds; of equals, `completed` has the path to the first.
  package mutating func run(_ steps: [[Request]], rowOffset: Int32, ready: PathPoint) -> Int64 {
    var best = ready
    for step in steps where run(step, rowOffset: rowOffset, ready: ready) > best.time { best = completed }
    completed = best
    return best.time
  }
}

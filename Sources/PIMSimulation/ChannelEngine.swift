package import PIMHardware

/// A simulated channel as `ChannelClasses` sees it.
@usableFromInline package protocol SimulatedChannel {
  /// Path, counters and commands so far.
  var record: ChannelRecord { get set }

  /// Begins all refreshes due by an edge, on a channel without other work.
  mutating func idle(until edge: Int64)

  /// Pays the refreshes due by an edge, however long that takes, but none that falls due later.
  mutating func payDebts(dueBy edge: Int64)

  /// Updates the time-weighted counters to an edge, which may lie before or after the next command.
  mutating func closeAccounts(at edge: Int64)

  /// The edge up to which the channel's cycles have been booked: that of its last command, or the one before
  /// its last step could begin.
  var reached: Int64 { get }

  /// Cycles with a bank open up to an edge, which is not before that of the last command.
  func openCycles(until edge: Int64) -> Int64

  /// True if two channels behave the same from now on, given the same steps with operands that are ready at
  /// `edge` or later (nil: at any time). Pointers avoid copies of the channels, which are large.
  static func areEquivalent(_ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, from edge: Int64?) -> Bool
}

/// An engine's model of a channel: deterministic, a function of its steps and of the times at which their
/// operands are ready.
///
/// The engines agree on every command and its time:
/// - One step at a time, in order. A step is one request, or several bank reads and writes that are scheduled
///   together.
/// - The next command of a step is issued at the first edge at which every rule and the bank states allow it;
///   one command an edge.
/// - A refresh falls due every interval. Under `strict` it precedes every command at or after the due edge.
///   Under `postponed` it waits for the end of the running step, unless the limit is owed. Once refreshes
///   have begun, all that are owed are paid. An idle channel pays a refresh at once.
package protocol ChannelEngine: SimulatedChannel {
  init(_ system: System, rules: RuleSet, isLogging: Bool)

  /// The latest completion of the last run, with its path.
  var completed: PathPoint { get set }

  /// Runs one step whose operands are ready from `ready` on: a request, or several scheduled together.
  ///
  /// - Returns: the latest completion, picoseconds; `completed` has the path to it.
  mutating func run(_ requests: [Request], rowOffset: Int32, ready: PathPoint) -> Int64
}

extension ChannelEngine {
  /// Runs steps in order; the operands of all are ready from `ready` on.
  ///
  /// - Returns: the latest completion, picoseconds; `completed` has the path to the first of equals.
  package mutating func run(_ steps: [[Request]], rowOffset: Int32, ready: PathPoint) -> Int64 {
    var best = ready
    for step in steps where run(step, rowOffset: rowOffset, ready: ready) > best.time { best = completed }
    completed = best
    return best.time
  }
}

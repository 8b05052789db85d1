package import PIMHardware

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

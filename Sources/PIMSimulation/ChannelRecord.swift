package import PIMHardware
public import PIMResults

/// The record of a channel, the same for each engine: path, counters, commands.
@usableFromInline package struct ChannelRecord: Sendable {
  package let clock: Int64
  private let completion: [Int64]
  @usableFromInline package var path = PathPoint()
  @usableFromInline package var counters = ChannelCounters()
  /// Every command, if `isLogging`.
  var log: [IssuedCommand] = []
  let isLogging: Bool
  /// The latest completion of the current step, in cycles, and the command that completes there.
  package private(set) var completionCycle: Int64 = 0
  package private(set) var completionCommand = Command.MAC16

  /// Edge of the step's first command on the path (-1: none yet), and the cause of its wait.
  package private(set) var firstIssue: Int64 = -1
  package private(set) var firstCause = Cause.idle
  /// Edge of the last command.
  @usableFromInline package var lastIssue: Int64 = -1
  /// The times at which the last requests left the queue; depth 0 without a host's front end.
  var history = IssueHistory(depth: 0)
  /// Granules of ASIC SRAM that the accesses in a host's queue read and write; nil if the queue is empty.
  var queued: SRAMExtent?
  /// The latest edge before which some step did not begin; -1 if none has begun.
  package var begun: Int64 = -1
  /// Edges of the refreshes since the start of the last step. At the end of a run, refreshes that end after
  /// the work are debt.
  @usableFromInline package var refreshes: [Int64] = []

  package init(_ system: System, isLogging: Bool) {
    clock = system.commandClockPicoseconds
    completion = system.completionCycles.map(Int64.init)
    self.isLogging = isLogging
  }

  /// Begins a step whose operands are ready from `ready` on. If that is later than the channel's path, the
  /// path continues there; the wait for the next edge of the command clock is a clock crossing.
  package mutating func begin(_ ready: PathPoint, edge: Int64) {
    completionCycle = 0
    firstIssue = -1
    begun = max(begun, edge - 1)
    if !refreshes.isEmpty { refreshes.removeAll(keepingCapacity: true) }
    if path.time <= ready.time {
      path = ready
      path.advance(to: edge * clock, cause: .clockCrossing)
    }
  }

  /// - Parameters:
  ///   - binder: the command whose rule held this one back longest; nil if that was the bus, or nothing.
  ///   - onPath: false for the refresh of an idle channel, for which nothing waits.
  @inline(__always)
  mutating func issue(
    _ command: Command, at cycle: Int64, bank: Int, row: Int32, column: Int32, binder: Command?,
    forRefresh: Bool, onPath: Bool
  ) {
    counters.commands.count(command)
    lastIssue = cycle
    if command == .REFab { refreshes.append(cycle) }
    if onPath {
      let time = cycle * clock
      let cause = forRefresh ? .refresh : Cause.of(command, after: binder)
      if firstIssue < 0 { (firstIssue, firstCause) = (cycle, cause) }
      if time > path.time { path.advance(to: time, cause: cause) }
      if !forRefresh {
        if history.depth > 0 && (command.role == .column || command.role == .buffer) { history.note(path) }
        let end = cycle + completion[Int(command.rawValue)]
        if end >= completionCycle { (completionCycle, completionCommand) = (end, command) }
      }
    }
    if isLogging {
      log.append(
        IssuedCommand(
          cycle: cycle, channel: 0, command: command, bank: Int16(bank), row: row, column: column))
    }
  }

  /// Issues a run of commands on the path after the first of their kind; not for a channel with a log.
  ///
  /// - Parameters:
  ///   - cycle: the edge of the last command.
  ///   - binder: the binder of each command.
  mutating func issueRun(of command: Command, count: Int64, until cycle: Int64, binder: Command?) {
    counters.commands[command] += count
    lastIssue = cycle
    let time = cycle * clock
    if history.depth > 0 { noteRun(of: count, until: time, cause: Cause.of(command, after: binder)) }
    if time > path.time { path.advance(to: time, cause: Cause.of(command, after: binder)) }
    let end = cycle + completion[Int(command.rawValue)]
    if end >= completionCycle { (completionCycle, completionCommand) = (end, command) }
  }

  /// Records in the history commands at equal distances after the last one.
  private mutating func noteRun(of count: Int64, until time: Int64, cause: Cause) {
    let distance = (time - path.time) / count
    for i in max(1, count - Int64(history.depth) + 1)...count {
      var point = path
      point.advance(to: path.time + i * distance, cause: cause)
      history.note(point)
    }
  }

  /// True if the step has issued a command. A step that issues none is complete when its operands are ready.
  package var hasIssued: Bool { firstIssue >= 0 }

  /// The completion of the step, with its path.
  func completed() -> PathPoint {
    path.completing(at: completionCycle * clock, cause: .completing(completionCommand))
  }
}

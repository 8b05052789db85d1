package import PIMHardware

/// The record that engines keep of a channel, the same way for each: path, counters, commands.
@usableFromInline package struct ChannelRecord: Sendable {
  package let clock: Int64
  private let completion: [Int64]
  @usableFromInline package var path = PathPoint()
  @usableFromInline package var counters = ChannelCounters()
  /// Every command, if asked for.
  var log: [IssuedCommand] = []
  let isLogging: Bool
  /// The latest completion of the step that runs, in cycles, and the command that it belongs to.
  package private(set) var completionCycle: Int64 = 0
  package private(set) var completionCommand = Command.MAC16

  /// Edge of the first command on the path since the step began (-1: none yet), and what it waited for.
  package private(set) var firstIssue: Int64 = -1
  package private(set) var firstCause = Cause.idle
  /// Edge of the last command.
  @usableFromInline package var lastIssue: Int64 = -1
  /// When the last requests left the queue, where a host's front end asks.
  var history = IssueHistory(depth: 0)
  /// Granules of ASIC SRAM that the accesses in a host's queue touch; nil where the queue is empty.
  var queued: SRAMExtent?
  /// Edges of the refreshes since the last step began: at the end of a run, those that outlive the work are
  /// debt.
  @usableFromInline package var refreshes: [Int64] = []

  package init(_ system: System, isLogging: Bool) {
    clock = system.commandClockPicoseconds
    completion = system.completionCycles.map(Int64.init)
    self.isLogging = isLogging
  }

  /// Begins a step whose operands exist from `ready` on: if that is later than all the channel did, the path
  /// goes on from there, and the wait for the next edge of the command clock is a clock crossing.
  package mutating func begin(_ ready: PathPoint, edge: Int64) {
    completionCycle = 0
    firstIssue = -1
    if !refreshes.isEmpty { refreshes.removeAll(keepingCapacity: true) }
    if path.time <= ready.time {
      path = ready
      path.advance(to: edge * clock, cause: .clockCrossing)
    }
  }

  /// - Parameters:
  ///   - binder: the command whose rule allowed this one last; nil if it was the bus or nothing.
  ///   - onPath: false for the refresh of an idle channel, which nothing waits for.
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

  /// Commands of one kind on the path, after one that has been issued, without a log of them.
  ///
  /// - Parameters:
  ///   - cycle: that of the last.
  ///   - binder: as for each of them.
  mutating func issueRun(of command: Command, count: Int64, until cycle: Int64, binder: Command?) {
    counters.commands[command] += count
    lastIssue = cycle
    let time = cycle * clock
    if history.depth > 0 { noteRun(of: count, until: time, cause: Cause.of(command, after: binder)) }
    if time > path.time { path.advance(to: time, cause: Cause.of(command, after: binder)) }
    let end = cycle + completion[Int(command.rawValue)]
    if end >= completionCycle { (completionCycle, completionCommand) = (end, command) }
  }

  /// Notes commands at equal distances after the last.
  private mutating func noteRun(of count: Int64, until time: Int64, cause: Cause) {
    let distance = (time - path.time) / count
    for i in max(1, count - Int64(history.depth) + 1)...count {
      var point = path
      point.advance(to: path.time + i * distance, cause: cause)
      history.note(point)
    }
  }

  /// Whether the step has issued a command. One that issues none is complete when its operands exist.
  package var hasIssued: Bool { firstIssue >= 0 }

  /// The end of the step, and where the time up to it went.
  func completed() -> PathPoint {
    path.completing(at: completionCycle * clock, cause: .completing(completionCommand))
  }
}

public import PIMHardware

/// One command as it went over a channel's command bus.
@frozen public struct IssuedCommand: Hashable, Sendable {
  /// Edge of the command clock, counted from 0.
  public var cycle: Int64
  public var channel: Int16
  public var command: Command
  /// Bank of a single-bank command, otherwise -1.
  public var bank: Int16
  /// Row and column where they apply, otherwise -1.
  public var row: Int32
  public var column: Int32
}

/// A count for each kind of command.
public struct CommandCounts: Sendable, Hashable, CustomStringConvertible {
  /// Indexed by `Command.rawValue`.
  private var row = Row()

  public init() {}

  public subscript(command: Command) -> Int64 {
    get { row[Int(command.rawValue)] }
    set { row[Int(command.rawValue)] = newValue }
  }

  public var total: Int64 { row.sum }

  /// Calls for all kinds that there are, by raw value.
  @inline(__always)
  func forEach(_ body: (_ command: Int, _ count: Int64) -> Void) { row.forEachNonzero(body) }

  /// Adds to the count of the kind with a raw value.
  @inline(__always)
  mutating func add(_ count: Int64, rawCommand: Int) { row.add(count, at: rawCommand) }

  @inline(__always)
  mutating func count(_ command: Command) { row.add(1, at: Int(command.rawValue)) }

  public static func += (a: inout CommandCounts, b: CommandCounts) { a.row += b.row }

  static func -= (a: inout CommandCounts, b: CommandCounts) { a.row -= b.row }

  /// Adds what came to a count between two of its moments.
  @inline(__always)
  mutating func add(_ after: CommandCounts, since before: CommandCounts) {
    row.add(after.row, since: before.row)
  }

  static func * (a: CommandCounts, factor: Int64) -> CommandCounts {
    var counts = a
    counts.row = a.row * factor
    return counts
  }

  public var description: String {
    Command.allCases.filter { self[$0] != 0 }.map { "\($0) \(self[$0])" }.joined(separator: ", ")
  }
}

/// What is counted of a channel.
public struct ChannelCounters: Sendable, Hashable {
  /// Commands issued.
  public var commands = CommandCounts()
  /// Column commands that had to wait for a row to be opened.
  public var misses = CommandCounts()
  /// Clock cycles in which at least one bank was open.
  public var openCycles: Int64 = 0
  /// The most refreshes owed at once.
  public var largestDebt: Int64 = 0

  public init() {}

  public static func += (a: inout ChannelCounters, b: ChannelCounters) {
    a.commands += b.commands
    a.misses += b.misses
    a.openCycles += b.openCycles
    a.largestDebt = max(a.largestDebt, b.largestDebt)
  }

  /// Adds what one channel has counted more than another.
  mutating func add(_ more: ChannelCounters, minus less: ChannelCounters) {
    commands += more.commands
    commands -= less.commands
    misses += more.misses
    misses -= less.misses
    openCycles += more.openCycles - less.openCycles
    raiseLargestDebt(to: more.largestDebt)
  }

  /// Adds `factor` times what was counted.
  mutating func add(_ more: ChannelCounters, times factor: Int64) {
    commands += more.commands * factor
    misses += more.misses * factor
    openCycles += more.openCycles * factor
    raiseLargestDebt(to: more.largestDebt)
  }

  /// A maximum does not add up: each channel keeps its own.
  mutating func raiseLargestDebt(to debt: Int64) { largestDebt = max(largestDebt, debt) }
}

/// A moment of the critical path, and where the time up to it went.
struct PathPoint: Sendable, Hashable {
  /// Picoseconds.
  var time: Int64 = 0
  var ledger = Ledger()
}

/// What engines write down of a channel, the same way for each: path, counters, commands.
struct ChannelRecord: Sendable {
  let clock: Int64
  let completion: [Int64]
  var path = PathPoint()
  var counters = ChannelCounters()
  /// Every command, if asked for.
  var log: [IssuedCommand] = []
  let isLogging: Bool
  /// The latest completion of the step that runs, in cycles, and the command that it belongs to.
  var completionCycle: Int64 = 0
  var completionCommand = Command.MAC16

  /// Edge of the first command on the path since the step began (-1: none yet), and what it waited for.
  var firstIssue: Int64 = -1
  var firstCause = Cause.idle
  /// Edge of the last command.
  var lastIssue: Int64 = -1
  /// When the last requests left the queue, where a host's front end asks.
  var history = IssueHistory(depth: 0)
  /// Edges of the refreshes since the last step began: at the end of a run, those that outlive the work are debt.
  var refreshes: [Int64] = []

  init(_ system: System, isLogging: Bool) {
    clock = system.commandClockPicoseconds
    completion = system.completionCycles.map(Int64.init)
    self.isLogging = isLogging
  }

  /// Begins a step whose operands exist from `ready` on: if that is later than all the channel did, the path goes on
  /// from there, and the wait for the next edge of the command clock is a clock crossing.
  mutating func begin(_ ready: PathPoint, edge: Int64) {
    completionCycle = 0
    firstIssue = -1
    if !refreshes.isEmpty { refreshes.removeAll(keepingCapacity: true) }
    if path.time <= ready.time {
      path = ready
      advance(to: edge * clock, cause: .clockCrossing)
    }
  }

  private mutating func advance(to time: Int64, cause: Cause) {
    path.ledger.add(time - path.time, to: cause)
    path.time = time
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
      if time > path.time {
        path.ledger.add(time - path.time, to: cause)
        path.time = time
      }
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
    if time > path.time { advance(to: time, cause: Cause.of(command, after: binder)) }
    let end = cycle + completion[Int(command.rawValue)]
    if end >= completionCycle { (completionCycle, completionCommand) = (end, command) }
  }

  /// Notes commands at equal distances after the last.
  private mutating func noteRun(of count: Int64, until time: Int64, cause: Cause) {
    let distance = (time - path.time) / count
    for i in max(1, count - Int64(history.depth) + 1)...count {
      var point = path
      point.ledger.add(i * distance, to: cause)
      point.time += i * distance
      history.note(point)
    }
  }

  /// Whether the step has issued a command. One that issues none is complete when its operands exist.
  var hasIssued: Bool { firstIssue >= 0 }

  /// The end of the step, and where the time up to it went.
  func completed() -> PathPoint {
    var end = path
    let time = completionCycle * clock
    if time > end.time {
      end.ledger.add(time - end.time, to: Cause.completing(completionCommand))
      end.time = time
    }
    return end
  }
}

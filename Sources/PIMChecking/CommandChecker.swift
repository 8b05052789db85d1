public import PIMHardware

/// Checks a command trace against a system: every timing rule, bank states, modes, refresh, ranges, one command a clock.
///
/// It shares nothing with the engines but the system's rule table and what `Command` says of each command. Commands of a
/// channel are expected in order; channels may be mixed in any way. Memory does not grow with the trace.
public struct CommandChecker {
  private let system: System
  private let table: RuleHistory.Table
  private let policy: RefreshPolicy
  private var channels: [ChannelChecker]

  /// Commands that were checked.
  public private(set) var commands = 0
  public private(set) var violations = 0
  /// The latest cycle.
  public private(set) var lastCycle: Int64 = 0
  /// Where the trace ends: the latest cycle that is not further from those before than refreshes may be. A later one that stands
  /// alone is `outlier`: it says nothing of other channels.
  private var end: Int64 = 0
  private var outlier: Int64?

  public init(_ system: System) {
    self.system = system
    let table = RuleHistory.Table(system)
    self.table = table
    policy = RefreshPolicy(system)
    channels = (0..<system.organisation.channels).map { ChannelChecker(system, channel: $0, table: table) }
  }

  /// Checks the next command.
  public mutating func check(_ record: CommandRecord, report: (Violation) -> Void) {
    commands += 1
    lastCycle = max(lastCycle, record.cycle)
    guard channels.indices.contains(record.channel) else {
      violations += 1
      let kind = Violation.Kind.outOfRange(what: "channel", value: record.channel, limit: channels.count)
      report(Violation(kind: kind, command: record))
      return
    }
    if record.cycle > end { moveEnd(to: record.cycle) }
    var count = 0
    channels[record.channel].check(record, system, table, policy) { violation in
      count += 1
      report(violation)
    }
    violations += count
  }

  private mutating func moveEnd(to cycle: Int64) {
    let gap = policy.latest(due: policy.interval)
    if cycle - end <= gap {
      end = cycle
    } else if let outlier, abs(cycle - outlier) <= gap {
      end = max(cycle, outlier)
    } else {
      outlier = cycle
    }
  }

  /// Checks a line.
  public mutating func check(_ line: CommandReader.Line, report: (Violation) -> Void) {
    switch line {
    case .command(let record): check(record, report: report)
    case .unknown(let name, let cycle, let channel, let line):
      commands += 1
      violations += 1
      lastCycle = max(lastCycle, cycle)
      let record = CommandRecord(line: line, cycle: cycle, channel: channel, command: .TMOD)
      report(Violation(kind: .unknownCommand(name), command: record))
    }
  }

  /// Checks a whole trace.
  ///
  /// - Throws: `CommandTraceError`, and what the reader's source throws.
  public mutating func check(_ reader: inout CommandReader, report: (Violation) -> Void) throws {
    while let line = try reader.next() { check(line, report: report) }
    finish(report: report)
  }

  /// Ends the trace: reports refreshes that are missing at its end.
  public mutating func finish(report: (Violation) -> Void) {
    var count = 0
    for channel in channels {
      channel.finish(at: end, policy) { violation in
        count += 1
        report(violation)
      }
    }
    violations += count
  }
}

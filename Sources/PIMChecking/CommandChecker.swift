package import PIMHardware

/// A checker of command traces against a system: timing rules, bank states, modes, refresh, ranges, and one
/// command per clock.
///
///     var checker = CommandChecker(system)
///     try checker.check(&reader) { violation in print(violation.text(rules: system.rules, file: name)) }
///
/// The checker shares with the engines only the system's rule table and the properties of `Command`. The
/// commands of a channel are expected in order; channels may be mixed in any way. Memory does not grow with
/// the trace.
package struct CommandChecker {
  private let system: System
  private let table: RuleHistory.Table
  private let policy: RefreshPolicy
  private var channels: [ChannelChecker]

  /// The number of commands checked.
  package private(set) var commands = 0
  /// The number of violations reported.
  package private(set) var violations = 0
  /// The latest cycle of any command.
  package private(set) var lastCycle: Int64 = 0
  /// The end of the trace: the latest cycle that is no further from the earlier ones than refreshes may be. A
  /// single later cycle is `outlier`, and is not taken as the end for other channels.
  private var end: Int64 = 0
  private var outlier: Int64?

  /// Creates a checker with all channels at their start.
  package init(_ system: System) {
    self.system = system
    let table = RuleHistory.Table(system)
    self.table = table
    policy = RefreshPolicy(system)
    channels = (0..<system.organisation.channels).map { ChannelChecker(system, channel: $0, table: table) }
  }

  /// Checks the next command.
  ///
  /// - Parameter report: called for each violation that the command causes.
  package mutating func check(_ record: CommandRecord, report: (Violation) -> Void) {
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

  /// Checks a line of a command trace.
  ///
  /// - Parameter report: called for each violation that the line causes.
  package mutating func check(_ line: CommandReader.Line, report: (Violation) -> Void) {
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

  /// Checks all lines of a command trace, and its end.
  ///
  /// - Parameter report: called for each violation.
  /// - Throws: `CommandTraceError`, and any error of the reader's source.
  package mutating func check(_ reader: inout CommandReader, report: (Violation) -> Void) throws {
    while let line = try reader.next() { check(line, report: report) }
    finish(report: report)
  }

  /// Ends the trace.
  ///
  /// - Parameter report: called for each refresh that is owed for too long.
  package mutating func finish(report: (Violation) -> Void) {
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

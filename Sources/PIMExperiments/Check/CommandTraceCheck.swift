internal import Glibc
internal import PIMHardware
internal import PIMReports

/// The result of checking a command trace against a system.
public struct CommandTraceCheck {
  /// The recorded violations as text, one a line, in the order of the trace.
  public let lines: [String]
  /// The number of commands of the trace.
  public let commands: Int
  /// The number of commands that break a rule.
  public let violations: Int
  /// The number of violations of each kind, in the order of first occurrence.
  let counts: [(title: String, count: Int)]
  /// The trace's name in messages.
  let name: String
  let system: System
  let lastCycle: Int64

  /// True if no command breaks a rule.
  public var isClean: Bool { violations == 0 }

  /// The number of violations by kind, as text for a terminal; violations that were already shown are not
  /// repeated.
  public var summary: String {
    let trace =
      "\(name): \(NumberText.count(commands)) \(commands == 1 ? "command" : "commands") up to cycle "
      + "\(NumberText.count(Int(lastCycle))) on \(system.name)"
    if isClean { return "\(trace): no violation of \(system.rules.count) rules, bank states and refresh\n" }
    var table = TextTable([.right, .left])
    for (title, count) in counts { table.row(NumberText.count(count), title) }
    return "\(trace): \(NumberText.count(violations)) \(violations == 1 ? "violation" : "violations")\n\n"
      + table.text
  }
}

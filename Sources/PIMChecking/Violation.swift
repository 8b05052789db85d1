package import PIMHardware

/// A violation in a command trace: a command that the machine does not allow.
package struct Violation: Sendable, Hashable {
  /// The kind of a violation, with the data for its message.
  package enum Kind: Sendable, Hashable {
    /// Two commands that are closer than a rule allows. `rule` is the rule's index in the system's table,
    /// `found` the distance in cycles.
    case timing(rule: Int, earlier: CommandRecord, found: Int64)
    /// A cycle before 1, the first cycle.
    case beforeStart
    /// A second command in one cycle of a channel.
    case sameClock(earlier: CommandRecord)
    /// A cycle before that of the channel's last command.
    case backwards(earlier: CommandRecord)
    /// A name of no command.
    case unknownCommand(String)
    /// A command that the system does not have.
    case unsupported
    /// A channel, bank, row or column that does not exist. Numbers below `limit` are valid.
    case outOfRange(what: String, value: Int, limit: Int)
    /// An activation of a bank whose row is open.
    case alreadyOpen(bank: Int, row: Int, since: CommandRecord)
    /// A column access to a closed bank (`open` is -1) or to a bank with another open row. `since` is the
    /// command that closed or opened it; nil if it has been closed from the start.
    case wrongRow(bank: Int, open: Int, since: CommandRecord?)
    /// A refresh of a bank whose row is open.
    case refreshWhileOpen(bank: Int, row: Int, since: CommandRecord)
    /// A command in a mode other than the one it requires. `since` is the command that turned to the mode;
    /// nil if the channel has been in it from the start.
    case wrongMode(found: String, needed: String, since: CommandRecord?)
    /// A command that is issued before an owed refresh although `limit` refreshes are owed. `due` is the
    /// cycle at which the oldest of them fell due, `last` the refresh before it.
    case refreshMissed(due: Int64, owed: Int64, limit: Int, last: CommandRecord?)
    /// A refresh that is issued later than `latest`. `due` is its due cycle, `last` the refresh before it.
    case refreshLate(due: Int64, latest: Int64, last: CommandRecord?)
    /// A refresh that is owed at the end of the trace, which is later than `latest`.
    case refreshOwedAtEnd(due: Int64, latest: Int64, last: CommandRecord?)
  }

  /// The kind of the violation.
  package var kind: Kind
  /// The command at which the violation was found. For the end of a trace, the channel's last command.
  package var command: CommandRecord

  /// The message, in one line: the place, the violation, and the requirement.
  ///
  /// - Parameters:
  ///   - rules: the system's rule table.
  ///   - file: the name of the trace.
  package func text(rules: [TimingRule], file: String) -> String {
    let c = command
    let name = if case .unknownCommand(let name) = kind { "\"\(name.prefix(40))\"" } else { Self.name(c) }
    let place = "\(file):\(c.line): cycle \(c.cycle), channel \(c.channel), \(name): "
    switch kind {
    case .timing(let index, let earlier, let found):
      let rule = rules[index]
      let from = rule.window > 1 ? "\(rule.window) commands back, " : ""
      return place
        + "\(Self.cycles(found)) after \(Self.full(earlier, from)); needs \(rule.delay): \(Self.text(rule))"
    case .beforeStart: return place + "cycles count from 1"
    case .sameClock(let earlier):
      return place + "a second command in this clock, 0 cycles after \(Self.full(earlier)); needs 1"
    case .backwards(let earlier): return place + "before the channel's last command, \(Self.full(earlier))"
    case .unknownCommand: return place + "no command has this name"
    case .unsupported: return place + "the system does not have this command"
    case .outOfRange(let what, let value, let limit):
      return place + "\(what) \(value); there are \(limit), from 0"
    case .alreadyOpen(let bank, let row, let since):
      return place + "row \(row) of bank \(bank) is open \(Self.since(since)); needs a closed bank"
    case .wrongRow(let bank, let open, let since):
      let state = open < 0 ? "bank \(bank) is closed" : "row \(open) of bank \(bank) is open"
      return place + "\(state) \(Self.since(since)); needs row \(c.row)"
    case .refreshWhileOpen(let bank, let row, let since):
      return place + "row \(row) of bank \(bank) is open \(Self.since(since)); needs closed banks"
    case .wrongMode(let found, let needed, let since):
      return place + "the channel is in mode \(found) \(Self.since(since)); needs \(needed)"
    case .refreshMissed(let due, let owed, let limit, let last):
      return place
        + "\(owed) \(owed == 1 ? "refresh is" : "refreshes are") owed, the first since cycle \(due); "
        + "\(limit) or more go first; \(Self.before(last))"
    case .refreshLate(let due, let latest, let last):
      return place + "was due at cycle \(due), and at \(latest) at the latest; \(Self.before(last))"
    case .refreshOwedAtEnd(let due, let latest, let last):
      return
        "\(file): channel \(c.channel): the refresh due at cycle \(due), and at \(latest) at the latest, is missing; "
        + Self.before(last)
    }
  }

  /// The category for counting violations: the text of the rule, or the kind of error.
  package func title(rules: [TimingRule]) -> String {
    switch kind {
    case .timing(let rule, _, _): "timing, \(Self.text(rules[rule]))"
    case .beforeStart: "cycle before 1"
    case .sameClock: "two commands in one clock"
    case .backwards: "cycles going backwards"
    case .unknownCommand: "unknown command"
    case .unsupported: "command that the system does not have"
    case .outOfRange(let what, _, _): "\(what) out of range"
    case .alreadyOpen: "row opened in an open bank"
    case .wrongRow(_, let open, _):
      open < 0 ? "access to a closed bank" : "access to another row than the open one"
    case .refreshWhileOpen: "refresh with open banks"
    case .wrongMode: "wrong mode"
    case .refreshMissed, .refreshLate, .refreshOwedAtEnd: "missed refresh"
    }
  }

  /// `bankgroup: RD, MAC -> RD, nCCDL`
  package static func text(_ rule: TimingRule) -> String {
    func list(_ commands: [Command]) -> String { commands.map(\.mnemonic).joined(separator: ", ") }
    let window = rule.window > 1 ? ", window \(rule.window)" : ""
    return
      "\(rule.scope.rawValue): \(list(rule.preceding)) -> \(list(rule.following)), \(rule.expression)\(window)"
  }

  private static func cycles(_ count: Int64) -> String { count == 1 ? "1 cycle" : "\(count) cycles" }

  /// `RD of bank 1.2 (cycle 7, line 8)`
  private static func full(_ c: CommandRecord, _ from: String = "") -> String {
    "\(name(c)) (\(from)cycle \(c.cycle), line \(c.line))"
  }

  private static func since(_ c: CommandRecord?) -> String { "since " + (c.map { full($0) } ?? "the start") }

  private static func before(_ refresh: CommandRecord?) -> String {
    refresh.map { "the one before is \(full($0))" } ?? "there is none before"
  }

  /// `RD of bank 1.2`: bank 2 of group 1.
  private static func name(_ c: CommandRecord) -> String {
    switch c.command.footprint {
    case .bank: "\(c.command.mnemonic) of bank \(c.bankGroup).\(c.bank)"
    case .group: "\(c.command.mnemonic) of bank group \(c.bankGroup)"
    case .all, .none: c.command.mnemonic
    }
  }
}

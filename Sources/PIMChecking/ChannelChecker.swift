internal import PIMHardware

/// The state of one channel, against which its next command is checked.
///
/// The checker knows the rule table, the effects of commands on banks, and the bounds of the refresh policy.
/// It does not know the order in which a controller schedules, nor how an engine finds the next command.
struct ChannelChecker {
  private let channel: Int
  private var history: RuleHistory
  private var banks: BankStates
  private var mode = ModeState()
  private var refresh: RefreshDebt
  private var last: CommandRecord?
  /// The last command if its cycle precedes that of `last`. The next command decides which of the two has the
  /// wrong cycle.
  private var stray: (command: CommandRecord, banks: Range<Int>)?

  init(_ system: System, channel: Int, table: borrowing RuleHistory.Table) {
    self.channel = channel
    history = RuleHistory(table)
    banks = BankStates(count: system.organisation.banks)
    refresh = RefreshDebt(system)
  }

  /// Checks the next command of the channel.
  @inline(__always)
  mutating func check(
    _ c: CommandRecord, _ system: borrowing System, _ table: borrowing RuleHistory.Table,
    _ policy: RefreshPolicy,
    report: (Violation) -> Void
  ) {
    func found(_ kind: Violation.Kind) { report(Violation(kind: kind, command: c)) }
    let command = c.command
    if !system.supported[Int(command.rawValue)] { found(.unsupported) }
    if stray != nil { settle(before: c, table, policy) }
    let isBackwards = last.map { c.cycle < $0.cycle } ?? false
    if c.cycle < 1 {
      found(.beforeStart)
    } else if let last, isBackwards {
      found(.backwards(earlier: last))
    }
    if let last, c.cycle == last.cycle { found(.sameClock(earlier: last)) }
    let named = banks(of: c, system, found)
    if let named {
      // Distances between cycles have no meaning if time runs backwards.
      if !isBackwards {
        history.check(c, banks: named, in: table) { rule, earlier in
          found(.timing(rule: rule, earlier: earlier, found: c.cycle - earlier.cycle))
        }
      }
      refresh.check(c, policy, found)
      if !system.modeNames.isEmpty { mode.check(c, system, found) }
      banks.check(c, named, closes: system.closesRow[Int(command.rawValue)], found)
      if !isBackwards { history.note(c, banks: named, in: table) }
    }
    if isBackwards {
      stray = (c, named ?? 0..<0)
    } else {
      last = c
    }
  }

  /// Decides between `stray` and `last`: if the next command also precedes `last`, the channel continues
  /// from `stray`.
  private mutating func settle(
    before c: CommandRecord, _ table: borrowing RuleHistory.Table, _ policy: RefreshPolicy
  ) {
    if let stray, let last, c.cycle < last.cycle {
      history.forget(after: stray.command.cycle)
      refresh.goBack(to: stray.command.cycle, policy)
      history.note(stray.command, banks: stray.banks, in: table)
      self.last = stray.command
    }
    stray = nil
  }

  /// Reports the refreshes that are owed at the end of the trace.
  ///
  /// - Parameter end: the last cycle of the trace, which may be that of another channel.
  func finish(at end: Int64, _ policy: RefreshPolicy, report: (Violation) -> Void) {
    var refresh = refresh
    if let stray { refresh.goBack(to: max(end, stray.command.cycle), policy) }
    let last = stray?.command ?? last ?? CommandRecord(line: 0, cycle: 0, channel: channel, command: .REFab)
    guard let kind = refresh.missing(at: max(end, last.cycle), policy) else { return }
    report(Violation(kind: kind, command: last))
  }

  // MARK: Ranges

  /// The banks that a command acts on; nil if it names a bank that does not exist.
  @inline(__always)
  private func banks(
    of c: CommandRecord, _ system: borrowing System, _ found: (Violation.Kind) -> Void
  ) -> Range<Int>? {
    let size = system.organisation.banksPerGroup
    let footprint = c.command.footprint
    var banks = 0..<0
    switch footprint {
    case .none: break
    case .all: banks = 0..<system.organisation.banks
    case .bank, .group:
      guard c.bankGroup >= 0, c.bankGroup < system.organisation.bankGroups else {
        found(.outOfRange(what: "bank group", value: c.bankGroup, limit: system.organisation.bankGroups))
        return nil
      }
      banks = c.bankGroup * size..<(c.bankGroup + 1) * size
      if footprint == .bank {
        guard c.bank >= 0, c.bank < size else {
          found(.outOfRange(what: "bank", value: c.bank, limit: size))
          return nil
        }
        banks = banks.lowerBound + c.bank..<banks.lowerBound + c.bank + 1
      }
    }
    let role = c.command.role
    if role == .open || role == .column, c.row < 0 || c.row >= system.organisation.rows {
      found(.outOfRange(what: "row", value: c.row, limit: system.organisation.rows))
    }
    // An access of the host may have no column.
    let isUnnamed = c.column == -1 && (c.command == .RD || c.command == .WR)
    if role == .column, !isUnnamed, c.column < 0 || c.column >= system.organisation.columns {
      found(.outOfRange(what: "column", value: c.column, limit: system.organisation.columns))
    }
    if c.command == .WRGB, c.column < 0 || c.column >= system.globalBufferColumns {
      found(.outOfRange(what: "global buffer column", value: c.column, limit: system.globalBufferColumns))
    }
    return banks
  }
}

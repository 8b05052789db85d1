internal import Hardware

/// What one channel has done, and whether it was allowed to.
///
/// It knows the rule table, what commands do to banks, and the refresh policy's promise. It does not know in which order a controller
/// schedules, nor how an engine finds the next command.
struct ChannelChecker {
  private let channel: Int
  private var history: RuleHistory
  private var openRow: [Int]
  private var openBanks = 0
  /// -1: not known, since a trace does not say which of several modes a command turns to; then `modeBefore` is what it left.
  private var mode = 0
  private var modeBefore = -1
  private(set) var last: CommandRecord?
  /// Cycle at which the next unpaid refresh fell or falls due.
  private var due: Int64
  /// How many of the refreshes that are owed were reported missing already.
  private var reported: Int64 = 0

  init(_ system: System, channel: Int, table: borrowing RuleHistory.Table) {
    self.channel = channel
    history = RuleHistory(table)
    openRow = Array(repeating: -1, count: system.organisation.banks)
    // Cycles of a trace count from 1, edges from 0.
    due = Int64(system.refresh.intervalCycles) + 1
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
    let isBackwards = last.map { c.cycle < $0.cycle } ?? false
    if c.cycle < 1 {
      found(.beforeStart)
    } else if let last, isBackwards {
      found(.backwards(from: last.cycle, line: last.line))
    }
    if let last, c.cycle == last.cycle { found(.sameClock(line: last.line)) }
    guard let banks = banks(of: c, system, found) else {
      last = c
      return
    }
    // Where time runs backwards distances mean nothing.
    if !isBackwards {
      history.check(c, banks: banks, in: table) { rule, earlier in
        found(.timing(rule: rule, earlier: earlier, found: c.cycle - earlier.cycle))
      }
    }
    checkRefresh(c, policy, found)
    if !system.modeNames.isEmpty { checkMode(c, system, found) }
    checkBanks(c, banks, system, found)
    history.note(c, banks: banks, in: table)
    last = c
  }

  // MARK: Ranges

  /// The banks that a command acts on, or nil if it names none that there is.
  @inline(__always)
  private func banks(
    of c: CommandRecord, _ system: borrowing System, _ found: (Violation.Kind) -> Void
  ) -> Range<Int>? {
    let size = system.organisation.banksPerGroup
    let footprint = c.command.footprint
    var banks = 0..<0
    switch footprint {
    case .none: break
    case .all: banks = 0..<openRow.count
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
    // A host's access may name no column.
    let isUnnamed = c.column == -1 && (c.command == .RD || c.command == .WR)
    if role == .column, !isUnnamed, c.column < 0 || c.column >= system.organisation.columns {
      found(.outOfRange(what: "column", value: c.column, limit: system.organisation.columns))
    }
    if c.command == .WRGB, c.column < 0 || c.column >= system.globalBufferColumns {
      found(.outOfRange(what: "global buffer column", value: c.column, limit: system.globalBufferColumns))
    }
    return banks
  }

  // MARK: Banks

  @inline(__always)
  private mutating func checkBanks(
    _ c: CommandRecord, _ banks: Range<Int>, _ system: borrowing System, _ found: (Violation.Kind) -> Void
  ) {
    switch c.command.role {
    case .open:
      if openBanks > 0, let bank = banks.first(where: { openRow[$0] >= 0 }) {
        found(.alreadyOpen(bank: bank, row: openRow[bank]))
      }
      for bank in banks {
        if openRow[bank] < 0 { openBanks += 1 }
        openRow[bank] = max(c.row, 0)
      }
    case .close: close(banks)
    case .column:
      for bank in banks where openRow[bank] != c.row {
        found(.wrongRow(bank: bank, open: openRow[bank]))
        break
      }
      // With automatic precharge.
      if system.closesRow[Int(c.command.rawValue)] { close(banks) }
    case .refresh:
      if openBanks > 0, let bank = banks.first(where: { openRow[$0] >= 0 }) {
        found(.refreshWhileOpen(bank: bank, row: openRow[bank]))
      }
    case .buffer, .mode: break
    }
  }

  private mutating func close(_ banks: Range<Int>) {
    for bank in banks {
      if openRow[bank] >= 0 { openBanks -= 1 }
      openRow[bank] = -1
    }
  }

  // MARK: Modes

  /// With two modes TMOD turns to the other one. With more it turns to any but the one it leaves, and the next command that needs a
  /// mode says which.
  private mutating func checkMode(
    _ c: CommandRecord, _ system: borrowing System, _ found: (Violation.Kind) -> Void
  ) {
    if c.command == .TMOD {
      if system.modeNames.count == 2 {
        mode = 1 - mode
      } else {
        if mode >= 0 { modeBefore = mode }
        mode = -1
      }
      return
    }
    guard let needed = system.mode[Int(c.command.rawValue)].map(Int.init) else { return }
    if mode < 0, needed != modeBefore { mode = needed }
    if needed != mode {
      let name = mode < 0 ? "other than \(system.modeNames[modeBefore])" : system.modeNames[mode]
      found(.wrongMode(found: name, needed: system.modeNames[needed]))
    }
  }

  // MARK: Refresh

  @inline(__always)
  private mutating func checkRefresh(
    _ c: CommandRecord, _ policy: RefreshPolicy, _ found: (Violation.Kind) -> Void
  ) {
    if policy.interval == 0 { return }
    if c.command == .REFab {
      let latest = policy.latest(due: due)
      if c.cycle > latest, reported == 0 { found(.refreshLate(due: due, latest: latest)) }
      due += policy.interval
      reported = max(0, reported - 1)
      return
    }
    if c.cycle < due { return }
    switch c.command.role {
    case .close, .mode, .refresh: return
    case .open, .column, .buffer:
      let owed = (c.cycle - due) / policy.interval + 1
      if owed >= Int64(policy.limit), owed > reported {
        reported = owed
        found(.refreshMissed(due: due, owed: owed, limit: policy.limit))
      }
    }
  }

  /// Reports what was still owed when the trace ended.
  func finish(at cycle: Int64, _ policy: RefreshPolicy, report: (Violation) -> Void) {
    if policy.interval == 0 || reported > 0 { return }
    let last = last ?? CommandRecord(line: 0, cycle: 0, channel: channel, command: .REFab)
    let latest = policy.latest(due: due)
    if cycle > latest {
      report(Violation(kind: .refreshOwedAtEnd(due: due, latest: latest), command: last))
    }
  }
}

/// What a system's refresh policy promises, whatever is scheduled.
struct RefreshPolicy {
  /// Cycles from one due refresh to the next; 0: none is checked.
  var interval: Int64 = 0
  /// With so many owed, nothing goes before a refresh but what closes banks and turns the channel: 1 under `strict`.
  var limit = 1
  /// How long after that the refresh itself may come: the longest rules that hold back closing, two turns of mode and refreshing,
  /// each a clock at least.
  var bound: Int64 = 0

  init(_ system: System) {
    if system.refresh.policy == .none { return }
    interval = Int64(system.refresh.intervalCycles)
    limit = system.refresh.policy == .strict ? 1 : system.refresh.postponeLimit
    func longest(_ role: Command.Role) -> Int64 {
      let delays = system.rules.filter { rule in rule.following.contains { $0.role == role } }.map(\.delay)
      return Int64(max(1, delays.max() ?? 1))
    }
    bound = longest(.close) + longest(.refresh) + 2 * longest(.mode) + 1
  }

  /// The latest cycle at which a refresh may be paid.
  func latest(due: Int64) -> Int64 { due + Int64(limit - 1) * interval + bound }
}

internal import PIMHardware

/// The refreshes that a channel owes.
///
/// A refresh that was reported missing counts as paid, so it is reported once. If it is issued later, it pays
/// for the reported one and not for the next.
struct RefreshDebt {
  /// The cycle at which the first unpaid refresh falls due.
  private var due: Int64
  /// The number of reported refreshes that have not been issued since.
  private var forgiven: Int64 = 0
  /// The cycle of the last report, and the number of refreshes reported in it.
  private var report = (cycle: Int64.min, count: Int64(0))
  /// The last refresh issued.
  private var last: CommandRecord?

  init(_ system: System) {
    // Cycles of a trace count from 1, edges from 0.
    due = Int64(system.refresh.intervalCycles) + 1
  }

  @inline(__always)
  mutating func check(_ c: CommandRecord, _ policy: RefreshPolicy, _ found: (Violation.Kind) -> Void) {
    if policy.interval == 0 { return }
    if c.command == .REFab { return pay(c, policy, found) }
    if c.cycle < due { return }
    switch c.command.role {
    case .close, .mode, .refresh: return
    case .open, .column, .buffer:
      let owed = owed(at: c.cycle, policy)
      if owed < Int64(policy.limit) { return }
      found(.refreshMissed(due: due, owed: owed, limit: policy.limit, last: last))
      forgive(owed, at: c.cycle, policy)
    }
  }

  private mutating func pay(_ c: CommandRecord, _ policy: RefreshPolicy, _ found: (Violation.Kind) -> Void) {
    let latest = policy.latest(due: due)
    if c.cycle > latest {
      found(.refreshLate(due: due, latest: latest, last: last))
      forgive(owed(at: c.cycle, policy) - 1, at: c.cycle, policy)
    }
    last = c
    if c.cycle < due, forgiven > 0 {
      forgiven -= 1
      return
    }
    due += policy.interval
  }

  private func owed(at cycle: Int64, _ policy: RefreshPolicy) -> Int64 { (cycle - due) / policy.interval + 1 }

  private mutating func forgive(_ count: Int64, at cycle: Int64, _ policy: RefreshPolicy) {
    forgiven += count
    due += count * policy.interval
    report = (cycle, count)
  }

  /// Undoes the last report if its command turned out to have a wrong cycle.
  mutating func goBack(to cycle: Int64, _ policy: RefreshPolicy) {
    if report.cycle <= cycle { return }
    let count = min(forgiven, report.count)
    forgiven -= count
    due -= count * policy.interval
    report = (.min, 0)
  }

  /// The violation for a refresh that is overdue at the end of the trace, or nil.
  func missing(at cycle: Int64, _ policy: RefreshPolicy) -> Violation.Kind? {
    if policy.interval == 0 { return nil }
    let latest = policy.latest(due: due)
    return cycle > latest ? .refreshOwedAtEnd(due: due, latest: latest, last: last) : nil
  }
}

/// The bounds that a system's refresh policy sets, independent of scheduling.
struct RefreshPolicy {
  /// The cycles from one due refresh to the next; 0 if refresh is not checked.
  var interval: Int64 = 0
  /// The number of owed refreshes from which only commands that close banks and change modes may precede the
  /// next refresh; 1 under `strict`.
  var limit = 1
  /// The cycles from then to the latest issue of the refresh: the longest rules that delay closing, two
  /// changes of mode, and refreshing, each at least one cycle.
  var bound: Int64 = 0

  init(_ system: System) {
    if system.refresh.policy == .none { return }
    interval = Int64(system.refresh.intervalCycles)
    limit = system.refresh.policy == .strict ? 1 : system.refresh.postponeLimit
    func longest(_ role: Command.Role) -> Int64 {
      // A refresh delays only the next refresh. Its other delays are over when the next one falls due.
      let delays = system.rules.filter { rule in
        rule.following.contains { $0.role == role }
          && (role == .refresh || !rule.preceding.allSatisfy { $0.role == .refresh })
      }.map(\.delay)
      return Int64(max(1, delays.max() ?? 1))
    }
    // The rules that delay closing and refreshing apply twice with modes, before the change of mode and after
    // it.
    let waits: Int64 = system.modeNames.isEmpty ? 1 : 2
    bound = waits * (longest(.close) + longest(.refresh)) + 2 * longest(.mode) + 1
  }

  /// The latest cycle at which a refresh may be issued.
  func latest(due: Int64) -> Int64 { due + Int64(limit - 1) * interval + bound }
}

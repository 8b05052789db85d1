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

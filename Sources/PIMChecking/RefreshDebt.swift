internal import PIMHardware

/// The refreshes that a channel owes.
///
/// What was reported missing is owed no longer, so that a refresh that is left out is reported once. If it comes after all, it pays for
/// what was reported and not for the next.
struct RefreshDebt {
  /// Cycle at which the next unpaid refresh fell or falls due.
  private var due: Int64
  /// How many of those that were reported are still to come.
  private var forgiven: Int64 = 0
  /// The last report's cycle, and how many it forgave.
  private var report = (cycle: Int64.min, count: Int64(0))
  /// The last refresh.
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

  /// A command that was reported stands in a cycle in which it cannot have been: takes back what was forgiven for it.
  mutating func goBack(to cycle: Int64, _ policy: RefreshPolicy) {
    if report.cycle <= cycle { return }
    let count = min(forgiven, report.count)
    forgiven -= count
    due -= count * policy.interval
    report = (.min, 0)
  }

  /// What is missing where the trace ends.
  func missing(at cycle: Int64, _ policy: RefreshPolicy) -> Violation.Kind? {
    if policy.interval == 0 { return nil }
    let latest = policy.latest(due: due)
    return cycle > latest ? .refreshOwedAtEnd(due: due, latest: latest, last: last) : nil
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
      // A refresh holds back the next one alone: others are over by the time that it is due.
      let delays = system.rules.filter { rule in
        rule.following.contains { $0.role == role }
          && (role == .refresh || !rule.preceding.allSatisfy { $0.role == .refresh })
      }.map(\.delay)
      return Int64(max(1, delays.max() ?? 1))
    }
    // A channel turns when the rules let it close or refresh but for the mode, and they hold that back once more after the turn.
    let waits: Int64 = system.modeNames.isEmpty ? 1 : 2
    bound = waits * (longest(.close) + longest(.refresh)) + 2 * longest(.mode) + 1
  }

  /// The latest cycle at which a refresh may be paid.
  func latest(due: Int64) -> Int64 { due + Int64(limit - 1) * interval + bound }
}

internal import PIMHardware
internal import PIMResults

extension EventChannel {
  /// Pays every refresh owed, from `due` on, and refreshes that fall due meanwhile.
  package mutating func payRefresh(from due: Int64, onPath: Bool) {
    repeat { payOne(from: due, onPath: onPath) } while nextDue <= lastCycle + 1
  }

  /// Pays one refresh: changes to its mode, precharges the banks, refreshes.
  private mutating func payOne(from due: Int64, onPath: Bool) {
    if openCount > 0 { issueForRefresh(.PREA, notBefore: due, onPath: onPath) }
    let at = issueForRefresh(.REFab, notBefore: due, onPath: onPath)
    record.counters.raiseLargestDebt(to: (at - nextDue) / constants.interval + 1)
    nextDue += constants.interval
  }

  @discardableResult
  private mutating func issueForRefresh(_ command: Command, notBefore due: Int64, onPath: Bool) -> Int64 {
    func issue(_ command: Command, _ earliest: (cycle: Int64, binder: Int)) -> Int64 {
      let edge = max(earliest.cycle, due)
      self.issue(
        command, at: edge, bank: 0, row: -1, column: -1, binder: earliest.binder, forRefresh: true,
        onPath: onPath)
      return edge
    }
    if let needed = constants.modes[Int(command.rawValue)], needed != mode {
      mode = needed
      _ = issue(.TMOD, earliestTurn(for: command, bank: 0))
    }
    return issue(command, earliest(command, bank: 0))
  }

  /// The edge from which a refresh precedes any other command.
  package func refreshDeadline(started: Bool) -> Int64 {
    if constants.refresh.policy == .postponed && started && nextDue != .max {
      return nextDue + Int64(constants.refresh.postponeLimit - 1) * constants.interval
    }
    return nextDue
  }

  package mutating func idle(until edge: Int64) {
    if max(nextDue, lastCycle + 1) <= edge { payDebts(dueBy: edge) }
  }

  package mutating func payDebts(dueBy edge: Int64) {
    while nextDue <= edge { payOne(from: nextDue, onPath: false) }
  }
}

internal import PIMHardware

/// Queries of the timing rules. The functions are mutating only so that calls that are not inlined do not
/// copy the channel, which takes a kilobyte.
extension EventChannel {
  /// The earliest edge at which a command may be issued, and the command whose rule sets it (-1: the bus).
  @inline(__always)
  mutating func earliest(_ command: Command, bank: Int) -> (cycle: Int64, binder: Int) {
    let f = Int(command.rawValue)
    var cycle = Self.never
    var binder = -1
    for i in constants.bounds[f]..<constants.bounds[f + 1] {
      let entry = constants.entries[i]
      let c = last[entry.preceding] + entry.delay
      if c > cycle { (cycle, binder) = (c, entry.preceding) }
    }
    if constants.isLocal[f] { earliestLocally(f, bank: bank, &cycle, &binder) }
    return cycle > lastCycle ? (cycle, binder) : (lastCycle + 1, -1)
  }

  /// The earliest edge at which a channel may issue a command, or the TMOD that the command needs first. TMOD
  /// is issued when only the mode holds the command back.
  @inline(__always)
  mutating func earliest(towards command: Command, bank: Int) -> (cycle: Int64, binder: Int) {
    inMode(for: command) ? earliest(command, bank: bank) : earliestTurn(for: command, bank: bank)
  }

  mutating func earliestTurn(for command: Command, bank: Int) -> (cycle: Int64, binder: Int) {
    let (own, turn) = (earliest(command, bank: bank), earliest(.TMOD, bank: bank))
    if own.cycle != turn.cycle { return own.cycle > turn.cycle ? own : turn }
    // Of two rules with the same edge, the lower preceding command names the cause; the bus is no rule.
    if own.binder < 0 || turn.binder < 0 { return (own.cycle, max(own.binder, turn.binder)) }
    return (own.cycle, min(own.binder, turn.binder))
  }

  private mutating func earliestLocally(_ f: Int, bank: Int, _ cycle: inout Int64, _ binder: inout Int) {
    func take(_ c: Int64, _ p: Int) {
      if c > cycle || (c == cycle && p < binder) { (cycle, binder) = (c, p) }
    }
    let group = bank / constants.banksPerGroup
    let groups = constants.groups
    for entry in constants.rules.group[f] {
      take(lastInGroup[entry.slot * groups + group] + entry.delay, entry.preceding)
    }
    for entry in constants.rules.bank[f] {
      take(lastInBank[entry.slot * constants.banks + bank] + entry.delay, entry.preceding)
    }
    for entry in constants.rules.window[f] {
      let position = ringPositions[entry.ring]
      take(rings[entry.ring][position] + entry.delay, constants.rules.rings[entry.ring].first)
    }
  }

  /// The constraints on a command while another one is issued repeatedly.
  ///
  /// - Parameters:
  ///   - f: the command, for `bank`.
  ///   - p: the repeated command, for the bank `other`; no rule with a window counts it.
  /// - Returns: the earliest edge by all rules except those after `p`, and the longest delay after `p`.
  mutating func bounds(_ f: Int, bank: Int, besides p: Int, of other: Int) -> (
    cycle: Int64, delay: Int64
  ) {
    var cycle = Self.never
    var delay: Int64 = 0
    for i in constants.bounds[f]..<constants.bounds[f + 1] {
      let entry = constants.entries[i]
      if entry.preceding == p {
        delay = max(delay, entry.delay)
      } else {
        cycle = max(cycle, last[entry.preceding] + entry.delay)
      }
    }
    guard constants.isLocal[f] else { return (cycle, delay) }
    let group = bank / constants.banksPerGroup
    for entry in constants.rules.group[f] {
      if entry.preceding != p {
        cycle = max(cycle, lastInGroup[entry.slot * constants.groups + group] + entry.delay)
      } else if other / constants.banksPerGroup == group {
        delay = max(delay, entry.delay)
      }
    }
    for entry in constants.rules.bank[f] {
      if entry.preceding != p {
        cycle = max(cycle, lastInBank[entry.slot * constants.banks + bank] + entry.delay)
      } else if other == bank {
        delay = max(delay, entry.delay)
      }
    }
    for entry in constants.rules.window[f] {
      cycle = max(cycle, rings[entry.ring][ringPositions[entry.ring]] + entry.delay)
    }
    return (cycle, delay)
  }
}

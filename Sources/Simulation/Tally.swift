internal import Hardware

/// What steps add to ledger and counters, so that what a stretch of many steps adds is the difference of two sums.
struct Tally: Hashable, Sendable {
  /// Clock cycles, not picoseconds.
  var causes = Ledger()
  var commands = CommandCounts()
  var misses = CommandCounts()
  /// Cycles with a bank open.
  var openCycles: Int64 = 0

  init() {}

  /// What a channel has recorded since it was rebased.
  init(_ channel: EventChannel) {
    var channel = channel
    channel.closeAccounts(at: channel.lastCycle)
    let record = channel.record
    for cause in Cause.allCases { causes[cause] = record.path.ledger[cause] / record.clock }
    commands = record.counters.commands
    misses = record.counters.misses
    openCycles = record.counters.openCycles
  }

  @inline(__always)
  static func += (a: inout Tally, b: Tally) {
    a.causes += b.causes
    a.commands += b.commands
    a.misses += b.misses
    a.openCycles += b.openCycles
  }

  @inline(__always)
  static func -= (a: inout Tally, b: Tally) {
    a.causes -= b.causes
    a.commands -= b.commands
    a.misses -= b.misses
    a.openCycles -= b.openCycles
  }

  func counters(largestDebt: Int64) -> ChannelCounters {
    var counters = ChannelCounters()
    counters.commands = commands
    counters.misses = misses
    counters.openCycles = openCycles
    counters.largestDebt = largestDebt
    return counters
  }
}

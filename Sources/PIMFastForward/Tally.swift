internal import PIMResults
internal import PIMSimulation

/// The sums of steps in ledger and counters, kept as prefix sums: the sum of several steps is the difference
/// of two.
struct Tally: Hashable, Sendable {
  /// Time by cause in clock cycles, not picoseconds.
  var causes = Ledger()
  var commands = CommandCounts()
  var misses = CommandCounts()
  /// Cycles with a bank open.
  var openCycles: Int64 = 0

  init() {}

  /// The record of a channel since the channel was set to a relative state.
  init(_ channel: inout EventChannel) {
    let clock = channel.record.clock
    channel.record.path.ledger.causes.forEachNonzero { causes.causes.add($1 / clock, at: $0) }
    commands = channel.record.counters.commands
    misses = channel.record.counters.misses
    openCycles = channel.record.counters.openCycles
    if channel.openCount > 0 { openCycles += channel.lastCycle - channel.openSince }
  }

  @inline(__always)
  static func += (a: inout Tally, b: Tally) {
    a.causes += b.causes
    a.commands += b.commands
    a.misses += b.misses
    a.openCycles += b.openCycles
  }
}

extension ChannelCounters {
  /// Adds the counters of steps, in place.
  @inline(__always)
  mutating func add(_ steps: Borrowed<Tally>) {
    commands += steps.value.commands
    misses += steps.value.misses
    openCycles += steps.value.openCycles
  }

  /// Adds the difference of two prefix sums, in place.
  @inline(__always)
  mutating func add(_ after: Borrowed<Tally>, since before: Borrowed<Tally>) {
    commands.counts.add(after.value.commands.counts, since: before.value.commands.counts)
    misses.counts.add(after.value.misses.counts, since: before.value.misses.counts)
    openCycles += after.value.openCycles - before.value.openCycles
  }
}

extension PathPoint {
  /// Advances a path over steps.
  ///
  /// - Parameters:
  ///   - first: the cause of the wait for the first command, which counts from the end of the path.
  ///   - origin: the last command before the steps, cycles.
  ///   - last: the last command of the steps, cycles.
  @inline(__always)
  mutating func advance(
    waiting first: Cause, from origin: Int64, to last: Int64, clock: Int64, _ after: Borrowed<Tally>,
    since before: Borrowed<Tally>? = nil
  ) {
    ledger.add(origin * clock - time, to: first)
    if let before {
      ledger.causes.add(after.value.causes.causes, since: before.value.causes.causes, times: clock)
    } else {
      ledger.causes.add(after.value.causes.causes, times: clock)
    }
    time = last * clock
  }
}

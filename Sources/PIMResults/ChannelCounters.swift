/// The counters of a channel.
@frozen public struct ChannelCounters: Sendable, Hashable {
  /// Commands issued.
  public var commands: CommandCounts
  /// Column commands that had to wait for an activate.
  public var misses: CommandCounts
  /// Clock cycles in which at least one bank was open.
  public var openCycles: Int64 = 0
  /// The maximum number of refreshes owed at one time.
  public var largestDebt: Int64 = 0

  /// Counters of 0.
  @inlinable public init() { (commands, misses) = (CommandCounts(), CommandCounts()) }

  /// Adds each counter of another; of `largestDebt` the maximum is kept.
  public static func += (a: inout ChannelCounters, b: ChannelCounters) {
    a.commands += b.commands
    a.misses += b.misses
    a.openCycles += b.openCycles
    a.raiseLargestDebt(to: b.largestDebt)
  }

  /// Adds the difference of the counters of two channels.
  @usableFromInline package mutating func add(_ more: ChannelCounters, minus less: ChannelCounters) {
    commands.counts.add(more.commands.counts, since: less.commands.counts)
    misses.counts.add(more.misses.counts, since: less.misses.counts)
    openCycles += more.openCycles - less.openCycles
    raiseLargestDebt(to: more.largestDebt)
  }

  /// Raises the largest debt. A maximum is not additive, so each channel keeps its own.
  @inlinable package mutating func raiseLargestDebt(to debt: Int64) { largestDebt = max(largestDebt, debt) }
}

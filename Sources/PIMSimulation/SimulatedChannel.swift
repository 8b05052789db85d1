/// A simulated channel as `ChannelClasses` sees it.
@usableFromInline package protocol SimulatedChannel {
  /// Path, counters and commands so far.
  var record: ChannelRecord { get set }

  /// Begins all refreshes due by an edge, on a channel without other work.
  mutating func idle(until edge: Int64)

  /// Pays the refreshes due by an edge, however long that takes, but none that falls due later.
  mutating func payDebts(dueBy edge: Int64)

  /// Updates the time-weighted counters to an edge, which may lie before or after the next command.
  mutating func closeAccounts(at edge: Int64)

  /// The edge up to which the channel's cycles have been booked: the edge of the last command, or the one
  /// before the last step could begin.
  var reached: Int64 { get }

  /// Cycles with a bank open up to an edge, which is not before the edge of the last command.
  func openCycles(until edge: Int64) -> Int64

  /// True if two channels behave the same from now on, given the same steps with operands that are ready at
  /// `edge` or later (nil: at any time). Pointers avoid copies of the channels, which are large.
  static func areEquivalent(_ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, from edge: Int64?) -> Bool
}

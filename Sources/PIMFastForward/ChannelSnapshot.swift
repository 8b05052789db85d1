internal import PIMSimulation

/// The state of a channel between two steps: everything that its future depends on, without its counters.
struct ChannelSnapshot {
  /// A state of the channel memo.
  var state: ChannelMemo.StateIndex
  /// The row that the state counts from; `closed` if no row is open, since the state then names no row.
  var anchor: Int32
  /// The edge that the state counts from.
  var origin: Int64
  /// The edge at which the next refresh falls due.
  var nextDue: Int64
  /// The last command on the critical path of the channel, with the causes of the time up to it.
  var path = PathPoint()

  /// The anchor of a state without open rows.
  static let closed = Int32.min
}

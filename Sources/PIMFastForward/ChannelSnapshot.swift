internal import PIMSimulation

/// Where a channel stands between two steps: all that what it does from then on depends on, but for what it
/// has counted.
struct ChannelSnapshot {
  /// A state of the channel memo.
  var state: ChannelMemo.StateIndex
  /// The row that the state counts from; `closed` where no row is open, since none is then counted from.
  var anchor: Int32
  /// The edge that the state counts from.
  var origin: Int64
  /// Edge at which the next refresh falls due.
  var nextDue: Int64
  /// The last command on the critical path of the channel, and what the time up to it went to.
  var path = PathPoint()

  /// The anchor where no row is open.
  static let closed = Int32.min
}

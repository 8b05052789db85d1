internal import PIMHardware

/// A channel that takes bank reads and writes of a host one by one, as they arrive, into a queue of
/// `System.hostWindow`.
///
/// They are scheduled as those of a step are; at each edge those count that have arrived by then. Before the
/// channel is given a step, its queue is worked off.
protocol HostChannel: ChannelEngine {
  /// Takes an access into the queue, once there is room and those before it have arrived; before that,
  /// carries out what is issued earlier.
  ///
  /// - Parameter ready: when the access is at the channel.
  /// - Returns: the edge at which it is in the queue, and whether that is the one after the last command
  ///   since there was no room before.
  mutating func enqueue(_ request: Request, rowOffset: Int32, ready: PathPoint) -> (edge: Int64, waited: Bool)

  /// Works off the queue, which holds an access or more.
  ///
  /// - Returns: the latest completion since it was last empty by this function, picoseconds; `completed` has
  ///   the path to it.
  mutating func drain() -> Int64
}

/// The path up to each of the last requests of a channel: when they left its queue.
struct IssueHistory: Sendable {
  private var points: [PathPoint]
  private var next = 0

  /// - Parameter depth: how many are kept; 0 or more.
  init(depth: Int) { points = Array(repeating: PathPoint(time: -1), count: depth) }

  var depth: Int { points.count }

  mutating func note(_ point: PathPoint) {
    points[next] = point
    next = next + 1 == points.count ? 0 : next + 1
  }

  /// The point of the request that is `back` before the last; its time is negative where there is none.
  func point(_ back: Int) -> PathPoint { points[(next + points.count - 1 - back) % points.count] }

  /// Whether two channels' histories are the same.
  func isEqual(to other: IssueHistory) -> Bool {
    points.count == other.points.count && points.indices.allSatisfy { point($0) == other.point($0) }
  }
}

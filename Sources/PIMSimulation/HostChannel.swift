/// A channel that queues the bank reads and writes of a host as they arrive, up to `System.hostWindow`.
///
/// Queued accesses are scheduled like those of a step; at each edge, among those that have arrived. The queue
/// is drained before the channel is given a step.
protocol HostChannel: ChannelEngine {
  /// Queues an access once there is room and earlier accesses have arrived; until then issues the commands of
  /// queued accesses.
  ///
  /// - Parameter ready: the arrival of the access at the channel.
  /// - Returns: the edge at which the access is queued; `waited` is true if the queue was full, so that this
  ///   edge follows the last command.
  mutating func enqueue(_ request: Request, rowOffset: Int32, ready: PathPoint) -> (edge: Int64, waited: Bool)

  /// Issues all commands of the queue, which is not empty.
  ///
  /// - Returns: the latest completion since the previous drain, picoseconds; `completed` has the path to it.
  mutating func drain() -> Int64
}

/// The times at which the last requests of a channel left its queue, with the path to each.
struct IssueHistory: Sendable {
  private var points: [PathPoint]
  private var next = 0

  /// - Parameter depth: the number of points that are kept; 0 or more.
  init(depth: Int) { points = Array(repeating: PathPoint(time: -1), count: depth) }

  var depth: Int { points.count }

  mutating func note(_ point: PathPoint) {
    points[next] = point
    next = next + 1 == points.count ? 0 : next + 1
  }

  /// The point of the request `back` before the last one; its time is negative if there is none.
  func point(_ back: Int) -> PathPoint { points[(next + points.count - 1 - back) % points.count] }

  /// True if two histories have the same points.
  func isEqual(to other: IssueHistory) -> Bool {
    points.count == other.points.count && points.indices.allSatisfy { point($0) == other.point($0) }
  }
}

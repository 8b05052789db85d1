internal import PIMResults
internal import PIMSimulation

/// Consecutive steps of a channel, kept as long as the ledger of one of their completions may be needed. Few
/// ledgers are needed, so they are made on demand: from the path at the start of a segment of a trajectory,
/// and the trajectory's sums.
final class Passage {
  struct Segment {
    /// The first step of the segment, counted in the passage.
    var first: Int32
    /// The path before the segment; for a single step, its completion.
    var path: PathPoint
    /// The last command before the segment, cycles.
    var origin: Int64
    /// The trajectory, and the index of the segment's first step in it; nil for a single step.
    var trajectory: Trajectory?
    var from: Int
  }
  private var segments: [Segment] = []

  init() {}

  init(_ point: PathPoint) { append(point, step: 0) }

  func removeAll() { segments.removeAll(keepingCapacity: true) }

  /// Appends a single step that completed at a point.
  func append(_ point: PathPoint, step: Int) {
    segments.append(Segment(first: Int32(step), path: point, origin: 0, trajectory: nil, from: 0))
  }

  /// Appends steps of a trajectory, from its step `from` on.
  func append(_ trajectory: Trajectory, from: Int, path: PathPoint, origin: Int64, step: Int) {
    segments.append(
      Segment(first: Int32(step), path: path, origin: origin, trajectory: trajectory, from: from))
  }

  /// The index of the segment of a step.
  func segment(of step: Int32) -> Int {
    var index = segments.count - 1
    while segments[index].first > step { index -= 1 }
    return index
  }

  /// A segment from one of its steps on; it determines the completions of that step and of later ones.
  func rest(of segment: Int, from step: Int32, clock: Int64) -> Segment {
    var rest = segments[segment]
    guard let trajectory = rest.trajectory, step > rest.first else { return rest }
    let next = rest.from + Int(step - rest.first)
    _ = trajectory.walk(&rest.path, origin: rest.origin, from: rest.from, to: next, clock: clock)
    rest.origin += trajectory.lastIssue[next - 1] - (rest.from == 0 ? 0 : trajectory.lastIssue[rest.from - 1])
    rest.from = next
    rest.first = step
    return rest
  }

  func append(_ segment: Segment) { segments.append(segment) }

  /// The completion of a step.
  func point(after step: Int32, clock: Int64) -> PathPoint {
    let segment = segments[segment(of: step)]
    guard let trajectory = segment.trajectory else { return segment.path }
    var point = segment.path
    return trajectory.walk(
      &point, origin: segment.origin, from: segment.from,
      to: segment.from + Int(step - segment.first) + 1, clock: clock)
  }
}

extension Trajectory {
  /// Advances a path over steps `start ..< end`.
  ///
  /// - Parameters:
  ///   - origin: the last command before the steps, cycles.
  /// - Returns: the completion of the last step.
  @inline(__always)
  func walk(_ path: inout PathPoint, origin: Int64, from start: Int, to end: Int, clock: Int64) -> PathPoint {
    let base = origin - (start == 0 ? 0 : lastIssue[start - 1])
    // The wait for the first command counts from the end of the path.
    path.ledger.add(origin * clock - path.time, to: firstCause[start])
    path.ledger.causes.add(sums[end].causes.causes, since: sums[start].causes.causes, times: clock)
    path.time = (base + lastIssue[end - 1]) * clock
    return path.completing(at: (base + completion[end - 1]) * clock, cause: completionCause[end - 1])
  }
}

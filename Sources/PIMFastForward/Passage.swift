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
    /// The last command before the segment, cycles; for a single step, its completion, picoseconds, or
    /// `Int64.min` if the step issued no command.
    var origin: Int64
    /// The trajectory, and the index of the segment's first step in it; nil for a single step.
    var trajectory: Trajectory?
    var from: Int
  }
  @exclusivity(unchecked) private var segments: [Segment] = []

  init() {}

  init(_ point: PathPoint) { append(point, time: point.time, step: 0) }

  func removeAll() { segments.removeAll(keepingCapacity: true) }

  /// Appends a single step that completed at a point, or that issued no command.
  func append(_ point: PathPoint, time: Int64, step: Int) {
    segments.append(Segment(first: Int32(step), path: point, origin: time, trajectory: nil, from: 0))
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

  /// Replaces moments by the completions of steps where those are later. Nothing waits for a step that issues
  /// no command.
  ///
  /// - Parameters:
  ///   - steps: the steps, in ascending order; a step's moment is the one at its place less `first`.
  ///   - index: the number of this passage.
  func raise(
    _ moments: inout [Moment], to steps: ArraySlice<StepPlan.OperandStep>, less first: Int, index: Int32,
    clock: Int64
  ) {
    var segment = 0
    for step in steps {
      while segment + 1 < segments.count, segments[segment + 1].first <= step.own { segment += 1 }
      let time = segments[segment].time(of: step.own, clock: clock)
      let place = Int(step.place) - first
      if time > moments[place].time { moments[place] = Moment(time: time, passage: index, step: step.own) }
    }
  }

  /// The latest completion, and the first step with it.
  ///
  /// - Parameters:
  ///   - end: the step after the last.
  ///   - delay: the longest time from a command to its completion, cycles.
  func latest(until end: Int, clock: Int64, delay: Int64) -> (time: Int64, step: Int32) {
    var (time, first) = (Int64.min, Int32(0))
    for index in segments.indices {
      let next = index + 1 < segments.count ? segments[index + 1].first : Int32(end)
      let last = segments[index].latest(until: next, clock: clock, delay: delay)
      if index == 0 || last.time > time { (time, first) = last }
    }
    return (time, first)
  }

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

extension Passage.Segment {
  /// The edge from which the times of the trajectory count.
  private func base(_ trajectory: Trajectory) -> Int64 {
    origin - (from == 0 ? 0 : trajectory.lastIssue[from - 1])
  }

  func time(of step: Int32, clock: Int64) -> Int64 {
    guard let trajectory else { return origin }
    return (base(trajectory) + trajectory.end(of: from + Int(step - first))) * clock
  }

  func latest(until end: Int32, clock: Int64, delay: Int64) -> (time: Int64, step: Int32) {
    guard let trajectory else { return (origin, first) }
    var index = from + Int(end - first) - 1
    var (time, latest) = (trajectory.end(of: index), index)
    // An earlier step ends at the most `delay` after its last command.
    while index > from, trajectory.lastIssue[index - 1] + delay >= time {
      index -= 1
      let other = trajectory.end(of: index)
      if other >= time { (time, latest) = (other, index) }
    }
    return ((base(trajectory) + time) * clock, first + Int32(latest - from))
  }
}

extension Trajectory {
  /// The completion of a step, cycles from the origin; its last command if it issues none, or ends later.
  @inline(__always)
  func end(of step: Int) -> Int64 {
    isEmpty(step) ? lastIssue[step] : max(completion[step], lastIssue[step])
  }

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

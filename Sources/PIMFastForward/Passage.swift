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
  /// The segments, in memory of their own: an array would be emptied at several times the cost.
  @exclusivity(unchecked) private var memory = UnsafeMutablePointer<Segment>.allocate(capacity: 2)
  @exclusivity(unchecked) private var capacity = 2
  @exclusivity(unchecked) private var count = 0
  private var segments: UnsafeMutableBufferPointer<Segment> {
    UnsafeMutableBufferPointer(start: memory, count: count)
  }

  init() {}

  init(_ point: PathPoint) { append(point, time: point.time, step: 0) }

  deinit {
    removeAll()
    memory.deallocate()
  }

  func removeAll() {
    memory.deinitialize(count: count)
    count = 0
  }

  /// Uninitialised memory for another segment.
  @inline(__always)
  private func place() -> UnsafeMutablePointer<Segment> {
    if count == capacity { grow() }
    count += 1
    return memory + (count - 1)
  }

  private func grow() {
    let more = UnsafeMutablePointer<Segment>.allocate(capacity: 2 * capacity)
    more.moveInitialize(from: memory, count: count)
    memory.deallocate()
    (memory, capacity) = (more, 2 * capacity)
  }

  /// Appends a single step that completed at a point, or that issued no command.
  func append(_ point: borrowing PathPoint, time: Int64, step: Int) {
    place().initialize(
      to: Segment(first: Int32(step), path: copy point, origin: time, trajectory: nil, from: 0))
  }

  /// Appends steps of a trajectory, from its step `from` on.
  @inline(__always)
  func append(_ trajectory: Trajectory, from: Int, path: borrowing PathPoint, origin: Int64, step: Int) {
    place().initialize(
      to: Segment(first: Int32(step), path: copy path, origin: origin, trajectory: trajectory, from: from))
  }

  /// The index of the segment of a step.
  func segment(of step: Int32) -> Int {
    var index = segments.count - 1
    while index >= 0, segments[index].first > step { index -= 1 }
    precondition(index >= 0, "the passage has the step")
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

  func append(_ segment: Segment) { place().initialize(to: segment) }

  /// Replaces moments by the completions of steps where those are later. Nothing waits for a step that issues
  /// no command.
  ///
  /// - Parameters:
  ///   - steps: the steps in a range, in ascending order.
  ///   - first: the place of the first moment.
  ///   - index: the number of this passage.
  func raise(
    _ moments: inout [Moment], to steps: [StepPlan.OperandStep], in range: Range<Int>, less first: Int,
    index: Int32, clock: Int64
  ) {
    if range.isEmpty { return }
    // Places ascend.
    precondition(
      Int(steps[range.lowerBound].place) >= first
        && Int(steps[range.upperBound - 1].place) - first < moments.count)
    moments.withUnsafeMutableBufferPointer { moments in
      steps.withUnsafeBufferPointer { steps in
        var next = range.lowerBound
        for segment in segments.indices where next < range.upperBound {
          let end = segment + 1 < segments.count ? segments[segment + 1].first : .max
          guard let trajectory = segments[segment].trajectory else {
            let time = segments[segment].origin
            while next < range.upperBound, steps[next].own < end {
              let place = Int(steps[next].place) - first
              if time > moments[place].time {
                moments[place] = Moment(time: time, passage: index, step: steps[next].own)
              }
              next += 1
            }
            continue
          }
          let base = segments[segment].base(trajectory)
          let shift = segments[segment].from - Int(segments[segment].first)
          while next < range.upperBound, steps[next].own < end {
            let time = (base + trajectory.end(of: Int(steps[next].own) + shift)) * clock
            let place = Int(steps[next].place) - first
            if time > moments[place].time {
              moments[place] = Moment(time: time, passage: index, step: steps[next].own)
            }
            next += 1
          }
        }
      }
    }
  }

  /// The latest completion, and the first step with it.
  ///
  /// - Parameter end: the step after the last.
  func latest(until end: Int, clock: Int64) -> (time: Int64, step: Int32) {
    var (time, first) = (Int64.min, Int32(0))
    for index in segments.indices {
      let next = index + 1 < segments.count ? segments[index + 1].first : Int32(end)
      let last = segments[index].latest(until: next, clock: clock)
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
  fileprivate func base(_ trajectory: Trajectory) -> Int64 {
    origin - (from == 0 ? 0 : trajectory.lastIssue[from - 1])
  }

  func latest(until end: Int32, clock: Int64) -> (time: Int64, step: Int32) {
    guard let trajectory else { return (origin, first) }
    let index = trajectory.latest(in: from..<from + Int(end - first))
    return ((base(trajectory) + trajectory.end(of: index)) * clock, first + Int32(index - from))
  }
}

extension Trajectory {
  /// The step that completes last of several, of equals the first.
  @inline(__always)
  func latest(in steps: Range<Int>) -> Int {
    let known = Int(latest[steps.upperBound - 1])
    if known >= steps.lowerBound { return known }
    var index = steps.upperBound - 1
    var best = index
    // An earlier step ends at the most `longestDelay` after its last command.
    while index > steps.lowerBound, lastIssue[index - 1] + longestDelay >= end(of: best) {
      index -= 1
      if end(of: index) >= end(of: best) { best = index }
    }
    return best
  }

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

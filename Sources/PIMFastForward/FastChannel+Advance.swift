internal import PIMResults
internal import PIMSimulation

/// Replay of steps of a trajectory by prefix sums.
extension FastChannel {
  /// The first step from `start` on that a refresh would disturb, or the number of steps.
  @inline(__always)
  func blockedStep(_ trajectory: Trajectory, from start: Int) -> Int {
    if nextDue == .max { return trajectory.count }
    // Cycles from the trajectory's origin to the due edge.
    let due = nextDue - trajectoryOrigin(trajectory, at: start)
    if isPostponing {
      let atBoundary = trajectory.firstStep(from: start, in: trajectory.firstIssue, notBelow: due)
      let within = trajectory.firstStep(from: start, in: trajectory.lastIssue, notBelow: due + postponement)
      return min(atBoundary, within)
    }
    return trajectory.firstStep(from: start, in: trajectory.lastIssue, notBelow: due)
  }

  /// The edge from which a trajectory's times count if `step` comes next.
  @inline(__always)
  func trajectoryOrigin(_ trajectory: Trajectory, at step: Int) -> Int64 {
    origin - (step == 0 ? 0 : trajectory.lastIssue[step - 1])
  }

  /// Advances over steps `start ..< end` of a trajectory at once; only the last completion is recorded.
  @inline(__always)
  mutating func advance(
    _ trajectory: Trajectory, from start: Int, to end: Int, rowOffset: Int32, _ latest: inout Latest
  ) {
    settleOpenCycles()
    channelMemo.costs.save(
      steps: Int64(end - start),
      commands: trajectory.sums[end].commands.total - trajectory.sums[start].commands.total)
    let base = trajectoryOrigin(trajectory, at: start)
    let last = base + trajectory.lastIssue[end - 1]
    if last > origin {
      note(
        max(last, base + trajectory.completion[end - 1]) * clock, trajectory.completionCause[end - 1],
        in: &latest)
      record.counters.add(trajectory.sums.at(end), since: trajectory.sums.at(start))
      record.path.advance(
        waiting: trajectory.firstCause[start], from: origin, to: last, clock: clock, trajectory.sums.at(end),
        since: trajectory.sums.at(start))
      origin = last
      record.lastIssue = origin
    }
    state = trajectory.states[end]
    if trajectory.anchors[end] != EventChannel.elsewhere { anchor = rowOffset + trajectory.anchors[end] }
  }
}

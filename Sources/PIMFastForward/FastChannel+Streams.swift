internal import PIMHardware
internal import PIMSimulation

extension FastChannel {
  /// Carries out the steps of a stream, all of whose operands exist from `ready` on.
  ///
  /// - Returns: the latest completion, picoseconds; of equals, `completed` has the path to the first.
  mutating func run(_ stream: Stream, rowOffset: Int32, ready: PathPoint) -> Int64 {
    begin(ready)
    var latest = Latest(time: ready.time)
    if channelMemo.worth.isNone {
      runDirectly(stream, from: 0, rowOffset: rowOffset, ready: ready, &latest)
      return latest.time
    }
    let heads = stream.heads(in: channelMemo)
    var next = 0
    var strange =
      switch channelMemo.hasUsefulTrajectories(stream) {
      // A trajectory of a few steps is hardly shorter to take than the steps, and long batches take long to be gone through in vain.
      case nil: heads.count < Self.shortStretch || stream.isHeavy ? Int.min : channelMemo.limits.patience
      case true: 0
      case false: Int.min
      }
    while next < heads.count {
      var trajectory = channelMemo.trajectory(
        of: stream, at: next, state: state, anchor: anchor - rowOffset, inOrder: true)
      if trajectory == nil && strange >= channelMemo.limits.patience && !channelMemo.worth.isNone {
        channelMemo.makeRoom()
        let new = channelMemo.makeTrajectory(of: stream, at: next, state: state, anchor: anchor - rowOffset)
        (trajectory, strange) = new.completesInOrder ? (new, 0) : (nil, .min)
      }
      if let trajectory {
        let start = next - trajectory.first
        let end = blockedStep(trajectory, from: start)
        if end > start {
          advance(trajectory, from: start, to: end, rowOffset: rowOffset, &latest)
          next = end + trajectory.first
          if next == heads.count { break }
        }
        // A refresh disturbs the step.
        disturbedStep(
          stream.steps[next], trajectory.situations[end], first: heads[next].row + rowOffset, &latest)
      } else {
        if channelMemo.worth.isNone {
          runDirectly(stream, from: next, rowOffset: rowOffset, ready: ready, &latest)
          break
        }
        // The way it goes on is not known.
        strange += 1
        step(stream.steps[next], heads[next], rowOffset: rowOffset, &latest)
      }
      next += 1
    }
    complete(latest, ready: ready)
    return latest.time
  }

  // MARK: Stretches

  /// Steps of a stretch for which no trajectory is made.
  private static let shortStretch = 4

  /// Carries out some steps of a stream, after `begin`, none of which has to wait for operands after the first.
  ///
  /// - Parameters:
  ///   - passage: takes up what happens.
  ///   - times: gets the completions of the steps, picoseconds.
  mutating func run(
    _ stream: Stream, steps: Range<Int>, rowOffset: Int32, into passage: Passage,
    times: inout [Int64]
  ) {
    times.removeAll(keepingCapacity: true)
    let heads = stream.heads(in: channelMemo)
    var next = steps.lowerBound
    while next < steps.upperBound {
      // Only the completions of single steps are asked for.
      var latest = Latest(time: .min)
      if let trajectory = trajectory(of: stream, steps: next..<steps.upperBound, rowOffset: rowOffset) {
        let start = next - trajectory.first
        let blocked = blockedStep(trajectory, from: start)
        let end = min(blocked, steps.upperBound - trajectory.first)
        if end > start {
          passage.append(trajectory, from: start, path: record.path, origin: origin, step: next)
          let base = trajectoryOrigin(trajectory, at: start)
          for i in start..<end {
            // What issues nothing is not waited for.
            let end =
              trajectory.isEmpty(i)
              ? trajectory.lastIssue[i] : max(trajectory.completion[i], trajectory.lastIssue[i])
            times.append((base + end) * clock)
          }
          advance(trajectory, from: start, to: end, rowOffset: rowOffset, &latest)
          next = end + trajectory.first
          if next == steps.upperBound { break }
        }
        latest = Latest(time: .min)
        disturbedStep(
          stream.steps[next], trajectory.situations[end], first: heads[next].row + rowOffset, &latest)
      } else {
        step(stream.steps[next], heads[next], rowOffset: rowOffset, &latest)
      }
      passage.append(record.path.completing(at: latest.time, cause: latest.cause), step: next)
      times.append(latest.time)
      next += 1
    }
  }

  /// The trajectory that a stream is on, made if steps had to be taken one by one too often, unless a stretch is so short that its next steps wait
  /// for something else before they could go on.
  private mutating func trajectory(of stream: Stream, steps: Range<Int>, rowOffset: Int32) -> Trajectory? {
    let step = steps.lowerBound
    if let known = channelMemo.trajectory(
      of: stream, at: step, state: state, anchor: anchor - rowOffset, inOrder: false)
    {
      return known
    }
    if steps.count < Self.shortStretch { return nil }
    stream.strange += 1
    if stream.strange < channelMemo.limits.patience || channelMemo.worth.isNone { return nil }
    stream.strange = 0
    channelMemo.makeRoom()
    return channelMemo.makeTrajectory(of: stream, at: step, state: state, anchor: anchor - rowOffset)
  }

  // MARK: Directly

  /// The rest of a stream on the event engine's channel, where nothing is worth being kept.
  private mutating func runDirectly(
    _ stream: Stream, from first: Int, rowOffset: Int32, ready: PathPoint, _ latest: inout Latest
  ) {
    complete(latest, ready: ready)
    var best = completed
    var channel = eventChannel()
    for step in stream.steps[first...] where channel.run(step, rowOffset: rowOffset, ready: ready) > best.time
    {
      best = channel.completed
    }
    channelMemo.tell(
      steps: Int64(stream.steps.count - first),
      commands: channel.record.counters.commands.total - record.counters.commands.total)
    goOn(from: channel)
    completed = best
    latest = Latest(time: best.time, place: .made)
  }
}

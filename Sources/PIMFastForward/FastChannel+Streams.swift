internal import PIMResults
internal import PIMSimulation

extension FastChannel {
  /// True if the event engine should run the rest of the current block.
  private var givesUpBlock: Bool { channelMemo.costs.hasGivenUp && channelMemo.givesUpBlocks }

  /// Runs the steps of a stream, whose operands are ready from `ready` on.
  ///
  /// - Returns: the latest completion, picoseconds; `completed` has the path to the first of equals.
  mutating func run(_ stream: Stream, rowOffset: Int32, ready: PathPoint) -> Int64 {
    begin(ready)
    var latest = Latest(time: ready.time)
    if givesUpBlock || !channelMemo.looksUpSteps {
      runDirectly(stream, from: 0, rowOffset: rowOffset, ready: ready, &latest)
      return latest.time
    }
    let heads = stream.heads(in: channelMemo)
    let patience = channelMemo.settings.patience
    var next = 0
    var misses = firstMisses(of: stream)
    while next < heads.count {
      var trajectory = channelMemo.trajectory(
        of: stream, at: next, state: state, anchor: anchor - rowOffset, inOrder: true)
      if trajectory == nil && misses >= patience && !channelMemo.costs.hasGivenUp {
        channelMemo.makeRoom()
        let new = channelMemo.makeTrajectory(of: stream, at: next, state: state, anchor: anchor - rowOffset)
        (trajectory, misses) = new.completesInOrder ? (new, 0) : (nil, .min)
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
        disturbedStep(stream.steps[next], trajectory.keys[end], first: heads[next].row + rowOffset, &latest)
      } else {
        if givesUpBlock {
          runDirectly(stream, from: next, rowOffset: rowOffset, ready: ready, &latest)
          break
        }
        misses += 1
        step(stream.steps[next], heads[next], rowOffset: rowOffset, &latest)
      }
      next += 1
    }
    complete(latest, ready: ready)
    return latest.time
  }

  /// The initial count of misses of a stream: high enough for a trajectory at once, or so low that none is
  /// made.
  private func firstMisses(of stream: Stream) -> Int {
    let settings = channelMemo.settings
    if !channelMemo.makesTrajectories { return .min }
    return switch stream.completesInOrder {
    // A trajectory of few steps saves little, and a lookahead over long batches may be wasted.
    case nil:
      stream.steps.count < settings.shortestTrajectory || stream.isHeavy ? .min : settings.patience
    case true: 0
    case false: .min
    }
  }

  // MARK: Stretches

  /// Runs steps of a stream, after `begin`; none after the first has to wait for operands.
  ///
  /// - Parameter passage: records the steps.
  mutating func run(_ stream: Stream, steps: Range<Int>, rowOffset: Int32, into passage: Passage) {
    let heads = stream.heads(in: channelMemo)
    var next = steps.lowerBound
    while next < steps.upperBound {
      // Only the completions of single steps are needed.
      var latest = Latest(time: .min)
      if let trajectory = trajectory(of: stream, steps: next..<steps.upperBound, rowOffset: rowOffset) {
        let start = next - trajectory.first
        let blocked = blockedStep(trajectory, from: start)
        let end = min(blocked, steps.upperBound - trajectory.first)
        if end > start {
          passage.append(trajectory, from: start, path: record.path, origin: origin, step: next)
          advance(trajectory, from: start, to: end, rowOffset: rowOffset, &latest)
          next = end + trajectory.first
          if next == steps.upperBound { break }
        }
        latest = Latest(time: .min)
        disturbedStep(stream.steps[next], trajectory.keys[end], first: heads[next].row + rowOffset, &latest)
      } else {
        step(stream.steps[next], heads[next], rowOffset: rowOffset, &latest)
      }
      passage.append(
        record.path.completing(at: latest.time, cause: latest.cause), time: latest.time, step: next)
      next += 1
    }
  }

  /// True if the last command of steps that come next, without a wait, is known to be later than a time.
  func isPast(_ time: Int64, after steps: Range<Int>, of stream: Stream, rowOffset: Int32) -> Bool {
    guard !steps.isEmpty,
      let trajectory = channelMemo.trajectory(
        of: stream, at: steps.lowerBound, state: state, anchor: anchor - rowOffset, inOrder: false)
    else { return false }
    let (start, end) = (steps.lowerBound - trajectory.first, steps.upperBound - trajectory.first)
    return (trajectoryOrigin(trajectory, at: start) + trajectory.lastIssue[end - 1]) * clock > time
      && blockedStep(trajectory, from: start) >= end
  }

  /// The trajectory that a stream is on. It is made after enough misses, but not for a stretch so short that
  /// its next steps soon wait for something else.
  private mutating func trajectory(of stream: Stream, steps: Range<Int>, rowOffset: Int32) -> Trajectory? {
    let step = steps.lowerBound
    if let known = channelMemo.trajectory(
      of: stream, at: step, state: state, anchor: anchor - rowOffset, inOrder: false)
    {
      return known
    }
    if steps.count < channelMemo.settings.shortestTrajectory || !channelMemo.makesTrajectories { return nil }
    stream.misses += 1
    if stream.misses < channelMemo.settings.patience || channelMemo.costs.hasGivenUp { return nil }
    stream.misses = 0
    channelMemo.makeRoom()
    return channelMemo.makeTrajectory(of: stream, at: step, state: state, anchor: anchor - rowOffset)
  }

  // MARK: Fallback

  /// Runs the rest of a stream on the event engine's channel.
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

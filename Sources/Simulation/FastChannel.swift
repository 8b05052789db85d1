internal import Hardware

/// The `fast` engine's channel: looks up what the event engine has found for the same relative state and step, and advances time, state and
/// counters at once, over single steps or whole streams of them up to the next refresh.
struct FastChannel: BufferingChannel {
  private let channelMemo: ChannelMemo
  var memo: ChannelMemo? { channelMemo }
  private let clock: Int64
  private let refresh: System.Refresh
  private let interval: Int64

  var record: ChannelRecord
  var completed = PathPoint()
  var buffer = BatchBuffer()

  var state: ChannelMemo.StateIndex
  /// Edge of the last command, the origin of the relative state; an idle channel's is moved on without a command.
  private var origin: Int64 = -1
  /// The row that the relative state counts from.
  private var anchor: Int32 = 0
  private(set) var nextDue: Int64
  /// All that was counted.
  private var tally = Tally()
  var largestDebt: Int64 = 0
  var counters: ChannelCounters { tally.counters(largestDebt: largestDebt) }
  /// Open cycles that are counted already though they lie after the origin.
  private var openAhead: Int64 = 0

  init(_ system: System, rules: RuleSet, isLogging: Bool, limits: MemoLimits) {
    precondition(!isLogging, "commands that are skipped cannot be logged")
    channelMemo = ChannelMemo(system, rules: rules, limits: limits)
    clock = system.commandClockPicoseconds
    refresh = system.refresh
    interval = Int64(system.refresh.intervalCycles)
    record = ChannelRecord(system, isLogging: false)
    state = channelMemo.initial
    nextDue = system.refresh.policy == .none ? .max : interval
  }

  private var isOpen: Bool { channelMemo.states[Int(state)].openCount > 0 }

  // MARK: Idle

  mutating func idle(until edge: Int64) {
    while max(nextDue, origin + 1) <= edge {
      age(to: max(nextDue, origin + 1) - 1)
      let transition = channelMemo.idleRefresh(from: state, due: nextDue - origin)
      count(transition)
      finish(transition, due: origin + transition.due, anchor: anchor)
    }
  }

  /// Nothing happens until the edge.
  private mutating func age(to edge: Int64) {
    if edge <= origin { return }
    settleOpenCycles()
    if isOpen { tally.openCycles += edge - origin }
    state = channelMemo.aged(state, by: edge - origin)
    origin = edge
  }

  mutating func closeAccounts(at edge: Int64) {
    settleOpenCycles()
    if isOpen {
      openAhead = edge - origin
      tally.openCycles += openAhead
    }
  }

  private mutating func settleOpenCycles() {
    tally.openCycles -= openAhead
    openAhead = 0
  }

  func isEquivalent(to other: FastChannel, from edge: Int64?) -> Bool {
    guard nextDue == other.nextDue else { return false }
    if edge == nil, record.path != other.record.path { return false }
    let (a, b) = (position(at: edge.map { $0 - 1 }), other.position(at: edge.map { $0 - 1 }))
    return a == b && (anchor == other.anchor || !isOpen)
  }

  /// State and origin after nothing has happened up to an edge.
  private func position(at edge: Int64?) -> (ChannelMemo.StateIndex, Int64) {
    guard let edge, edge > origin else { return (state, origin) }
    return (channelMemo.aged(state, by: edge - origin), edge)
  }

  // MARK: Standing between blocks

  static var canStand: Bool { true }

  mutating func stand(before edge: Int64) -> (standing: Standing, nextDue: Int64)? {
    if origin > edge - 1 { return nil }
    age(to: edge - 1)
    settleOpenCycles()
    return (Standing(state: state, anchor: isOpen ? anchor : Standing.closed), nextDue)
  }

  mutating func resume(_ standing: Standing, before edge: Int64, nextDue: Int64) {
    self.nextDue = nextDue
    state = standing.state
    anchor = standing.anchor == Standing.closed ? 0 : standing.anchor
    origin = edge - 1
    record.lastIssue = origin
    record.refreshes.removeAll(keepingCapacity: true)
  }

  mutating func takeCounters() -> ChannelCounters {
    settleOpenCycles()
    defer {
      tally = Tally()
      largestDebt = 0
    }
    return counters
  }

  // MARK: Steps

  /// Idle refreshes before the operands exist, then the path: where it goes on, and from which edge.
  mutating func begin(_ ready: PathPoint) {
    let edge = (ready.time + clock - 1) / clock
    idle(until: edge - 1)
    record.begin(ready, edge: edge)
    age(to: edge - 1)
  }

  mutating func run(_ requests: [Request], rowOffset: Int32, ready: PathPoint) -> Int64 {
    begin(ready)
    step(requests, number: channelMemo.number(of: requests), rowOffset: rowOffset)
    return completed.time
  }

  /// One step from the state that there is.
  ///
  /// - Parameter isDisturbed: whether a refresh is known to come before its last command.
  private mutating func step(
    _ requests: [Request], number: Int32, rowOffset: Int32, isDisturbed: Bool = false
  ) {
    let first = requests[0].row + rowOffset
    let row = channelMemo.canonicalRow(EventChannel.rowOrigin + first - anchor, of: requests, state: state)
    var transition = channelMemo.transition(
      from: state, step: requests, number: number, row: row, due: isDisturbed ? nextDue - origin : .max)
    var due = isDisturbed ? origin + transition.due : nextDue
    if !isDisturbed, isRefreshDue(first: origin + transition.firstIssue, last: origin + transition.lastIssue)
    {
      transition = channelMemo.transition(
        from: state, step: requests, number: number, row: row, due: nextDue - origin)
      due = origin + transition.due
    }
    count(transition)
    advancePath(transition.firstCause, transition.tally.causes)
    complete(
      at: origin + transition.completion, cause: transition.completionCause,
      lastIssue: origin + transition.lastIssue)
    finish(transition, due: due, anchor: transition.anchor.map { first + $0 } ?? anchor)
  }

  /// Whether a refresh goes before a step's first command, or interrupts it before its last.
  private func isRefreshDue(first: Int64, last: Int64) -> Bool {
    if nextDue == .max { return false }
    if refresh.policy == .postponed { return nextDue <= first || nextDue + postponement <= last }
    return nextDue <= last
  }

  /// How long a refresh may be owed while a step runs.
  private var postponement: Int64 { Int64(refresh.postponeLimit - 1) * interval }

  // MARK: Books

  private mutating func count(_ transition: ChannelMemo.Transition) {
    settleOpenCycles()
    tally += transition.tally
    if transition.refreshes.isEmpty { return }
    largestDebt = max(largestDebt, transition.largestDebt)
    for cycle in transition.refreshes { record.refreshes.append(origin + cycle) }
  }

  /// Moves the path on by what a stretch of steps adds to it, in cycles. The wait for the first command counts from where the path was.
  @inline(__always)
  private mutating func advancePath(_ firstCause: Cause, _ cycles: Ledger) {
    record.path.ledger.add(origin * clock - record.path.time, to: firstCause)
    record.path.ledger += cycles * clock
  }

  @inline(__always)
  private mutating func complete(at edge: Int64, cause: Cause, lastIssue: Int64) {
    record.path.time = lastIssue * clock
    completed = record.path
    let time = edge * clock
    if time > completed.time {
      completed.ledger.add(time - completed.time, to: cause)
      completed.time = time
    }
  }

  private mutating func finish(_ transition: ChannelMemo.Transition, due: Int64, anchor: Int32) {
    nextDue = due
    origin += transition.lastIssue
    state = transition.next
    self.anchor = anchor
    record.lastIssue = origin
  }

  // MARK: Streams

  mutating func run(_ stream: Stream, rowOffset: Int32, ready: PathPoint) -> Int64 {
    begin(ready)
    let steps = stream.steps.count
    var best = ready
    var next = 0
    var strange =
      switch channelMemo.hasUsefulTrajectories(stream) {
      case nil: channelMemo.limits.patience
      case true: 0
      case false: Int.min
      }
    while next < steps {
      var trajectory = channelMemo.trajectory(
        of: stream, at: next, state: state, anchor: anchor - rowOffset, inOrder: true)
      if trajectory == nil && strange >= channelMemo.limits.patience {
        let new = channelMemo.makeTrajectory(of: stream, at: next, state: state, anchor: anchor - rowOffset)
        (trajectory, strange) = new.completesInOrder ? (new, 0) : (nil, .min)
      }
      if let trajectory {
        let end = blockedStep(trajectory, from: next - trajectory.first)
        if end + trajectory.first > next {
          advance(trajectory, from: next - trajectory.first, to: end, rowOffset: rowOffset)
          if completed.time > best.time { best = completed }
          next = end + trajectory.first
          if next == steps { break }
        }
      } else {
        strange += 1
      }
      // A refresh disturbs the step, or the way it goes on is not known.
      step(
        stream.steps[next], number: stream.number(next, in: channelMemo), rowOffset: rowOffset,
        isDisturbed: trajectory != nil)
      if completed.time > best.time { best = completed }
      next += 1
    }
    completed = best
    return best.time
  }

  /// The first step from `start` on that a refresh would disturb, or the number of steps.
  private func blockedStep(_ trajectory: Trajectory, from start: Int) -> Int {
    if nextDue == .max { return trajectory.lastIssue.count }
    // Cycles from the trajectory's origin to the due edge.
    let due = nextDue - origin + (start == 0 ? 0 : trajectory.lastIssue[start - 1])
    if refresh.policy == .postponed {
      let atBoundary = trajectory.firstStep(from: start, in: trajectory.firstIssue, notBelow: due)
      let within = trajectory.firstStep(from: start, in: trajectory.lastIssue, notBelow: due + postponement)
      return min(atBoundary, within)
    }
    return trajectory.firstStep(from: start, in: trajectory.lastIssue, notBelow: due)
  }

  /// Steps `start ..< end` of a trajectory at once.
  private mutating func advance(_ trajectory: Trajectory, from start: Int, to end: Int, rowOffset: Int32) {
    settleOpenCycles()
    var stretch = trajectory.sums[end]
    stretch -= trajectory.sums[start]
    tally += stretch
    completed = trajectory.walk(&record.path, origin: origin, from: start, to: end, clock: clock)
    origin += trajectory.lastIssue[end - 1] - (start == 0 ? 0 : trajectory.lastIssue[start - 1])
    state = trajectory.states[end]
    if trajectory.anchors[end] != EventChannel.elsewhere { anchor = rowOffset + trajectory.anchors[end] }
    record.lastIssue = origin
  }

  // MARK: Stretches

  mutating func run(
    _ stream: Stream, steps: Range<Int>, rowOffset: Int32, ready: PathPoint, into passage: Passage,
    times: inout [Int64]
  ) {
    times.removeAll(keepingCapacity: true)
    var next = steps.lowerBound
    while next < steps.upperBound {
      let trajectory = trajectory(of: stream, at: next, rowOffset: rowOffset)
      if let trajectory {
        let from = next - trajectory.first
        let end = min(blockedStep(trajectory, from: from), steps.upperBound - trajectory.first)
        if end > from {
          passage.append(trajectory, from: from, path: record.path, origin: origin, step: next)
          let base = origin - (from == 0 ? 0 : trajectory.lastIssue[from - 1])
          for i in from..<end {
            times.append((base + max(trajectory.completion[i], trajectory.lastIssue[i])) * clock)
          }
          advance(trajectory, from: from, to: end, rowOffset: rowOffset)
          next = end + trajectory.first
          if next == steps.upperBound { break }
        }
      }
      // A refresh disturbs the step, or the way it goes on is not known.
      step(
        stream.steps[next], number: stream.number(next, in: channelMemo), rowOffset: rowOffset,
        isDisturbed: trajectory != nil)
      passage.append(completed, step: next)
      times.append(completed.time)
      next += 1
    }
  }

  /// The trajectory that a stream is on, made if steps had to be taken one by one too often.
  private func trajectory(of stream: Stream, at step: Int, rowOffset: Int32) -> Trajectory? {
    if let known = channelMemo.trajectory(
      of: stream, at: step, state: state, anchor: anchor - rowOffset, inOrder: false)
    {
      return known
    }
    stream.strange += 1
    if stream.strange < channelMemo.limits.patience { return nil }
    stream.strange = 0
    return channelMemo.makeTrajectory(of: stream, at: step, state: state, anchor: anchor - rowOffset)
  }
}

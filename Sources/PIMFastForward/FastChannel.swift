internal import PIMHardware
internal import PIMSimulation

/// The `fast` engine's channel: looks up what the event engine has found for the same relative state and
/// step, and advances time, state and counters at once, over single steps or whole streams of them up to the
/// next refresh.
struct FastChannel: SimulatedChannel {
  let channelMemo: ChannelMemo
  let clock: Int64
  private let isPostponing: Bool
  /// How long a refresh may be owed while a step runs, cycles.
  private let postponement: Int64
  private let interval: Int64

  var record: ChannelRecord
  var completed = PathPoint()

  var state: ChannelMemo.StateIndex
  /// Edge of the last command, the origin of the relative state; an idle channel's is moved on without a
  /// command.
  private(set) var origin: Int64 = -1
  /// The row that the relative state counts from.
  private(set) var anchor: Int32 = 0
  private(set) var nextDue: Int64
  /// Open cycles that are counted already though they lie after the origin.
  private var openAhead: Int64 = 0

  /// The channel's part in the stretch of steps at hand.
  var entry = StretchEntry()

  init(_ system: System, _ memo: ChannelMemo) {
    channelMemo = memo
    clock = system.commandClockPicoseconds
    interval = Int64(system.refresh.intervalCycles)
    isPostponing = system.refresh.policy == .postponed
    postponement = isPostponing ? Int64(system.refresh.postponeLimit - 1) * interval : 0
    record = ChannelRecord(system, isLogging: false)
    state = channelMemo.initial
    nextDue = system.refresh.policy == .none ? .max : interval
  }

  private var isOpen: Bool { channelMemo.isOpen(state) }

  // MARK: Idle

  @inline(__always)
  mutating func idle(until edge: Int64) {
    if max(nextDue, origin + 1) <= edge { payDebts(dueBy: edge) }
  }

  @inline(never)
  mutating func payDebts(dueBy edge: Int64) {
    while nextDue <= edge {
      channelMemo.makeRoom()
      age(to: max(nextDue, origin + 1) - 1)
      let index = channelMemo.idleRefresh(from: state, due: nextDue - origin)
      let transition = channelMemo.transition(index)
      count(transition)
      finish(transition, due: origin + transition.value.due, anchor: anchor)
    }
  }

  /// Nothing happens until the edge.
  @inline(__always)
  private mutating func age(to edge: Int64) {
    if edge <= origin { return }
    settleOpenCycles()
    if isOpen { record.counters.openCycles += edge - origin }
    state = channelMemo.aged(state, by: edge - origin)
    origin = edge
  }

  mutating func closeAccounts(at edge: Int64) {
    settleOpenCycles()
    if isOpen {
      openAhead = edge - origin
      record.counters.openCycles += openAhead
    }
  }

  @inline(__always)
  private mutating func settleOpenCycles() {
    record.counters.openCycles -= openAhead
    openAhead = 0
  }

  static func areEquivalent(
    _ a: UnsafePointer<FastChannel>, _ b: UnsafePointer<FastChannel>, from edge: Int64?
  ) -> Bool {
    guard a.pointee.nextDue == b.pointee.nextDue else { return false }
    if edge == nil, a.pointee.record.path != b.pointee.record.path { return false }
    // Field by field: what is asked of a channel as a whole is asked of a copy.
    let memo = a.pointee.channelMemo
    /// State and origin after nothing has happened up to the edge before.
    func position(_ state: ChannelMemo.StateIndex, _ origin: Int64) -> (ChannelMemo.StateIndex, Int64) {
      guard let edge, edge - 1 > origin else { return (state, origin) }
      return (memo.aged(state, by: edge - 1 - origin), edge - 1)
    }
    guard position(a.pointee.state, a.pointee.origin) == position(b.pointee.state, b.pointee.origin) else {
      return false
    }
    return a.pointee.anchor == b.pointee.anchor || !memo.isOpen(a.pointee.state)
  }

  // MARK: ChannelSnapshot between blocks

  /// Lets a channel be idle until the edge before `edge`, so that where it stands is known by its state
  /// alone.
  ///
  /// - Returns: false if it is still busy with a refresh then.
  mutating func settle(before edge: Int64) -> Bool {
    if origin > edge - 1 { return false }
    age(to: edge - 1)
    settleOpenCycles()
    return true
  }

  /// Where the channel stands between two steps.
  var snapshot: ChannelSnapshot {
    ChannelSnapshot(
      state: state, anchor: isOpen ? anchor : ChannelSnapshot.closed, origin: origin, nextDue: nextDue,
      path: record.path)
  }

  /// Its state, and the edge that it counts from.
  var place: (state: ChannelMemo.StateIndex, origin: Int64) { (state, origin) }

  /// Goes on from a snapshot as if all had happened that led to it, and counts from 0 on.
  mutating func resume(_ snapshot: ChannelSnapshot) {
    nextDue = snapshot.nextDue
    state = snapshot.state
    anchor = snapshot.anchor == ChannelSnapshot.closed ? 0 : snapshot.anchor
    origin = snapshot.origin
    record.path = snapshot.path
    record.lastIssue = origin
    record.refreshes.removeAll(keepingCapacity: true)
    record.counters = ChannelCounters()
    openAhead = 0
  }

  /// The event engine's channel at the same place.
  mutating func eventChannel() -> EventChannel {
    settleOpenCycles()
    var channel = channelMemo.channel(in: state)
    channel.move(to: origin, anchor: anchor)
    channel.nextDue = nextDue
    channel.record = record
    return channel
  }

  /// Goes on from where the event engine's channel has come to, which was made of this one.
  mutating func goOn(from channel: consuming EventChannel) {
    channel.closeAccounts(at: channel.lastCycle)
    nextDue = channel.nextDue
    origin = channel.lastCycle
    anchor = channel.openRow.first { $0 >= 0 } ?? 0
    record = channel.record
    openAhead = 0
    state = channelMemo.state(of: &channel, origin: origin, anchor: anchor)
  }

  /// Hands out what has been counted so far, and counts from 0 on.
  mutating func takeCounters() -> ChannelCounters {
    settleOpenCycles()
    let counted = record.counters
    record.counters = ChannelCounters()
    return counted
  }

  // MARK: Steps

  /// Idle refreshes before the operands exist, then the path: where it goes on, and from which edge.
  mutating func begin(_ ready: PathPoint) {
    channelMemo.makeRoom()
    let edge = (ready.time + clock - 1) / clock
    idle(until: edge - 1)
    record.begin(ready, edge: edge)
    age(to: edge - 1)
  }

  /// The latest of some completions. The path up to it is made when the path goes on to one that is not
  /// later, which is rare, or at the end.
  struct Latest {
    /// Picoseconds.
    var time: Int64
    /// What the path waits for until then from its last command on.
    var cause = Cause.idle
    var place = Place.ready

    enum Place {
      /// None came after the operands.
      case ready
      /// What the path came to last.
      case path
      /// `completed` has the path to it.
      case made
    }
  }

  /// Makes the path to the latest completion.
  @inline(__always)
  mutating func complete(_ latest: Latest, ready: PathPoint) {
    switch latest.place {
    case .ready: completed = ready
    case .path: complete(latest)
    case .made: break
    }
  }

  /// Makes the path to a completion after the last command.
  @inline(__always)
  private mutating func complete(_ latest: Latest) {
    completed = record.path
    if latest.time > completed.time {
      completed.ledger.add(latest.time - completed.time, to: latest.cause)
      completed.time = latest.time
    }
  }

  /// Notes a completion that the path is about to go on to.
  @inline(__always)
  mutating func note(_ time: Int64, _ cause: Cause, in latest: inout Latest) {
    if time > latest.time {
      latest = Latest(time: time, cause: cause, place: .path)
    } else if latest.place == .path {
      complete(latest)
      latest.place = .made
    }
  }

  /// One step from the state that there is; whether a refresh disturbs it is found out.
  @inline(__always)
  mutating func step(
    _ requests: @autoclosure () -> [Request], _ head: StepHead, rowOffset: Int32, _ latest: inout Latest
  ) {
    let first = head.row + rowOffset
    let row = channelMemo.canonicalRow(EventChannel.rowOrigin + first - anchor, of: head, state: state)
    let key = channelMemo.key(of: state, step: head.number, row: row)
    if let index = channelMemo.known(key, due: .max) {
      let transition = channelMemo.transition(index)
      if transition.value.isEmpty
        || !isRefreshDue(
          first: origin + transition.value.firstIssue, last: origin + transition.value.lastIssue)
      {
        know(transition)
        take(transition, due: nextDue, first: first, &latest)
        return
      }
    }
    disturbedStep(requests(), key, first: first, &latest)
  }

  /// One step before or during which a refresh falls due, or may fall due.
  @inline(__always)
  mutating func disturbedStep(
    _ requests: @autoclosure () -> [Request], _ key: Int32, first: Int32, _ latest: inout Latest
  ) {
    var due = nextDue == .max ? .max : nextDue - origin
    let index: Int32
    if let known = channelMemo.known(key, due: .max), channelMemo.transition(known).value.isEmpty {
      // Nothing is issued that a refresh could go before.
      due = .max
    }
    if let known = channelMemo.known(key, due: due) {
      index = known
      know(channelMemo.transition(known))
    } else {
      index = channelMemo.learn(key, step: requests(), due: due)
    }
    let transition = channelMemo.transition(index)
    take(transition, due: due == .max ? .max : origin + transition.value.due, first: first, &latest)
  }

  /// Notes that a step on its own was known: to look it up and to take it takes about as long as to simulate
  /// it, but for its commands.
  @inline(__always)
  private func know(_ transition: Borrowed<Transition>) {
    channelMemo.costs.save(steps: 0, commands: transition.tally.value.commands.total)
  }

  /// - Parameter first: the row of the step's first request.
  private mutating func take(
    _ transition: Borrowed<Transition>, due: Int64, first: Int32, _ latest: inout Latest
  ) {
    if transition.value.isEmpty {
      state = transition.value.next
      anchor = transition.value.anchor.map { first + $0 } ?? anchor
      return
    }
    let last = origin + transition.value.lastIssue
    let end = max(last, origin + transition.value.completion) * clock
    note(end, transition.value.completionCause, in: &latest)
    count(transition)
    record.path.advance(
      waiting: transition.value.firstCause, from: origin, to: last, clock: clock, transition.tally)
    finish(transition, due: due, anchor: transition.value.anchor.map { first + $0 } ?? anchor)
  }

  /// Whether a refresh goes before a step's first command, or interrupts it before its last.
  @inline(__always)
  private func isRefreshDue(first: Int64, last: Int64) -> Bool {
    if nextDue == .max { return false }
    if isPostponing { return nextDue <= first || nextDue + postponement <= last }
    return nextDue <= last
  }

  // MARK: Books

  @inline(__always)
  private mutating func count(_ transition: Borrowed<Transition>) {
    settleOpenCycles()
    record.counters.add(transition.tally)
    if transition.value.refreshes.isEmpty { return }
    record.counters.raiseLargestDebt(to: transition.value.largestDebt)
    for index in transition.value.refreshes { record.refreshes.append(origin + channelMemo.refresh(index)) }
  }

  @inline(__always)
  private mutating func finish(_ transition: Borrowed<Transition>, due: Int64, anchor: Int32) {
    nextDue = due
    origin += transition.value.lastIssue
    state = transition.value.next
    self.anchor = anchor
    record.lastIssue = origin
  }

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

  /// Where the times of a trajectory count from, if a step of it comes next.
  @inline(__always)
  func trajectoryOrigin(_ trajectory: Trajectory, at step: Int) -> Int64 {
    origin - (step == 0 ? 0 : trajectory.lastIssue[step - 1])
  }

  /// Steps `start ..< end` of a trajectory at once; of their completions the last is looked at.
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

internal import PIMResults
internal import PIMSimulation

/// Replay of single steps, looked up by their keys.
extension FastChannel {
  /// Pays idle refreshes before the operands are ready, then continues the path at the next edge.
  mutating func begin(_ ready: PathPoint) {
    channelMemo.makeRoom()
    let edge = (ready.time + clock - 1) / clock
    idle(until: edge - 1)
    record.begin(ready, edge: edge)
    age(to: edge - 1)
  }

  /// The latest of several completions. Its path is made only if the path continues with a completion that is
  /// not later, which is rare, or at the end.
  struct Latest {
    /// Time, picoseconds.
    var time: Int64
    /// The cause of the time from the last command on the path to the completion.
    var cause = Cause.idle
    var place = Place.ready

    enum Place {
      /// No completion is later than the operands.
      case ready
      /// The completion is the last one on the path.
      case path
      /// `completed` has the path to the completion.
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

  /// Records a completion before the path continues to it.
  @inline(__always)
  mutating func note(_ time: Int64, _ cause: Cause, in latest: inout Latest) {
    if time > latest.time {
      latest = Latest(time: time, cause: cause, place: .path)
    } else if latest.place == .path {
      complete(latest)
      latest.place = .made
    }
  }

  /// Takes one step from the current state, disturbed by a refresh or not.
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

  /// Takes one step before or during which a refresh falls due, or may fall due.
  @inline(__always)
  mutating func disturbedStep(
    _ requests: @autoclosure () -> [Request], _ key: Int32, first: Int32, _ latest: inout Latest
  ) {
    var due = nextDue == .max ? .max : nextDue - origin
    let index: Int32
    if let known = channelMemo.known(key, due: .max), channelMemo.transition(known).value.isEmpty {
      // The step issues no command that a refresh could precede.
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

  /// Books a hit of a single step. A look-up takes about as long as the simulation of a step without its
  /// commands.
  @inline(__always)
  private func know(_ transition: Borrowed<Transition>) {
    channelMemo.costs.save(steps: 0, commands: transition.tally.value.commands.total)
  }

  /// Advances the channel by a transition.
  ///
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

  /// True if a refresh precedes a step's first command, or interrupts the step before its last.
  @inline(__always)
  private func isRefreshDue(first: Int64, last: Int64) -> Bool {
    if nextDue == .max { return false }
    if isPostponing { return nextDue <= first || nextDue + postponement <= last }
    return nextDue <= last
  }

  @inline(__always)
  mutating func count(_ transition: Borrowed<Transition>) {
    settleOpenCycles()
    record.counters.add(transition.tally)
    if transition.value.refreshes.isEmpty { return }
    record.counters.raiseLargestDebt(to: transition.value.largestDebt)
    for index in transition.value.refreshes { record.refreshes.append(origin + channelMemo.refresh(index)) }
  }

  @inline(__always)
  mutating func finish(_ transition: Borrowed<Transition>, due: Int64, anchor: Int32) {
    nextDue = due
    origin += transition.value.lastIssue
    state = transition.value.next
    self.anchor = anchor
    record.lastIssue = origin
  }
}

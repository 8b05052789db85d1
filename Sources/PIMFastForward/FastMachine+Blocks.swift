internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// Replay of runs of whole blocks.
extension FastMachine {
  /// Replays a run if the memo has its outcome: advances everything except the channels.
  ///
  /// - Parameter runs: the runs of the sequence; `run` is the one at `index`.
  /// - Returns: true for a hit. After a miss the channels are up to date.
  mutating func replay(
    _ run: PlacedRun, _ runs: [PlannedRun], _ index: Int, layer: Int, rowOffset: Int32
  ) -> Bool {
    // Other rows make new states, and the memo is emptied only where blocks are run.
    if rowOffset != cursor.base, cursor.memo.isFull {
      if cursor.isBehind { catchUp() }
      return false
    }
    guard let known = cursor.countRows(from: rowOffset) else { return false }
    if !cursor.isBehind { cursor.edge = state.edge(of: state.frontier.time) }
    guard let outcome = cursor.outcome(of: run.number, from: known) else {
      if cursor.isBehind { catchUp() }
      return false
    }
    let next = cursor.memo.outcomes[outcome].next
    if BlockMemo.hasSnapshot(next) && cursor.pending.isEmpty {
      cursor.state = next
    } else {
      cursor.go(to: next, by: runs[index], rowOffset: rowOffset, from: state.frontier)
    }
    cursor.memo.visit(outcome, layer: layer, &state.frontier.time, &cursor.edge, &cursor.nextDue)
    cursor.last = Int32(outcome)
    cursor.isBehind = true
    cursor.replayed += Int64(run.blocks.count)
    cursor.replayedSteps &+= run.steps
    return true
  }

  /// Simulates a run, finds the state after it, and keeps the outcome.
  mutating func runAndLearn(_ run: PlannedRun, layer: Int, rowOffset: Int32) {
    if cursor.memo.isFull {
      cursor.memo.book(into: &state, &classes.counters)
      cursor.memo.removeAll()
      cursor.lose()
    }
    let start = state.frontier
    let edge = state.edge(of: start.time)
    // What begins at edge 0 is kept for no other time: there is no edge before, which counts elsewhere.
    let (before, nextDue) = (edge == 0 ? nil : cursor.state, cursor.nextDue)
    channelMemo.costs.save(steps: cursor.replayedSteps, commands: 0)
    channelMemo.costs.waste(steps: settings.runCost)
    cursor.replayedSteps = 0
    let isSettled = runSummed(run, rowOffset: rowOffset)
    // The edge after the last command; under the serial schedule, at least the end of the run.
    var last = schedule == .serial ? state.edge(of: state.frontier.time) : Int64.min
    var due = Int64.max
    for i in classes.indices {
      due = min(due, classes.list[i].channel.nextDue)
      last = max(last, classes.list[i].channel.record.lastIssue + 1)
    }
    let isUndisturbed = due == nextDue && last < nextDue
    let next = stateAfter(
      cursor.state, base: rowOffset, isSettled: isSettled, isUndisturbed: isUndisturbed)
    if let before, let next {
      cursor.memo.learn(
        next: next, time: state.frontier.time - start.time,
        edges: state.edge(of: state.frontier.time) - edge, cycles: last - edge,
        refreshes: due == .max ? 0 : due - nextDue, sums: cursor.runSums, of: run.number, from: before,
        due: isUndisturbed ? .max : nextDue - edge, layer: layer)
      cursor.simulated.add(state.frontier.ledger, since: start.ledger)
      cursor.go(to: next, by: run, rowOffset: rowOffset, from: start)
    } else {
      // The run has no key, or no state after it.
      cursor.runSums.book(layer: layer, into: &state, &classes.counters)
      cursor.lose()
      cursor.state = next
    }
    cursor.nextDue = due
    cursor.last = -1
    cursor.base = rowOffset
  }

  /// Simulates the blocks of a run, and sums up each of them.
  ///
  /// - Returns: false if a refresh keeps a channel busy at the end.
  private mutating func runSummed(_ run: PlannedRun, rowOffset: Int32) -> Bool {
    cursor.runSums.removeAll()
    var isSettled = true
    let work = state.result.work
    var (before, ledger, cycles) = (work, state.frontier.ledger, channelCycles())
    for index in run.plans.indices {
      self.run(run.plans[index], rowOffset: rowOffset)
      cursor.sums.begin(before, state.result.work)
      isSettled = settle()
      let progress = channelCycles()
      cursor.sums.set(cycles: progress - cycles)
      cursor.sums.end(run.kinds[index], state.frontier.ledger - ledger)
      cursor.runSums.append(cursor.sums)
      (before, ledger, cycles) = (state.result.work, state.frontier.ledger, progress)
    }
    state.result.work = work
    return isSettled
  }

  /// The state after a run, if any: a snapshot, if it is known or likely to be needed again, or else a
  /// state that is identified by its history.
  private mutating func stateAfter(
    _ before: BlockMemo.StateIndex?, base: Int32, isSettled: Bool, isUndisturbed: Bool
  ) -> BlockMemo.StateIndex? {
    let hasHistories = settings.mechanisms.contains(.histories)
    let isUsual =
      schedule == .serial || !hasHistories
      || before.map { isUndisturbed && BlockMemo.hasSnapshot($0) } ?? true
      || cursor.pending.count >= settings.snapshotPatience
    if isSettled, isUsual || cursor.memo.mayKnow(signature), takeSnapshot(base: base) {
      if isUsual { return newState() }
      if let known = cursor.memo.find(cursor.scratch.words) { return known }
    }
    return before != nil && hasHistories && cursor.pending.count < settings.replayedRuns
      ? cursor.memo.newHistoryState() : nil
  }

  /// The state whose snapshot has just been taken.
  private mutating func newState() -> BlockMemo.StateIndex {
    if schedule != .serial { cursor.memo.note(signature: signature) }
    return cursor.memo.state(cursor.scratch.words)
  }

  /// Brings the channels up to date, and sets the state to unknown.
  mutating func loseState() {
    if cursor.isBehind { catchUp() }
    cursor.lose()
  }

  /// Ends a block: moves the counters of classes to the sums of the block, so that classes may be remade.
  /// Under the serial schedule every channel is aged to the end of the block.
  ///
  /// - Returns: false if a refresh keeps a channel busy at that edge.
  private mutating func settle() -> Bool {
    var isSettled = true
    if schedule == .serial {
      let edge = state.edge(of: state.frontier.time)
      for i in classes.indices {
        classes.list[i].channel.idle(until: edge - 1)
        if !classes.list[i].channel.settle(before: edge) { isSettled = false }
      }
    }
    takeCounters()
    if schedule == .serial { classes.merge(from: state.edge(of: state.frontier.time)) }
    return isSettled
  }

  /// Brings the channels to the state after the replayed blocks.
  private mutating func catchUp() {
    cursor.isBehind = false
    guard let known = cursor.state else { return }
    if cursor.pending.isEmpty {
      restore(cursor.memo.snapshot(of: known), base: cursor.base, nextDue: cursor.nextDue)
      return
    }
    // The pending blocks have been counted already, and the simulated ones of them are in the ledger.
    let (end, work) = (state.frontier, state.result.work)
    let mark = cursor.lastSnapshot
    state.frontier = mark.frontier
    restore(cursor.memo.snapshot(of: mark.state), base: mark.base, nextDue: mark.nextDue)
    for pending in cursor.pending {
      for plan in pending.run.plans {
        run(plan, rowOffset: pending.rowOffset)
        cursor.sums.begin(work, state.result.work)
        _ = settle()
      }
    }
    // The ledger of hits is with their sums, so only times can be compared.
    precondition(state.frontier.time == end.time, "what was looked up is what happens")
    cursor.simulated.add(state.frontier.ledger, since: end.ledger)
    state.result.work = work
  }

  /// Moves the counters of classes to the sums of the block.
  private mutating func takeCounters() {
    for i in classes.indices {
      let members = classes.list[i].members
      classes.list[i].channel.moveCounters(of: members, to: &cursor.sums)
    }
    classes.withApart.forEach { cursor.sums.take(.only($0), &classes.apart[$0]) }
    classes.withApart = ChannelMask(rawValue: 0)
    classes.activityApart = Activity()
  }

  /// Moves the counters of classes to those of the run: other accounts have their activity already.
  mutating func bookCounters() {
    if schedule == .serial {
      let edge = state.edge(of: state.frontier.time)
      for i in classes.indices { _ = classes.list[i].channel.settle(before: edge) }
    }
    cursor.sums.begin(state.result.work, state.result.work)
    takeCounters()
    cursor.sums.book(into: &state.result, &classes.counters)
  }

  /// The cycles that the channels have reached, summed over the channels. Between two blocks of the serial
  /// schedule all of them have reached the frontier.
  ///
  /// Mutating, since the getter of a property is given a copy of the machine.
  private mutating func channelCycles() -> Int64 {
    let edge = schedule == .serial ? max(state.edge(of: state.frontier.time) - 1, 0) : 0
    var sum: Int64 = 0
    // In place: an element of the list is large.
    for i in classes.indices {
      sum += Int64(classes.list[i].members.count) * max(classes.list[i].channel.origin, edge)
    }
    return sum
  }

  /// Brings the channels up to date, and books the counters of replayed blocks.
  mutating func bookReplays() {
    if cursor.isBehind { catchUp() }
    cursor.memo.book(into: &state, &classes.counters)
  }

  /// Empties the memos between two blocks when they are full.
  mutating func forgetIfFull() {
    if !channelMemo.isFull { return }
    bookReplays()
    cursor.memo.removeAll()
    cursor.lose()
    let states = channelMemo.forget(except: classes.list.map(\.channel.state))
    for i in classes.indices { classes.list[i].channel.state = states[i] }
  }
}

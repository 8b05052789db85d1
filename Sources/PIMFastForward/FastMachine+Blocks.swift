internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// What a machine needs to skip whole blocks.
struct Skipping {
  /// A block that has to be gone through again to reach a state.
  struct Past {
    var prepared: PreparedTemplate
    var rowOffset: Int32
  }

  /// A moment in a state that is described.
  struct Mark {
    var state: MachineMemo.StateIndex = 0
    var base: Int32 = 0
    var nextDue = Int64.max
    var frontier = PathPoint()
  }

  var memo: MachineMemo
  var scratch = DescriptionScratch()
  var sums = BlockSums()
  /// The time after which both clocks have an edge at once again.
  let period: Int64
  /// The state before the next block, rows counted from `base`; nil if it is none that can be looked up.
  var state: MachineMemo.StateIndex?
  var base: Int32 = 0
  /// When the next refresh of any channel falls due.
  var nextDue = Int64.max
  /// Whether blocks were skipped since the channels were last brought up to date.
  var isBehind = false
  /// Blocks that were looked up, and steps of such blocks that the memo of channels has not been told of.
  var skipped: Int64 = 0
  var saved: Int64 = 0
  /// Blocks that the event engine went through.
  var left: Int64 = 0
  /// The latest moment in a state that is described, and the blocks since then. If there are none, it is now, and not noted down.
  var mark = Mark()
  var since: [Past] = []

  init(_ system: System, limits: MemoLimits) {
    memo = MachineMemo(limits: limits)
    let (a, b) = (system.commandClockPicoseconds, system.asic.clockPicoseconds)
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    period = a / x * b
  }

  /// Goes on from one state to another by a block, the latest completion before it being `frontier`. Call before anything else is moved on.
  @inline(__always)
  mutating func go(
    to next: MachineMemo.StateIndex, by prepared: PreparedTemplate, rowOffset: Int32, from frontier: PathPoint
  ) {
    if MachineMemo.isDescribed(next) {
      if !since.isEmpty { since.removeAll(keepingCapacity: true) }
    } else {
      if since.isEmpty { mark = Mark(state: state ?? 0, base: base, nextDue: nextDue, frontier: frontier) }
      since.append(Past(prepared: prepared, rowOffset: rowOffset))
    }
    state = next
  }

  /// Knows nothing of the state any more.
  mutating func lose() {
    state = nil
    since.removeAll(keepingCapacity: true)
  }

  /// What a block is known to do from a state: undisturbed if no refresh falls due too early, else for the very moment at which the next
  /// one does.
  ///
  /// - Parameter edge: the first edge of the block.
  @inline(__always)
  func outcome(of plan: MachineMemo.PlanKey, from state: MachineMemo.StateIndex, at edge: Int64) -> Int? {
    if let index = memo.outcome(of: plan, from: state, due: .max),
      nextDue == .max || edge + memo.outcomes[index].cycles < nextDue
    {
      return index
    }
    return nextDue == .max ? nil : memo.outcome(of: plan, from: state, due: nextDue - edge)
  }

  /// The state with rows counted from `base`.
  @inline(__always)
  mutating func countRows(from base: Int32) -> MachineMemo.StateIndex? {
    guard let known = state else { return nil }
    if base == self.base { return known }
    let moved = memo.moved(known, by: base - self.base)
    self.base = base
    state = moved
    return moved
  }
}

extension FastMachine {
  /// How many blocks are gone through again at the most.
  private static var pastLimit: Int { 48 }
  /// How many blocks after a disturbance a state is described though it has not come up before.
  private static var patience: Int { 12 }

  /// Looks a block up, and advances all there is to advance if it is known.
  ///
  /// - Returns: whether it was; if not, the channels are brought up to date.
  mutating func skip(
    _ key: MachineMemo.PlanKey, rowOffset: Int32, _ prepared: [PreparedTemplate], _ index: Int
  ) -> Bool {
    // States with other rows are new ones. That there are too many is found out where blocks are carried out.
    if rowOffset != skipping.base, skipping.memo.isFull {
      if skipping.isBehind { catchUp() }
      return false
    }
    guard let known = skipping.countRows(from: rowOffset) else { return false }
    guard let outcome = skipping.outcome(of: key, from: known, at: state.edge(of: state.frontier.time)) else {
      if skipping.isBehind { catchUp() }
      return false
    }
    let next = skipping.memo.outcomes[outcome].next
    if MachineMemo.isDescribed(next) && skipping.since.isEmpty {
      skipping.state = next
    } else {
      skipping.go(to: next, by: prepared[index], rowOffset: rowOffset, from: state.frontier)
    }
    skipping.memo.visit(outcome, &state.frontier, &skipping.nextDue)
    skipping.isBehind = true
    skipping.skipped += 1
    skipping.saved &+= prepared[index].steps
    return true
  }

  /// Runs a block, finds the state after it, and learns what it did.
  mutating func runAndLearn(_ prepared: PreparedTemplate, _ key: MachineMemo.PlanKey, rowOffset: Int32) {
    if skipping.memo.isFull {
      skipping.memo.book(into: &state.result, &classes.counters)
      skipping.memo.removeAll()
      skipping.lose()
    }
    let start = state.frontier
    let edge = state.edge(of: start.time)
    let (before, nextDue) = (skipping.state, skipping.nextDue)
    // To describe the machine and to keep what the block did takes about as long as to simulate four steps.
    channelMemo.worth.know(skipping.saved, commands: 0)
    channelMemo.worth.spend(4)
    skipping.saved = 0
    let work = state.result.work
    run(prepared.plan, rowOffset: rowOffset)
    skipping.sums.begin(work, state.result.work)
    let isSettled = settle()
    // The last command, or, where idle channels count as well, the end.
    var last = schedule == .serial ? state.edge(of: state.frontier.time) : Int64.min
    var due = Int64.max
    for i in classes.indices {
      due = min(due, classes.list[i].channel.nextDue)
      last = max(last, classes.list[i].channel.record.lastIssue + 1)
    }
    let isUndisturbed = due == nextDue && last < nextDue
    state.result.work = work
    let next = stateAfter(
      skipping.state, base: rowOffset, isSettled: isSettled, isUndisturbed: isUndisturbed)
    if let before, let next {
      var ledger = state.frontier.ledger
      ledger -= start.ledger
      skipping.memo.learn(
        next: next, time: state.frontier.time - start.time, cycles: last - edge, ledger: ledger,
        refreshes: due == .max ? 0 : due - nextDue, sums: skipping.sums, of: key, from: before,
        due: isUndisturbed ? .max : nextDue - edge)
      skipping.go(to: next, by: prepared, rowOffset: rowOffset, from: start)
    } else {
      // Nothing to look it up by, or nothing that it would lead to.
      state.result.operators[key.kind].add(state.frontier.ledger, since: start.ledger)
      skipping.sums.book(into: &state.result, &classes.counters)
      skipping.lose()
      skipping.state = next
    }
    skipping.nextDue = due
    skipping.base = rowOffset
  }

  /// The state after a block from a state, if any: its description, if it has come up before or is likely to come up again, or else a number.
  private mutating func stateAfter(
    _ before: MachineMemo.StateIndex?, base: Int32, isSettled: Bool, isUndisturbed: Bool
  ) -> MachineMemo.StateIndex? {
    let isUsual =
      schedule == .serial || before.map { isUndisturbed && MachineMemo.isDescribed($0) } ?? true
      || skipping.since.count >= Self.patience
    if isSettled, isUsual || skipping.memo.mayKnow(signature), describe(base: base) {
      if isUsual { return newState() }
      if let known = skipping.memo.find(skipping.scratch.words) { return known }
    }
    return before != nil && skipping.since.count < Self.pastLimit ? skipping.memo.newHistory() : nil
  }

  /// The state that has just been described.
  private mutating func newState() -> MachineMemo.StateIndex {
    if schedule != .serial { skipping.memo.note(signature: signature) }
    return skipping.memo.state(skipping.scratch.words)
  }

  /// Brings the channels up to date, and looks nothing up from here: no state before or after a part of a batch is known.
  mutating func loseState() {
    if skipping.isBehind { catchUp() }
    skipping.lose()
  }

  /// Ends a block: moves what the classes have counted to the sums of the block, so that classes may be made anew, and under the serial schedule
  /// lets all channels come to the end of the block.
  ///
  /// - Returns: false if one is still busy then.
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

  /// Brings the channels to where the skipped blocks led.
  private mutating func catchUp() {
    skipping.isBehind = false
    guard let known = skipping.state else { return }
    if skipping.since.isEmpty {
      takeUp(skipping.memo.description(of: known), base: skipping.base, nextDue: skipping.nextDue)
      return
    }
    // Everything that counts has been counted.
    let (end, work) = (state.frontier, state.result.work)
    let mark = skipping.mark
    state.frontier = mark.frontier
    takeUp(skipping.memo.description(of: mark.state), base: mark.base, nextDue: mark.nextDue)
    for past in skipping.since {
      run(past.prepared.plan, rowOffset: past.rowOffset)
      skipping.sums.begin(work, state.result.work)
      _ = settle()
    }
    precondition(state.frontier == end, "what was looked up is what happens")
    state.result.work = work
  }

  /// Moves what the classes have counted to the sums of the block.
  private mutating func takeCounters() {
    var sums = BlockSums()
    swap(&sums, &skipping.sums)
    for i in classes.indices { sums.add(classes.list[i].members, classes.list[i].channel.takeCounters()) }
    swap(&sums, &skipping.sums)
    classes.withApart.forEach { channel in
      skipping.sums.add(.only(channel), classes.apart[channel])
      classes.apart[channel] = ChannelCounters()
    }
    classes.withApart = ChannelMask(rawValue: 0)
  }

  mutating func endSkipping() {
    if skipping.isBehind { catchUp() }
    skipping.memo.book(into: &state.result, &classes.counters)
  }

  /// Forgets what was seen when that has become too much, between two blocks.
  mutating func forgetIfFull() {
    if !channelMemo.isFull { return }
    endSkipping()
    skipping.memo.removeAll()
    skipping.lose()
    let states = channelMemo.forget(except: classes.list.map(\.channel.state))
    for i in classes.indices { classes.list[i].channel.state = states[i] }
  }
}

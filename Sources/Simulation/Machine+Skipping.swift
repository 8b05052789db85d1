internal import Hardware
internal import Instructions

/// What a machine needs to skip whole blocks.
struct Skipping {
  let memo: MachineMemo
  /// The time after which both clocks have an edge at once again.
  let period: Int64
  /// The state before the next block, rows counted from `base`; nil if it is none that can be looked up.
  var state: MachineMemo.StateIndex?
  var base: Int32 = 0
  /// When the next refresh of every channel falls due.
  var nextDue = Int64.max
  /// Whether blocks were skipped since the channels were last brought up to date.
  var isBehind = false
  /// Blocks that were looked up.
  var skipped: Int64 = 0

  init(_ system: System, limits: MemoLimits) {
    memo = MachineMemo(limits: limits)
    let (a, b) = (system.commandClockPicoseconds, system.asic.clockPicoseconds)
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    period = a / x * b
  }
}

extension Machine {
  /// Looks a block up, and advances all there is to advance if it is known and no refresh falls due before it ends.
  ///
  /// - Returns: whether it was; if not, the channels are brought up to date.
  mutating func skip(_ prepared: PreparedTemplate, of block: Block) -> Bool {
    guard let state = skipping!.countRows(from: block.rowOffset) else { return false }
    let memo = skipping!.memo
    if let index = memo.outcome(of: prepared.number, from: state) {
      let time = memo.outcomes[index].time
      if channelEdge(of: frontier.time + time) < skipping!.nextDue {
        memo.outcomes[index].visits += 1
        skipping!.state = memo.outcomes[index].next
        skipping!.isBehind = true
        skipping!.skipped += 1
        frontier.time += time
        frontier.ledger += memo.outcomes[index].ledger
        account(block.label, memo.outcomes[index].ledger, time: time)
        return true
      }
    }
    if skipping!.isBehind { catchUp(with: state) }
    return false
  }

  /// Carries a block out, finds the state after it, and learns what it did unless a refresh disturbed it.
  mutating func carryOutAndLearn(_ prepared: PreparedTemplate, of block: Block) {
    let memo = skipping!.memo
    guard let before = skipping!.state, memo.outcome(of: prepared.number, from: before) == nil else {
      carryOut(prepared.plan, of: block)
      return stand(base: block.rowOffset)
    }
    let (nextDue, start) = (skipping!.nextDue, frontier)
    let work = MachineMemo.WorkTotals(result)
    takeCounters()
    let counted = counters
    carryOut(prepared.plan, of: block)
    stand(base: block.rowOffset)
    guard let after = skipping!.state, skipping!.nextDue == nextDue, channelEdge(of: frontier.time) < nextDue
    else { return }
    takeCounters()
    var groups: [(channels: ChannelMask, counters: ChannelCounters)] = []
    for channel in counters.indices {
      var new = ChannelCounters()
      new.add(counters[channel], minus: counted[channel])
      // A maximum that no refresh has raised.
      new.largestDebt = 0
      if let same = groups.firstIndex(where: { $0.counters == new }) {
        groups[same].channels.rawValue |= ChannelMask.only(channel).rawValue
      } else {
        groups.append((.only(channel), new))
      }
    }
    var ledger = frontier.ledger
    ledger -= start.ledger
    if memo.isFull {
      bookVisits()
      let state = memo.states[Int(after)]
      memo.removeAll()
      skipping!.state = memo.number(of: state)
      return
    }
    memo.learn(
      MachineMemo.Outcome(
        next: after, time: frontier.time - start.time, ledger: ledger, work: work.difference(to: result),
        counters: groups),
      of: prepared.number, from: before)
  }

  /// Carries out a part of a batch: no state before or after it can be looked up.
  mutating func carryOutPart(_ prepared: PreparedTemplate, of block: Block) {
    if skipping!.isBehind, let state = skipping!.state { catchUp(with: state) }
    skipping!.state = nil
    carryOut(prepared.plan, of: block)
  }

  /// Finds the state after a block, if every channel has done all that it has to do.
  private mutating func stand(base: Int32) {
    let edge = channelEdge(of: frontier.time)
    if classes.count > 1 {
      mergeClasses()
    } else {
      classes[0].channel.idle(until: edge - 1)
    }
    var state = MachineMemo.State(phase: frontier.time % skipping!.period, classes: [])
    state.classes.reserveCapacity(classes.count)
    var due: Int64?
    for i in classes.indices {
      guard let (standing, nextDue) = classes[i].channel.stand(before: edge), due == nil || due == nextDue
      else {
        skipping!.state = nil
        return
      }
      due = nextDue
      var relative = standing
      if relative.anchor != Standing.closed { relative.anchor -= base }
      state.classes.append(MachineMemo.ClassState(channels: classes[i].members.rawValue, standing: relative))
    }
    skipping!.nextDue = due ?? .max
    skipping!.base = base
    skipping!.state = skipping!.memo.number(of: state)
  }

  /// Brings the channels to where the skipped blocks led.
  private mutating func catchUp(with state: MachineMemo.StateIndex) {
    let known = skipping!.memo.states[Int(state)].classes
    let edge = channelEdge(of: frontier.time)
    if known.count != classes.count
      || zip(known, classes).contains(where: { $0.channels != $1.members.rawValue })
    {
      takeCounters()
      let channel = classes[0].channel
      classes = known.map { Class(members: ChannelMask(rawValue: $0.channels), channel: channel) }
    }
    for i in classes.indices {
      var standing = known[i].standing
      if standing.anchor != Standing.closed { standing.anchor += skipping!.base }
      classes[i].channel.resume(standing, before: edge)
    }
    skipping!.isBehind = false
  }

  /// Moves what the classes have counted to their channels.
  private mutating func takeCounters() {
    for i in classes.indices {
      let counted = classes[i].channel.takeCounters()
      classes[i].members.forEach { counters[$0] += counted }
    }
  }

  /// Books what the blocks that were looked up have added.
  private mutating func bookVisits() {
    let memo = skipping!.memo
    for outcome in memo.outcomes where outcome.visits > 0 {
      outcome.work.add(to: &result, times: outcome.visits)
      for (channels, added) in outcome.counters {
        channels.forEach { counters[$0].add(added, times: outcome.visits) }
      }
    }
  }

  /// How much of the run was computed. Call after `finish`.
  var effort: Effort {
    var effort = Effort()
    effort.blocks = result.blocks
    effort.blocksSkipped = skipping?.skipped ?? 0
    effort.commands = result.channels.reduce(0) { $0 + $1.commands.total }
    effort.commandsComputed =
      classes[0].channel.memo?.simulated ?? classes.reduce(0) { $0 + $1.channel.counters.commands.total }
    return effort
  }

  mutating func endSkipping() {
    guard let skipping else { return }
    if skipping.isBehind, let state = skipping.state { catchUp(with: state) }
    bookVisits()
  }

  /// Forgets what was seen when that has become too much, between two blocks.
  mutating func forgetIfFull() {
    guard let memo = classes[0].channel.memo, memo.isFull, openBatch == nil else { return }
    endSkipping()
    skipping?.memo.removeAll()
    skipping?.state = nil
    let states = memo.forget(except: classes.map(\.channel.state))
    for i in classes.indices { classes[i].channel.state = states[i] }
  }
}

extension Skipping {
  /// The state with rows counted from `base`.
  fileprivate mutating func countRows(from base: Int32) -> MachineMemo.StateIndex? {
    guard let known = state else { return nil }
    if base == self.base { return known }
    let moved = memo.moved(known, by: base - self.base)
    self.base = base
    state = moved
    return moved
  }
}

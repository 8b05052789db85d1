internal import Hardware
internal import Instructions

/// What a machine needs to skip whole blocks.
struct Skipping {
  var memo: MachineMemo
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

  /// Goes on from where an outcome leads.
  @inline(__always)
  mutating func visit(_ index: Int) {
    memo.visit(index)
    state = memo.outcomes[index].next
    nextDue += memo.outcomes[index].refreshes
    isBehind = true
    skipped += 1
  }

  /// What a block is known to do from a state: undisturbed if no refresh falls due before it ends, else for the very moment at which
  /// the next one does.
  ///
  /// - Parameter edge: the first edge of the block.
  @inline(__always)
  func outcome(of plan: Int32, from state: MachineMemo.StateIndex, at edge: Int64) -> Int? {
    if let index = memo.outcome(of: plan, from: state, due: .max), edge + memo.outcomes[index].cycles < nextDue {
      return index
    }
    return nextDue == .max ? nil : memo.outcome(of: plan, from: state, due: nextDue - edge)
  }
}

extension Machine {
  /// Looks a block up, and advances all there is to advance if it is known.
  ///
  /// - Returns: whether it was; if not, the channels are brought up to date.
  mutating func skip(_ prepared: PreparedTemplate, of block: Block) -> Bool {
    guard let state = skipping.countRows(from: block.rowOffset) else { return false }
    let edge = channelEdge(of: frontier.time)
    guard let index = skipping.outcome(of: prepared.number, from: state, at: edge) else {
      if skipping.isBehind { catchUp(with: state) }
      return false
    }
    skipping.visit(index)
    let time = skipping.memo.outcomes[index].time
    let ledger = skipping.memo.outcomes[index].ledger
    frontier.time += time
    frontier.ledger += ledger
    account(block.label, ledger, time: time)
    return true
  }

  /// Carries a block out, finds the state after it, and learns what it did.
  mutating func carryOutAndLearn(_ prepared: PreparedTemplate, of block: Block) {
    if skipping.memo.isFull {
      bookVisits()
      skipping.memo.removeAll()
      skipping.state = nil
    }
    guard let before = skipping.state else {
      carryOut(prepared.plan, of: block)
      stand(base: block.rowOffset)
      takeCounters()
      return
    }
    let (nextDue, start) = (skipping.nextDue, frontier)
    let work = MachineMemo.WorkTotals(result)
    carryOut(prepared.plan, of: block)
    stand(base: block.rowOffset)
    let counts = takeCounters()
    guard let after = skipping.state else { return }
    let edge = channelEdge(of: start.time)
    let end = channelEdge(of: frontier.time)
    let isUndisturbed = skipping.nextDue == nextDue && end < nextDue
    var outcome = MachineMemo.Outcome(
      next: after, time: frontier.time - start.time, cycles: end - edge, ledger: frontier.ledger,
      refreshes: isUndisturbed ? 0 : skipping.nextDue - nextDue)
    outcome.ledger -= start.ledger
    skipping.memo.learn(
      outcome, MachineMemo.Sums(work: work.difference(to: result), counters: counts), of: prepared.number,
      from: before, due: isUndisturbed ? .max : nextDue - edge)
  }

  /// Carries out a part of a batch: no state before or after it can be looked up.
  mutating func carryOutPart(_ prepared: PreparedTemplate, of block: Block) {
    if skipping.isBehind, let state = skipping.state { catchUp(with: state) }
    skipping.state = nil
    carryOut(prepared.plan, of: block)
    takeCounters()
  }

  /// Finds the state after a block, if every channel has done all that it has to do.
  private mutating func stand(base: Int32) {
    let edge = channelEdge(of: frontier.time)
    if classes.count > 1 {
      mergeClasses()
    } else {
      classes[0].channel.idle(until: edge - 1)
    }
    var state = skipping.memo.state(phase: frontier.time % skipping.period)
    var due: Int64?
    for i in classes.indices {
      guard let (standing, nextDue) = classes[i].channel.stand(before: edge), due == nil || due == nextDue
      else {
        skipping.state = nil
        return
      }
      due = nextDue
      var relative = standing
      if relative.anchor != Standing.closed { relative.anchor -= base }
      state = skipping.memo.state(
        state, adding: MachineMemo.ClassState(channels: classes[i].members.rawValue, standing: relative))
    }
    skipping.nextDue = due ?? .max
    skipping.base = base
    skipping.state = state
  }

  /// Brings the channels to where the skipped blocks led.
  private mutating func catchUp(with state: MachineMemo.StateIndex) {
    let known = skipping.memo.classes(of: state)
    let edge = channelEdge(of: frontier.time)
    // Nothing of a channel counts any more but where it stands.
    while classes.count > known.count { classes.removeLast() }
    while classes.count < known.count { classes.append(classes[0]) }
    for i in classes.indices {
      classes[i].members = ChannelMask(rawValue: known[i].channels)
      var standing = known[i].standing
      if standing.anchor != Standing.closed { standing.anchor += skipping.base }
      classes[i].channel.resume(standing, before: edge, nextDue: skipping.nextDue)
    }
    skipping.isBehind = false
  }

  /// Moves what the classes have counted to their channels, so that classes may be made anew.
  ///
  /// - Returns: what that was.
  @discardableResult
  private mutating func takeCounters() -> [(channels: ChannelMask, counters: ChannelCounters)] {
    var counts: [(channels: ChannelMask, counters: ChannelCounters)] = []
    counts.reserveCapacity(classes.count)
    for i in classes.indices {
      counts.append((classes[i].members, classes[i].channel.takeCounters()))
    }
    if hasApart {
      hasApart = false
      for channel in apart.indices where apart[channel] != ChannelCounters() {
        if let last = counts.indices.last, counts[last].counters == apart[channel] {
          counts[last].channels.rawValue |= ChannelMask.only(channel).rawValue
        } else {
          counts.append((.only(channel), apart[channel]))
        }
        apart[channel] = ChannelCounters()
      }
    }
    for (channels, counted) in counts { channels.forEach { counters[$0] += counted } }
    return counts
  }

  /// Books what the blocks that were looked up have added.
  private mutating func bookVisits() {
    for (index, outcome) in skipping.memo.outcomes.enumerated() where outcome.visits > 0 {
      let sums = skipping.memo.sums[index]
      sums.work.add(to: &result, times: outcome.visits)
      for (channels, added) in sums.counters {
        channels.forEach { counters[$0].add(added, times: outcome.visits) }
      }
    }
  }

  /// How much of the run was computed. Call after `finish`.
  var effort: Effort {
    var effort = Effort()
    effort.blocks = result.blocks
    effort.blocksSkipped = skipping.skipped
    effort.commands = result.channels.reduce(0) { $0 + $1.commands.total }
    effort.commandsComputed =
      classes[0].channel.memo?.simulated ?? classes.reduce(0) { $0 + $1.channel.counters.commands.total }
    return effort
  }

  mutating func endSkipping() {
    if skipping.isBehind, let state = skipping.state { catchUp(with: state) }
    bookVisits()
  }

  /// Forgets what was seen when that has become too much, between two blocks.
  mutating func forgetIfFull() {
    guard let memo = classes[0].channel.memo, memo.isFull, openBatch == nil else { return }
    endSkipping()
    skipping.memo.removeAll()
    skipping.state = nil
    let states = memo.forget(except: classes.map(\.channel.state))
    for i in classes.indices { classes[i].channel.state = states[i] }
  }
}

extension Skipping {
  /// The state with rows counted from `base`.
  @inline(__always)
  fileprivate mutating func countRows(from base: Int32) -> MachineMemo.StateIndex? {
    guard let known = state else { return nil }
    if base == self.base { return known }
    let moved = memo.moved(known, by: base - self.base)
    self.base = base
    state = moved
    return moved
  }
}

internal import PIMHardware
internal import PIMInstructions

/// A whole machine that runs a program: channels, ASIC, and what waits for what.
///
/// Channels that are in the same state and receive the same steps go through the same times: they are simulated once, as a
/// class. A class splits when its channels are given different work and classes merge when their states are equal again.
struct Machine<Channel: ChannelEngine> {
  let system: System
  let schedule: Schedule
  private let collector: CommandCollector?

  struct Class {
    var members: ChannelMask
    var channel: Channel
    var entry = Entry()
    /// What the accesses of a host in the channel's queue touch of ASIC SRAM; nil where the queue is empty.
    var queued: QueuedOperands?
    var lowestMember: Int { members.rawValue.trailingZeroBitCount }
  }

  var classes: [Class]
  let mergesClasses: Bool
  /// Classes that were taken out, to be put in again instead of copies of others.
  var spares: [Class] = []
  /// What each channel has counted more than its class.
  var counters: [ChannelCounters]
  /// The same, from the merging of classes, and the channels that have any.
  var apart: [ChannelCounters]
  var withApart = ChannelMask(rawValue: 0)

  /// The latest completion so far.
  var frontier = PathPoint()
  var asicFree = PathPoint()
  /// The decoder of a host's front end; nil where there is none.
  var host: HostDecoder?
  /// The last SYNC: nothing after it starts earlier.
  var barrier = PathPoint()
  var scoreboard: Scoreboard
  /// When the steps of a stretch complete; the passages that they complete in; completions of one class.
  var ends: [Moment] = []
  var opened: [Int32] = []
  var times: [Int64] = []
  var planner: TemplatePlanner
  var result = SimulationResult()
  var accounts = Accounts()
  /// Steps of single classes, and how many there may be before another engine goes on.
  var stepsDone: Int64 = 0
  var stepLimit = Int64.max
  /// Whole blocks that are known, and whether the engine can use them.
  var skipping: Skipping
  let isSkipping: Bool
  /// Is told what the ASIC does, and when blocks end; nil where nobody looks.
  var observer: RunObserver?
  var progress: ((BlockLabel) -> Void)?
  var isWatched: Bool { progress != nil || observer != nil }

  init(
    _ system: System, schedule: Schedule, sharesChannels: Bool, collector: CommandCollector?,
    limits: MemoLimits
  ) {
    self.system = system
    self.schedule = schedule
    self.collector = collector
    planner = TemplatePlanner(
      system, schedule: schedule, isCanonical: Channel.canStand, limits: limits)
    let rules = RuleSet(system.rules)
    let channel = Channel(system, rules: rules, isLogging: collector != nil, limits: limits)
    let count = system.organisation.channels
    mergesClasses = sharesChannels && collector == nil
    classes =
      mergesClasses
      ? [Class(members: .first(count), channel: channel)]
      : (0..<count).map { Class(members: .only($0), channel: channel) }
    counters = Array(repeating: ChannelCounters(), count: count)
    apart = counters
    scoreboard = Scoreboard(sramBytes: system.asic.sramBytes, clock: system.commandClockPicoseconds)
    skipping = Skipping(system, limits: limits)
    isSkipping = Channel.canStand && mergesClasses
  }

  // MARK: Program

  /// Runs the next blocks of the program, unless it turns out that another engine should.
  ///
  /// - Parameter first: where to begin, blocks counted over all layers.
  /// - Returns: where it stopped; nil at the end.
  mutating func run(_ sequence: BlockSequence, from first: Int = 0) -> Int? {
    if first >= sequence.elements.count * sequence.layers.count { return nil }
    let prepared = sequence.elements.map { planner.plan($0.template) }
    let blocks = zip(sequence.elements, prepared).map { element, prepared in
      PlannedBlock(element, key: MachineMemo.PlanKey(plan: prepared.number, kind: element.kind))
    }
    var begin = first % blocks.count
    for (done, layer) in sequence.layers.enumerated().dropFirst(first / blocks.count) {
      // Of the blocks of one layer only the operator changes.
      let label = BlockLabel(position: sequence.position, layer: layer, kind: .other)
      if !accounts.goOn(with: label) { accounts.change(to: label, at: frontier) }
      let own = sequence.rowOffset(isForNextLayer: false, layer: layer)
      let next = sequence.rowOffset(isForNextLayer: true, layer: layer)
      for index in begin..<blocks.count {
        let block = blocks[index]
        let rowOffset = block.isForNextLayer ? next : own
        let start = frontier.time
        let isSkipped =
          isSkipping && skip(block.key, rowOffset: rowOffset, prepared, index)
        if !isSkipped { run(prepared[index], block, rowOffset: rowOffset) }
        accounts.end(block.kind, layer: layer, time: frontier.time - start)
        if isWatched { tell(sequence.block(sequence.elements[index], layer: layer).label) }
        if !isSkipped && (findsNothing || stepsDone >= stepLimit) {
          return done * blocks.count + index + 1
        }
      }
      begin = 0
    }
    return nil
  }

  /// Tells whoever wants to know that a block has ended.
  func tell(_ label: BlockLabel) {
    progress?(label)
    observer?.block(label, frontier.time)
  }

  /// Runs a block that cannot be skipped.
  private mutating func run(_ prepared: PreparedTemplate, _ block: PlannedBlock, rowOffset: Int32) {
    collectCommands()
    if Channel.canStand { forgetIfFull() }
    if isSkipping {
      carryOutAndLearn(prepared, block.key, rowOffset: rowOffset)
    } else {
      carryOut(prepared.plan, block.kind, rowOffset: rowOffset)
    }
  }

  /// Writes out the commands that no channel can precede any more.
  mutating func collectCommands() {
    guard let collector else { return }
    var edge: Int64 = 0
    if schedule == .serial {
      edge = channelEdge(of: frontier.time)
      for i in classes.indices { classes[i].channel.idle(until: edge - 1) }
    }
    collect(before: max(edge, classes.map { $0.channel.record.lastIssue + 1 }.min() ?? 0), into: collector)
  }

  /// Carries out a block on channels and ASIC.
  private mutating func carryOut(
    _ plan: PreparedTemplate.Plan, _ kind: OperatorKind, rowOffset: Int32
  ) {
    let before = frontier
    perform(plan, rowOffset: rowOffset)
    result.operators[kind.index].add(frontier.ledger, since: before.ledger)
  }

  /// Carries out a plan on channels and ASIC.
  mutating func perform(_ plan: PreparedTemplate.Plan, rowOffset: Int32) {
    switch plan {
    case .streams(let streams, let instructions):
      run(streams, rowOffset: rowOffset)
      result.channelInstructions += instructions
    case .asic(let operations):
      for operation in operations {
        if frontier.time >= asicFree.time { asicFree = frontier }
        runASIC(operation.work, cause: operation.cause)
        frontier = asicFree
      }
    case .steps(let plan):
      if !Channel.canStand {
        run(plan, rowOffset: rowOffset)
      } else {
        runStretches(plan, rowOffset: rowOffset)
      }
    }
  }

  /// Channels on their own, all from the frontier on; the channel that completes last, of equals the lowest, is the path.
  private mutating func run(_ streams: [ChannelWork], rowOffset: Int32) {
    if classes.count > 1 && mergesClasses { mergeClasses() }
    for work in streams { split(at: work.channels) }
    let ready = frontier
    var (latest, time) = (-1, Int64.min)
    for i in classes.indices {
      let members = classes[i].members
      guard let own = streams.firstIndex(where: { $0.channels.contains(members) }) else { continue }
      let end = run(streams[own].parts, on: i, rowOffset: rowOffset, ready: ready)
      if latest < 0 || end > time { (latest, time) = (i, end) }
    }
    if latest >= 0, time > frontier.time {
      frontier = classes[latest].channel.completed
    }
  }

  /// Streams one after the other on a class.
  ///
  /// - Returns: the latest completion; the channel's `completed` has the path to it.
  private mutating func run(_ parts: [StreamPart], on index: Int, rowOffset: Int32, ready: PathPoint) -> Int64
  {
    func run(_ part: StreamPart) -> Int64 {
      stepsDone += Int64(part.stream.steps.count)
      return classes[index].channel.run(part.stream, rowOffset: rowOffset + part.rows, ready: ready)
    }
    var time = run(parts[0])
    if parts.count == 1 { return time }
    var best = classes[index].channel.completed
    for part in parts.dropFirst() {
      let end = run(part)
      if end > time { (time, best) = (end, classes[index].channel.completed) }
    }
    classes[index].channel.completed = best
    return time
  }

  func channelEdge(of time: Int64) -> Int64 {
    (time + system.commandClockPicoseconds - 1) / system.commandClockPicoseconds
  }

  mutating func run(_ work: Step.Work, rowOffset: Int32, ready: PathPoint) -> PathPoint {
    switch work {
    case .asic(let work, let cause):
      if ready.time >= asicFree.time { asicFree = ready }
      runASIC(work, cause: cause)
      return asicFree
    case .channels(let mask, let requests):
      split(at: mask)
      result.channelInstructions += Int64(mask.count)
      return runClasses(of: mask, rowOffset: rowOffset, ready: ready) { _ in requests }
    case .batch(let mask, let members):
      for member in members {
        split(at: member.channels)
        result.channelInstructions += Int64(member.channels.count)
      }
      return runClasses(of: mask, rowOffset: rowOffset, ready: ready) { channels in
        members.filter { $0.channels.contains(channels) }.map(\.request)
      }
    case .barrier: return ready
    }
  }

  /// Runs a step in every class of the mask.
  ///
  /// - Returns: the completion of the class that completes last.
  private mutating func runClasses(
    of mask: ChannelMask, rowOffset: Int32, ready: PathPoint, requests: (ChannelMask) -> [Request]
  ) -> PathPoint {
    var time = ready.time
    var latest = -1
    for i in classes.indices where mask.contains(classes[i].members) {
      stepsDone += 1
      let end = classes[i].channel.run(requests(classes[i].members), rowOffset: rowOffset, ready: ready)
      if end > time { (time, latest) = (end, i) }
    }
    return latest < 0 ? ready : classes[latest].channel.completed
  }

  /// One instruction of the ASIC, from the next edge of its clock on at which it is free.
  private mutating func runASIC(_ work: ASICWork, cause: Cause) {
    let period = system.asic.clockPicoseconds
    let edge = (asicFree.time + period - 1) / period * period
    asicFree.ledger.add(edge - asicFree.time, to: .clockCrossing)
    asicFree.ledger.add(work.cycles * period, to: cause)
    asicFree.time = edge + work.cycles * period
    observer?.function(cause, edge, asicFree.time)
    result.asicBusy += work.cycles * period
    result.asicAdditions += work.additions
    result.asicMultiplications += work.multiplications
    result.asicInstructions += 1
  }

  // MARK: End

  /// Ends the run: pays the refreshes that are owed and closes the counters.
  mutating func finish() -> SimulationResult {
    endSkipping()
    accounts.close(at: frontier, into: &result)
    precondition(classes.allSatisfy { $0.queued == nil }, "a host's program is ended by endHost")
    let edge = channelEdge(of: frontier.time)
    var end = frontier.time
    for i in classes.indices {
      // Debts are the refreshes due by now: what falls due while they are paid belongs to no work.
      classes[i].channel.payDebts(dueBy: edge)
      let late = classes[i].channel.record.refreshes.filter { $0 > edge }
      if let last = late.last {
        let done = last + Int64(system.completionCycles[Int(Command.REFab.rawValue)])
        end = max(end, done * system.commandClockPicoseconds)
        result.debtPaid += Int64(classes[i].members.count * late.count)
      }
    }
    result.debtTime = end - frontier.time
    result.time = end
    result.causes = frontier.ledger
    result.causes[.refresh] += result.debtTime
    for i in classes.indices {
      classes[i].channel.closeAccounts(at: channelEdge(of: end))
      let total = classes[i].channel.counters
      classes[i].members.forEach { counters[$0] += total }
    }
    for channel in apart.indices { counters[channel] += apart[channel] }
    result.channels = counters
    if let collector { collect(before: .max, into: collector) }
    return result
  }

  private mutating func collect(before edge: Int64, into collector: CommandCollector) {
    for i in classes.indices {
      collector.take(&classes[i].channel.record.log, channel: classes[i].lowestMember)
    }
    collector.flush(before: edge)
  }
}

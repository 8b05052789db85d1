package import PIMHardware
package import PIMInstructions
internal import PIMResults

/// A machine that runs a program step by step: classes of channels, ASIC, and scoreboard.
package struct Machine<Channel: ChannelEngine> {
  let system: System
  let schedule: Schedule
  private let collector: CommandCollector?

  package var classes: ChannelClasses<Channel>
  package var state: RunState
  package var scoreboard: Scoreboard
  var planner: TemplatePlanner
  /// The decoder of a host's front end; nil if the system has none.
  var host: HostDecoder?
  /// Steps so far, counted once for each class that runs them.
  package private(set) var stepsDone: Int64 = 0

  init(
    _ system: System, schedule: Schedule, sharesChannels: Bool, _ state: RunState,
    _ collector: CommandCollector?
  ) {
    (self.system, self.schedule, self.collector, self.state) = (system, schedule, collector, state)
    planner = TemplatePlanner(system, schedule: schedule)
    classes = ChannelClasses(
      Channel(system, rules: RuleSet(system.rules), isLogging: collector != nil),
      count: system.organisation.channels, isSharing: sharesChannels && collector?.isByChannel != true)
    scoreboard = Scoreboard(sramBytes: system.asic.sramBytes)
  }

  /// A machine that continues from a state, without a log of commands.
  package init(
    resuming classes: ChannelClasses<Channel>, _ state: consuming RunState, _ scoreboard: Scoreboard,
    on system: System, schedule: Schedule
  ) {
    (self.system, self.schedule, collector) = (system, schedule, nil)
    (self.classes, self.state, self.scoreboard) = (classes, state, scoreboard)
    planner = TemplatePlanner(system, schedule: schedule)
  }

  // MARK: Program

  /// Runs the next blocks of the program.
  ///
  /// - Parameters:
  ///   - first: the index of the first block, counted over all layers.
  ///   - limit: steps since the machine was made; the run stops after the block that reaches them.
  /// - Returns: the index of the next block; nil at the end of the sequence.
  mutating func run(_ sequence: BlockSequence, from first: Int = 0, limit: Int64 = .max) -> Int? {
    if first >= sequence.elements.count * sequence.layers.count { return nil }
    let plans = sequence.elements.map { planner.plan($0.template) }
    var begin = first % plans.count
    for (done, layer) in sequence.layers.enumerated().dropFirst(first / plans.count) {
      for index in begin..<plans.count {
        let element = sequence.elements[index]
        own(Accounts.Owner(position: sequence.position, layer: layer, kind: element.kind))
        collectCommands()
        run(
          plans[index],
          rowOffset: sequence.rowOffset(isForNextLayer: element.isForNextLayer, layer: layer))
        state.accounts.blocks += 1
        if state.isWatched { state.tell(sequence.block(element, layer: layer).label) }
        if stepsDone >= limit { return done * plans.count + index + 1 }
      }
      begin = 0
    }
    return nil
  }

  /// The next block has that owner, or a memo books what comes next.
  package mutating func own(_ owner: Accounts.Owner?) {
    if !state.accounts.isOwned(by: owner) { state.pass(to: owner, &classes, schedule) }
  }

  private mutating func run(_ plan: TemplatePlan, rowOffset: Int32) {
    switch plan {
    case .streams(let streams, let instructions):
      run(streams, rowOffset: rowOffset)
      state.result.work.channelInstructions += instructions
    case .asic(let operations):
      for operation in operations {
        state.frontier = state.run(operation.work, cause: operation.cause, ready: state.frontier)
      }
    case .steps(let steps, let operands):
      mergeClasses()
      let start = schedule == .serial ? state.frontier : state.barrier
      _ = run(steps, operands, from: 0, start: start, rowOffset: rowOffset)
    }
  }

  /// Merges classes that behave the same from now on. Under the serial schedule nothing starts before the
  /// frontier.
  mutating func mergeClasses() {
    classes.merge(from: schedule == .serial ? state.edge(of: state.frontier.time) : nil)
  }

  /// Runs streams of independent channels from the frontier on. The channel that completes last (of equals,
  /// the lowest) defines the path.
  private mutating func run(_ streams: [(channels: ChannelMask, steps: [[Request]])], rowOffset: Int32) {
    mergeClasses()
    for stream in streams { classes.split(at: stream.channels) }
    let ready = state.frontier
    for i in classes.indices {
      let members = classes.list[i].members
      guard let own = streams.firstIndex(where: { $0.channels.contains(members) }) else { continue }
      stepsDone += Int64(streams[own].steps.count)
      let end = classes.list[i].channel.run(streams[own].steps, rowOffset: rowOffset, ready: ready)
      if end > state.frontier.time { state.frontier = classes.list[i].channel.completed }
    }
  }

  // MARK: Steps

  /// Runs steps in program order, each when its operands are ready.
  ///
  /// - Parameters:
  ///   - first: the step to begin with.
  ///   - start: the point before which no step starts.
  /// - Returns: the point before which no later step starts.
  mutating func run(
    _ steps: [Step], _ operands: OperandList, from first: Int, start: PathPoint, rowOffset: Int32
  ) -> PathPoint {
    var start = start
    for step in steps[first...] {
      if case .barrier = step.work {
        if schedule == .overlapped { state.barrier = state.frontier }
        start = state.frontier
        continue
      }
      let ready = scoreboard.ready(step.operands, of: operands, notBefore: start)
      complete(step, of: operands, at: run(step.work, rowOffset: rowOffset, ready: ready))
    }
    return start
  }

  mutating func complete(_ step: Step, of operands: OperandList, at point: PathPoint) {
    scoreboard.complete(step.operands, of: operands, at: point)
    if point.time > state.frontier.time { state.frontier = point }
  }

  /// Runs a step on its unit.
  ///
  /// - Returns: the completion of the step.
  mutating func run(_ work: Step.Work, rowOffset: Int32, ready: PathPoint) -> PathPoint {
    switch work {
    case .asic(let work, let cause): return state.run(work, cause: cause, ready: ready)
    case .channels(let mask, let requests):
      classes.split(at: mask)
      state.result.work.channelInstructions += Int64(mask.count)
      return runClasses(of: mask, rowOffset: rowOffset, ready: ready) { _ in requests }
    case .batch(let mask, let members):
      for member in members {
        classes.split(at: member.channels)
        state.result.work.channelInstructions += Int64(member.channels.count)
      }
      return runClasses(of: mask, rowOffset: rowOffset, ready: ready) { channels in
        members.filter { $0.channels.contains(channels) }.map(\.request)
      }
    case .barrier: return ready
    }
  }

  /// Runs a step in every class of the mask.
  ///
  /// - Returns: the latest completion of a class.
  private mutating func runClasses(
    of mask: ChannelMask, rowOffset: Int32, ready: PathPoint, requests: (ChannelMask) -> [Request]
  ) -> PathPoint {
    var time = ready.time
    var latest = -1
    for i in classes.indices where mask.contains(classes.list[i].members) {
      stepsDone += 1
      let end = classes.list[i].channel.run(
        requests(classes.list[i].members), rowOffset: rowOffset, ready: ready)
      if end > time { (time, latest) = (end, i) }
    }
    return latest < 0 ? ready : classes.list[latest].channel.completed
  }

  // MARK: Commands and end

  /// Passes on the commands that no later command of a channel can precede.
  mutating func collectCommands() {
    guard let collector else { return }
    var edge: Int64 = 0
    if schedule == .serial {
      edge = state.edge(of: state.frontier.time)
      classes.idle(until: edge - 1)
    }
    collect(before: max(edge, classes.list.map { $0.channel.record.lastIssue + 1 }.min() ?? 0), collector)
  }

  private mutating func collect(before edge: Int64, _ collector: CommandCollector) {
    for i in classes.indices {
      collector.take(&classes.list[i].channel.record.log, of: classes.list[i].members)
    }
    collector.flush(before: edge)
  }

  /// Ends the run: pays the refreshes that are owed and closes the counters.
  mutating func finish() -> SimulationResult {
    precondition(
      classes.list.allSatisfy { $0.channel.record.queued == nil }, "a host's program is ended by endHost")
    own(nil)
    let result = state.finish(&classes)
    if let collector { collect(before: .max, collector) }
    return result
  }
}

/// A machine of the event engine that continues from the state of another engine. Concrete, so that it is
/// specialised here.
extension Machine where Channel == EventChannel {
  /// Runs blocks like `run(_:from:limit:)`.
  package mutating func resume(_ sequence: BlockSequence, from first: Int, limit: Int64) -> Int? {
    run(sequence, from: first, limit: limit)
  }

  /// Runs the rest of a block's steps.
  ///
  /// - Returns: the point before which no later step starts.
  package mutating func resume(
    _ steps: [Step], _ operands: OperandList, from first: Int, start: PathPoint, rowOffset: Int32
  ) -> PathPoint {
    run(steps, operands, from: first, start: start, rowOffset: rowOffset)
  }
}

internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// The machine of the `fast` engine: looks up blocks in a memo, and runs the others on channels that look up
/// steps.
struct FastMachine {
  let system: System
  let schedule: Schedule
  let settings: FastSettings
  /// Transitions and trajectories of channels, shared by all of them.
  let channelMemo: ChannelMemo
  var classes: ChannelClasses<FastChannel>
  var state: RunState
  var scoreboard: PassageBoard
  var planner: FastPlanner
  /// The block memo, and the machine's place in it.
  var cursor: MemoCursor
  /// True if blocks are looked up, which requires shared channels.
  let looksUpBlocks: Bool
  /// Classes that were removed, reused instead of copies of others.
  var spares: [ChannelClasses<FastChannel>.Class] = []
  // Scratch memory of stretches: completions of steps, passages in use, completions of one class.
  var ends: [Moment] = []
  var opened: [Int32] = []
  var times: [Int64] = []

  init(
    _ system: System, schedule: Schedule, sharesChannels: Bool, settings: FastSettings,
    _ state: consuming RunState
  ) {
    (self.system, self.schedule, self.settings, self.state) = (system, schedule, settings, state)
    channelMemo = ChannelMemo(system, rules: RuleSet(system.rules), settings: settings)
    classes = ChannelClasses(
      FastChannel(system, channelMemo), count: system.organisation.channels, isSharing: sharesChannels)
    scoreboard = PassageBoard(sramBytes: system.asic.sramBytes, clock: system.commandClockPicoseconds)
    planner = FastPlanner(system, schedule: schedule, settings: settings)
    cursor = MemoCursor(system, settings: settings)
    looksUpBlocks = sharesChannels && settings.mechanisms.contains(.blocks)
  }

  /// True if the event engine should run the next block.
  private var hasGivenUp: Bool { channelMemo.costs.hasGivenUp }
  /// True if the event engine should run the next steps of the current block.
  var givesUpBlock: Bool { hasGivenUp && channelMemo.givesUpBlocks }

  // MARK: Program

  /// Runs the next blocks of the program, up to a hand-over to the event engine.
  ///
  /// - Parameter first: the index of the first block, counted over all layers.
  /// - Returns: the index of the next block; nil at the end of the sequence.
  mutating func run(_ sequence: BlockSequence, from first: Int = 0) -> Int? {
    if first >= sequence.elements.count * sequence.layers.count { return nil }
    let planned = sequence.elements.map { planner.plan($0.template) }
    let blocks = zip(sequence.elements, planned).map { element, planned in
      PlannedBlock(element, key: BlockMemo.BlockKey(plan: planned.number, kind: element.kind))
    }
    var begin = first % blocks.count
    for (done, layer) in sequence.layers.enumerated().dropFirst(first / blocks.count) {
      // Blocks of one layer differ in the operator only.
      let label = BlockLabel(position: sequence.position, layer: layer, kind: .other)
      if !state.accounts.goOn(with: label) { state.accounts.change(to: label, at: state.frontier) }
      let own = sequence.rowOffset(isForNextLayer: false, layer: layer)
      let next = sequence.rowOffset(isForNextLayer: true, layer: layer)
      for index in begin..<blocks.count {
        let block = blocks[index]
        let rowOffset = block.isForNextLayer ? next : own
        let start = state.frontier.time
        let isReplayed = looksUpBlocks && replay(block.key, rowOffset: rowOffset, planned, index)
        if !isReplayed { run(planned[index], block, rowOffset: rowOffset) }
        state.accounts.end(block.kind, layer: layer, time: state.frontier.time - start)
        if state.isWatched { state.tell(sequence.block(sequence.elements[index], layer: layer).label) }
        if !isReplayed && hasGivenUp { return done * blocks.count + index + 1 }
      }
      begin = 0
    }
    return nil
  }

  /// Runs a block after a miss.
  private mutating func run(_ planned: PlannedTemplate, _ block: PlannedBlock, rowOffset: Int32) {
    forgetIfFull()
    if looksUpBlocks {
      runAndLearn(planned, block.key, rowOffset: rowOffset)
    } else {
      let before = state.frontier
      run(planned.plan, rowOffset: rowOffset)
      state.book(block.kind, since: before)
    }
  }

  /// Runs a plan on channels and ASIC.
  mutating func run(_ plan: PlannedTemplate.Plan, rowOffset: Int32) {
    switch plan {
    case .streams(let streams, let instructions):
      run(streams, rowOffset: rowOffset)
      state.result.work.channelInstructions += instructions
    case .asic(let operations):
      for operation in operations {
        state.frontier = state.run(operation.work, cause: operation.cause, ready: state.frontier)
      }
    case .steps(let plan): run(plan, rowOffset: rowOffset)
    }
  }

  /// Merges classes that behave the same from now on. Under the serial schedule nothing starts before the
  /// frontier.
  mutating func mergeClasses() {
    classes.merge(from: schedule == .serial ? state.edge(of: state.frontier.time) : nil)
  }

  /// Runs streams of independent channels from the frontier on. The channel that completes last (of equals,
  /// the lowest) defines the path.
  private mutating func run(_ streams: [ChannelWork], rowOffset: Int32) {
    mergeClasses()
    for work in streams { classes.split(at: work.channels) }
    let ready = state.frontier
    for i in classes.indices {
      let members = classes.list[i].members
      guard let own = streams.firstIndex(where: { $0.channels.contains(members) }) else { continue }
      for placed in streams[own].streams {
        let end = classes.list[i].channel.run(
          placed.stream, rowOffset: rowOffset + placed.rows, ready: ready)
        if end > state.frontier.time { state.frontier = classes.list[i].channel.completed }
      }
    }
  }

  // MARK: End

  /// Ends the run.
  mutating func finish() -> SimulationResult {
    bookReplays()
    return state.finish(&classes)
  }

  /// The effort of the run. Called after `finish`.
  func effort(of result: SimulationResult) -> Effort {
    var effort = Effort()
    effort.blocks = result.blocks
    effort.blocksSkipped = cursor.replayed
    effort.commands = result.channels.reduce(0) { $0 + $1.commands.total }
    // Lookahead may simulate more commands than the run has.
    effort.commandsComputed = min(channelMemo.simulated, effort.commands)
    effort.blocksLeft = cursor.left
    return effort
  }
}

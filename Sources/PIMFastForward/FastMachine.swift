internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
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
  /// The passages of the current stretch; scratch memory.
  var opened: [Int32] = []
  /// The completions of its steps with operands; scratch memory.
  var ends: [Moment] = []

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
    let count = sequence.elements.count
    // Under the serial schedule no unit is at work at the end of a block, so a longer run only meets a
    // refresh at more distances. An observer is told the time of each block.
    let areSingle = !looksUpBlocks || schedule == .serial || state.observer != nil
    let planned = sequence.elements.map { planner.plan($0.template) }
    let whole = planner.runs(of: sequence, planned, from: 0, areSingle: areSingle)
    if looksUpBlocks { enter(sequence) }
    let begin = first % count
    var runs = begin == 0 ? whole : planner.runs(of: sequence, planned, from: begin, areSingle: areSingle)
    for (done, layer) in sequence.layers.enumerated().dropFirst(first / count) {
      let own = sequence.rowOffset(isForNextLayer: false, layer: layer)
      let next = sequence.rowOffset(isForNextLayer: true, layer: layer)
      for index in runs.placed.indices {
        let placed = runs.placed[index]
        let rowOffset = placed.isForNextLayer ? next : own
        let isReplayed = looksUpBlocks && replay(placed, runs.runs, index, layer: layer, rowOffset: rowOffset)
        if !isReplayed { run(runs.runs[index], layer: layer, at: sequence.position, rowOffset: rowOffset) }
        state.accounts.blocks += Int64(placed.blocks.count)
        if state.isWatched {
          for element in sequence.elements[placed.blocks] {
            state.tell(sequence.block(element, layer: layer).label)
          }
        }
        if !isReplayed && hasGivenUp { return done * count + placed.blocks.upperBound }
      }
      runs = whole
    }
    return nil
  }

  /// Prepares the accounts for blocks that the memo books.
  private mutating func enter(_ sequence: BlockSequence) {
    if !cursor.memo.hasRoom(layers: sequence.layers.upperBound) {
      bookReplays()
      cursor.memo.removeAll()
      cursor.lose()
    }
    cursor.memo.makeRoom(layers: sequence.layers.upperBound)
    if state.accounts.isNew(position: sequence.position) {
      cursor.memo.bookPosition(into: &state.accounts)
      state.accounts.enter(position: sequence.position, at: state.frontier.time)
    }
  }

  /// Simulates a run that is not in the memo.
  private mutating func run(_ run: PlannedRun, layer: Int, at position: Int, rowOffset: Int32) {
    forgetIfFull()
    if looksUpBlocks {
      runAndLearn(run, layer: layer, rowOffset: rowOffset)
      return
    }
    for (plan, kind) in zip(run.plans, run.kinds) {
      own(Accounts.Owner(position: position, layer: layer, kind: kind))
      self.run(plan, rowOffset: rowOffset)
    }
  }

  /// Books the blocks so far unless the next block has the same owner; nil if the memo, or the event engine,
  /// books the next blocks.
  mutating func own(_ owner: Accounts.Owner?) {
    if !state.accounts.isOwned(by: owner) { state.pass(to: owner, &classes, schedule) }
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
    own(nil)
    state.frontier.ledger.add(cursor.memo.bookedLedger, since: cursor.simulated)
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

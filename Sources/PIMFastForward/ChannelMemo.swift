internal import PIMHardware
internal import PIMResults
internal import PIMSimulation

/// The memo of the behaviour of channels of one system, for the `fast` engine.
///
/// A channel is a deterministic function of its state relative to its last command. The same step from the
/// same relative state takes the same time, leaves the same relative state and issues the same commands, at
/// any time and on any rows. So the event engine simulates a pair of state and step once, and the memo keeps
/// the result. A refresh that falls due within the step is in the key, by its distance; a later one has no
/// influence.
///
/// Everything has a number and is looked up in tables of integers, in place: a hit takes a few nanoseconds.
/// The tables are accessed through one class by one thread, and accesses do not nest, so they are not checked
/// for exclusivity.
final class ChannelMemo {
  /// The number of a relative state.
  typealias StateIndex = Int32

  /// Relative states; the origin of time is the last command.
  @exclusivity(unchecked) private var states = SequenceTable()
  /// The channel that is set to a state and simulates a step, and a buffer for the state after the step.
  @exclusivity(unchecked) private var channel: EventChannel
  @exclusivity(unchecked) private var written = RelativeState()

  /// The rows that are open in a state.
  struct OpenRows {
    var isOpen: Bool
    /// The row common to all banks, as `EventChannel.commonRow`.
    var common: Int32
  }
  @exclusivity(unchecked) private var openRows = Pool<OpenRows>()

  /// Aged states, by state and age in cycles.
  @exclusivity(unchecked) private var aged = PairTable()

  /// The key of a step before it begins, without the refreshes that are due.
  private struct StepKey {
    var state: StateIndex
    /// The row of the step's first request, counted as in the relative state; `elsewhere` for any row that is
    /// not open.
    var row: Int32
    /// The transition if no refresh falls due; -1 if not known.
    var transition: Int32 = -1
  }
  @exclusivity(unchecked) private var keys = Pool<StepKey>()
  /// Keys by state and step, and row. Step -1 stands for the refresh of an idle channel.
  @exclusivity(unchecked) private var keyIndices = PairTable()
  @exclusivity(unchecked) private var transitions = Pool<Transition>()
  /// Transitions with a refresh, by key and distance of the refresh from the last command.
  @exclusivity(unchecked) private var disturbed = PairTable()
  /// The refreshes of all transitions, concatenated.
  @exclusivity(unchecked) private var refreshes = Pool<Int64>()

  /// Numbers of steps of one request, and of several. Rows are relative to the row of the first request.
  private var singleSteps = PairTable()
  private var batches: [[Request]: Int32] = [:]
  private var steps: Int32 = 0
  /// The number of requests of all steps.
  private var requests = 0
  /// Streams with known trajectories.
  var streams: [Stream] = []

  let settings: FastSettings
  /// The mechanisms of `settings` that are queried for every step.
  let looksUpSteps: Bool
  let makesTrajectories: Bool
  let givesUpBlocks: Bool
  private let columns: Int32
  @exclusivity(unchecked) var entries = 0
  /// The number of times everything was forgotten; the numbers of steps are valid for one generation.
  @exclusivity(unchecked) private(set) var generation = 0
  /// Commands that the event engine issued for this memo.
  private(set) var simulated: Int64 = 0
  /// The cost model that decides between look-ups and simulation.
  @exclusivity(unchecked) var costs: CostModel

  /// The age in cycles beyond which a state no longer changes.
  let horizon: Int64
  let initial: StateIndex = 0

  init(_ system: System, rules: RuleSet, settings: FastSettings) {
    self.settings = settings
    looksUpSteps = settings.mechanisms.contains(.transitions)
    makesTrajectories = settings.mechanisms.contains(.trajectories)
    givesUpBlocks = settings.mechanisms.contains(.midBlockFallback)
    costs = CostModel(settings)
    columns = Int32(system.organisation.columns)
    horizon =
      (rules.horizon + rules.groupHorizon + rules.bankHorizon + rules.window.joined().map(\.delay)).max() ?? 1
    channel = EventChannel(system, rules: rules, isLogging: false)
    // Before the first command, the last command lies at edge -1.
    _ = keepState(origin: channel.lastCycle, anchor: 0)
  }

  // MARK: Forgetting

  /// True if states have to be forgotten once all channels are between steps.
  var isFull: Bool { states.count >= settings.states || requests >= settings.transitions }

  /// Forgets transitions if there are too many. Called between steps, since keys and transitions become
  /// invalid.
  @inline(__always)
  func makeRoom() {
    if entries > settings.transitions { forgetTransitions() }
  }

  private func forgetTransitions() {
    keys.removeAll()
    keyIndices.removeAll()
    transitions.removeAll()
    disturbed.removeAll()
    refreshes.removeAll()
    for stream in streams {
      stream.trajectories.removeAll()
      stream.completesInOrder = nil
    }
    streams.removeAll()
    aged.removeAll()
    entries = 0
  }

  /// Forgets everything except some states.
  ///
  /// - Returns: the new numbers of the states.
  func forget(except kept: [StateIndex]) -> [StateIndex] {
    let kept = kept.map { Array(states[Int($0)]) }
    let first = Array(states[Int(initial)])
    forgetTransitions()
    states.removeAll()
    openRows.removeAll()
    singleSteps.removeAll()
    batches.removeAll()
    steps = 0
    requests = 0
    generation += 1
    func keepAgain(_ state: RelativeState) -> StateIndex {
      channel.readState(state)
      return keepState(origin: 0, anchor: EventChannel.rowOrigin)
    }
    _ = keepAgain(first)
    return kept.map(keepAgain)
  }

  // MARK: States

  /// The number of the state of `channel`.
  private func keepState(origin: Int64, anchor: Int32) -> StateIndex {
    state(of: &channel, origin: origin, anchor: anchor)
  }

  /// The number of the state of a channel of the event engine.
  func state(of channel: inout EventChannel, origin: Int64, anchor: Int32) -> StateIndex {
    channel.writeState(origin: origin, anchor: anchor, to: &written)
    let (index, isNew) = states.index(of: written)
    // The second number of a state is the common row.
    if isNew { openRows.append(OpenRows(isOpen: channel.openCount > 0, common: Int32(written[1]))) }
    return StateIndex(index)
  }

  @inline(__always)
  func rows(of state: StateIndex) -> OpenRows { openRows[Int(state)] }

  @inline(__always)
  func isOpen(_ state: StateIndex) -> Bool { rows(of: state).isOpen }

  /// The state after some cycles without a command.
  @inline(__always)
  func aged(_ state: StateIndex, by cycles: Int64) -> StateIndex {
    let age = min(cycles, horizon)
    if let known = aged.find(Int64(state), age) { return StateIndex(truncatingIfNeeded: known) }
    return makeAged(state, by: age)
  }

  @inline(never)
  private func makeAged(_ state: StateIndex, by age: Int64) -> StateIndex {
    channel.readState(states[Int(state)])
    let index = keepState(origin: age, anchor: EventChannel.rowOrigin)
    if aged.count >= settings.transitions { aged.removeAll() }
    aged.insert(Int64(state), age, value: Int(index))
    return index
  }

  /// The event engine's channel in a state; edges and rows are relative to the origin and the anchor of the
  /// state.
  func channel(in state: StateIndex) -> EventChannel {
    channel.readState(states[Int(state)])
    return channel
  }

  /// Counts work of the event engine that is not kept in the memo.
  func tell(steps: Int64, commands: Int64) {
    simulated += commands
    costs.simulate(steps: steps)
  }

  // MARK: Steps

  /// The properties of a step that a look-up needs.
  func head(of step: [Request]) -> StepHead { StepHead(step, number: number(of: step), columns: columns) }

  private func number(of step: [Request]) -> Int32 {
    if step.count == 1 {
      let only = step[0]
      let place = packed(only.command.namesRow ? 0 : only.row, only.column)
      let kind = packed(only.count, Int32(only.bank) << 16 | Int32(only.command.rawValue))
      if let known = singleSteps.find(place, kind) { return Int32(truncatingIfNeeded: known) }
      singleSteps.insert(place, kind, value: Int(steps))
    } else {
      var relative = step
      let first = step[0].row
      for i in relative.indices where relative[i].command.namesRow { relative[i].row -= first }
      if let known = batches[relative] { return known }
      batches[relative] = steps
    }
    steps += 1
    requests += step.count
    return steps - 1
  }

  /// The row of a step's first request as a key. The row matters only if it, or another row that the step
  /// reaches, may be open, or if banks that the step does not access keep their rows.
  @inline(__always)
  func canonicalRow(_ row: Int32, of step: StepHead, state: StateIndex) -> Int32 {
    let open = rows(of: state)
    if step.reach == .none || !open.isOpen { return EventChannel.elsewhere }
    if step.reach == .allBanks, open.common >= 0 {
      return open.common >= row && open.common <= row + step.span ? row : EventChannel.elsewhere
    }
    return row
  }

  /// The number of a key.
  ///
  /// - Parameter row: the result of `canonicalRow`.
  @inline(__always)
  func key(of state: StateIndex, step number: Int32, row: Int32) -> Int32 {
    let key = packed(state, number)
    if let known = keyIndices.find(key, Int64(row)) { return Int32(truncatingIfNeeded: known) }
    let new = keys.append(StepKey(state: state, row: row))
    keyIndices.insert(key, Int64(row), value: new)
    return Int32(new)
  }

  // MARK: Transitions

  /// A reference to a transition, valid until transitions are forgotten.
  @inline(__always)
  func transition(_ index: Int32) -> Borrowed<Transition> { transitions.at(Int(index)) }

  /// The edge of a refresh of a transition, relative to the last command before the transition.
  @inline(__always)
  func refresh(_ index: Int32) -> Int64 { refreshes[Int(index)] }

  /// The transition of a key, if it is known.
  ///
  /// - Parameter due: the distance of the next refresh, or `Int64.max` if it is known to fall due after the
  ///   step's last command.
  @inline(__always)
  func known(_ key: Int32, due: Int64) -> Int32? {
    if due == .max {
      let index = keys[Int(key)].transition
      return index < 0 ? nil : index
    }
    return disturbed.find(Int64(key), due).map { Int32(truncatingIfNeeded: $0) }
  }

  /// Simulates a step from the state of a key, and keeps the transition. The refresh at `due` enters the key
  /// only if it has an influence.
  @inline(never)
  func learn(_ key: Int32, step: [Request], due: Int64) -> Int32 {
    let (state, row) = (
      keys[Int(key)].state, keys[Int(key)].row
    )
    channel.readState(states[Int(state)])
    channel.nextDue = due
    let first = step[0].row
    _ = channel.run(step, rowOffset: row - first, ready: PathPoint(time: -1, ledger: Ledger()))
    var anchor: Int32?
    if let last = step.last(where: { $0.command.namesRow }) {
      anchor = last.row - first + (last.column + last.count - 1) / columns
    }
    // A refresh without influence has not been paid.
    return keep(
      key, due: channel.nextDue == due ? .max : due, anchor: anchor, row: row, requests: step.count)
  }

  /// The transition of an idle channel at a refresh that falls due.
  @inline(__always)
  func idleRefresh(from state: StateIndex, due: Int64) -> Int32 {
    let key = key(of: state, step: -1, row: 0)
    return known(key, due: due) ?? learnIdleRefresh(key, from: state, due: due)
  }

  @inline(never)
  private func learnIdleRefresh(_ key: Int32, from state: StateIndex, due: Int64) -> Int32 {
    channel.readState(states[Int(state)])
    channel.nextDue = due
    channel.payDebts(dueBy: due)
    return keep(key, due: due, anchor: nil, row: nil, requests: 0)
  }

  /// Keeps the transition that the channel has simulated for a key.
  ///
  /// - Parameters:
  ///   - row: the row of the step's first request; nil if there was no step.
  ///   - requests: the number of requests of the step.
  private func keep(_ key: Int32, due: Int64, anchor: Int32?, row: Int32?, requests: Int) -> Int32 {
    let first = Int32(refreshes.count)
    for edge in channel.record.refreshes { refreshes.append(edge) }
    let next = keepState(
      origin: channel.lastCycle, anchor: anchor.map { (row ?? 0) + $0 } ?? EventChannel.rowOrigin)
    let transition = Transition(
      &channel, next: next, anchor: anchor, isIdle: row == nil, refreshes: first..<Int32(refreshes.count))
    let commands = transition.tally.commands.total
    simulated += commands
    entries += 1
    costs.learn(requests: Int64(requests), commands: commands)
    let index = transitions.append(transition)
    if due == .max {
      keys[Int(key)].transition = Int32(index)
    } else {
      disturbed.insert(Int64(key), due, value: index)
    }
    return Int32(index)
  }
}

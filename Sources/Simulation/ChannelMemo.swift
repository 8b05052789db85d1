internal import Hardware

/// How much is kept of what has been seen before it is forgotten, so that memory stays bounded where nothing repeats.
struct MemoLimits: Sendable {
  /// Transitions of channels, with the steps of trajectories: under a kilobyte each. As many ages of states, and different steps.
  var entries = 150_000
  /// Relative states of a channel: a few kilobytes each.
  var states = 16_384
  /// Outcomes of whole blocks: a kilobyte or two each. Eight times as many states of a machine.
  var outcomes = 32_768
  /// Steps of a stream that no trajectory is known for before one is made.
  var patience = 16
}

/// What channels of one system have been seen to do, for the `fast` engine.
///
/// A channel is a deterministic function of its state relative to its last command: the same step from the same relative state takes
/// the same time, leaves the same relative state and issues the same commands, whenever and on whatever rows. What the event engine
/// finds for a pair of state and step is therefore kept, and not simulated again. A refresh that falls due within the step is part of the
/// pair, by its distance; one that does not fall due within it has no influence.
final class ChannelMemo {
  /// A number for a relative state.
  typealias StateIndex = Int32

  /// Relative states as channels that can be run: the origin of time is their last command.
  private(set) var states: [EventChannel] = []
  private var stateIndices: [RelativeState: StateIndex] = [:]

  struct AgeKey: Hashable {
    var state: StateIndex
    var cycles: Int64
  }
  private var aged: [AgeKey: StateIndex] = [:]

  struct StepKey: Hashable {
    var state: StateIndex
    /// The step, by number; -1: no step, the refresh of an idle channel.
    var step: Int32
    /// The row of the step's first request, rows counted as in the relative state; `elsewhere` for any that is not open.
    var row: Int32
    /// When the next refresh falls due relative to the last command; `Int64.max`: not within the step.
    var due: Int64
  }
  private var transitions: [StepKey: Transition] = [:]

  /// What a step does. Times are clock cycles from the last command before it.
  final class Transition {
    let next: StateIndex
    let firstIssue: Int64
    let firstCause: Cause
    let lastIssue: Int64
    let completion: Int64
    let completionCause: Cause
    /// What is added to the path's ledger (in cycles) and to the counters.
    let tally: Tally
    /// The next state's anchor relative to the row of the first request; nil if the step names no row.
    let anchor: Int32?
    /// When the next refresh falls due, if the key had one.
    let due: Int64
    let refreshes: [Int64]
    let largestDebt: Int64

    /// - Parameters:
    ///   - channel: as the event engine left it.
    ///   - isIdle: whether it had nothing to do, so that it issued no command of a step.
    init(_ channel: EventChannel, next: StateIndex, anchor: Int32?, isIdle: Bool) {
      let record = channel.record
      self.next = next
      self.anchor = anchor
      firstIssue = isIdle ? 0 : record.firstIssue
      firstCause = isIdle ? .refresh : record.firstCause
      completion = isIdle ? 0 : record.completionCycle
      completionCause = isIdle ? .refresh : .completing(record.completionCommand)
      lastIssue = channel.lastCycle
      tally = Tally(channel)
      due = channel.nextDue
      refreshes = record.refreshes
      largestDebt = record.counters.largestDebt
    }
  }

  private var steps: [[Request]: Int32] = [:]
  /// Streams of which trajectories are known.
  private var streams: [Stream] = []
  /// How many trajectories of a stream are kept. Whatever happened before, a stream soon goes on as it always does.
  private static let trajectoriesPerStream = 8

  let limits: MemoLimits
  private var entries = 0
  /// How often everything was forgotten: numbers of steps are good for one generation.
  private(set) var generation = 0
  /// Commands that the event engine issued to find all that.
  private(set) var simulated: Int64 = 0

  /// Age beyond which every state is the same.
  let horizon: Int64
  let initial: StateIndex = 0

  init(_ system: System, rules: RuleSet, limits: MemoLimits) {
    self.limits = limits
    horizon =
      (rules.horizon + rules.groupHorizon + rules.bankHorizon + rules.window.joined().map(\.delay)).max() ?? 1
    var channel = EventChannel(system, rules: rules, isLogging: false)
    // Before the first command the last one lies at edge -1.
    channel.rebase(anchor: 0)
    _ = intern(channel)
  }

  // MARK: Forgetting

  /// Whether states are to be forgotten, too, when all channels are between steps.
  var isFull: Bool { states.count >= limits.states || steps.count >= limits.entries }

  private func forgetTransitions() {
    transitions.removeAll(keepingCapacity: true)
    for stream in streams { stream.trajectories.removeAll() }
    streams.removeAll()
    aged.removeAll(keepingCapacity: true)
    entries = 0
  }

  /// Forgets everything but some states.
  ///
  /// - Returns: their new numbers.
  func forget(except kept: [StateIndex]) -> [StateIndex] {
    let kept = kept.map { states[Int($0)] }
    let first = states[Int(initial)]
    forgetTransitions()
    states.removeAll()
    stateIndices.removeAll()
    steps.removeAll()
    generation += 1
    _ = intern(first)
    return kept.map { intern($0) }
  }

  // MARK: States

  private func intern(_ channel: EventChannel) -> StateIndex {
    let state = channel.relativeState
    if let known = stateIndices[state] { return known }
    let index = StateIndex(states.count)
    states.append(channel)
    stateIndices[state] = index
    return index
  }

  /// The state after nothing has happened for some cycles.
  func aged(_ state: StateIndex, by cycles: Int64) -> StateIndex {
    let key = AgeKey(state: state, cycles: min(cycles, horizon))
    if let known = aged[key] { return known }
    var channel = states[Int(state)]
    channel.age(by: key.cycles)
    let index = intern(channel)
    if aged.count >= limits.entries { aged.removeAll(keepingCapacity: true) }
    aged[key] = index
    return index
  }

  // MARK: Steps

  /// The number of a step; its rows are relative to the row of its first request.
  func number(of step: [Request]) -> Int32 {
    var relative = step
    let first = step[0].row
    for i in relative.indices where relative[i].command.namesRow { relative[i].row -= first }
    if let known = steps[relative] { return known }
    let index = Int32(steps.count)
    steps[relative] = index
    return index
  }

  /// The row of a step's first request as a key: which row it is matters only if that row, or another row that the step reaches, may be
  /// open, or if banks that it leaves alone keep theirs.
  func canonicalRow(_ row: Int32, of step: [Request], state: StateIndex) -> Int32 {
    let channel = states[Int(state)]
    // A row that is opened ahead closes what is open, whatever it is.
    if step[0].command.role != .column || channel.openCount == 0 { return EventChannel.elsewhere }
    if step.count == 1, step[0].command.footprint == .all, channel.commonRow >= 0 {
      let span = (step[0].column + step[0].count - 1) / channel.constants.columns
      return (row...row + span).contains(channel.commonRow) ? row : EventChannel.elsewhere
    }
    return row
  }

  /// What a step does from a state.
  ///
  /// - Parameters:
  ///   - row: from `canonicalRow`.
  ///   - due: when a refresh falls due, or `Int64.max` if that is known to be after the step's last command.
  func transition(
    from state: StateIndex, step: [Request], number: Int32, row: Int32, due: Int64
  ) -> Transition {
    let key = StepKey(state: state, step: number, row: row, due: due)
    if let known = transitions[key] { return known }
    var channel = states[Int(state)]
    channel.nextDue = due
    var requests = step
    let first = step[0].row
    for i in requests.indices where requests[i].command.namesRow { requests[i].row += row - first }
    _ = channel.run(requests, rowOffset: 0, ready: PathPoint(time: -1, ledger: Ledger()))
    var anchor: Int32?
    if let last = requests.last(where: { $0.command.namesRow }) {
      anchor = last.row - row + (last.column + last.count - 1) / channel.constants.columns
    }
    return keep(channel, for: key, anchor: anchor, row: row)
  }

  /// What an idle channel does about refreshes that fall due.
  func idleRefresh(from state: StateIndex, due: Int64) -> Transition {
    let key = StepKey(state: state, step: -1, row: 0, due: due)
    if let known = transitions[key] { return known }
    var channel = states[Int(state)]
    channel.nextDue = due
    channel.idle(until: max(due, 1))
    return keep(channel, for: key, anchor: nil, row: 0)
  }

  private func keep(_ channel: EventChannel, for key: StepKey, anchor: Int32?, row: Int32) -> Transition {
    var after = channel
    after.rebase(anchor: anchor.map { row + $0 } ?? EventChannel.rowOrigin)
    let transition = Transition(channel, next: intern(after), anchor: anchor, isIdle: key.step < 0)
    simulated += transition.tally.commands.total
    entries += 1
    if entries > limits.entries { forgetTransitions() }
    transitions[key] = transition
    return transition
  }

  // MARK: Trajectories

  /// The anchor of a state as a key for a stream's trajectory, relative to the block's rows.
  func canonicalAnchor(_ anchor: Int32, stream: Stream, state: StateIndex) -> Int32 {
    let channel = states[Int(state)]
    if channel.openCount == 0 { return EventChannel.elsewhere }
    if channel.commonRow >= 0, stream.startsOnAllBanks {
      let open = anchor + channel.commonRow - EventChannel.rowOrigin
      return stream.rows.contains(open) ? anchor : EventChannel.elsewhere
    }
    return anchor
  }

  /// The trajectory on which a stream is that is about to take a step, if it is on any that is known.
  ///
  /// - Parameter inOrder: whether its steps must complete in order.
  func trajectory(
    of stream: Stream, at step: Int, state: StateIndex, anchor: Int32, inOrder: Bool
  ) -> Trajectory? {
    if stream.trajectories.isEmpty { return nil }
    let isOpen = states[Int(state)].openCount > 0
    let canonical = isOpen ? canonicalAnchor(anchor, stream: stream, state: state) : EventChannel.elsewhere
    for trajectory in stream.trajectories where trajectory.first <= step && (trajectory.completesInOrder || !inOrder) {
      let index = step - trajectory.first
      if trajectory.states[index] == state && (!isOpen || trajectory.anchors[index] == canonical) {
        return trajectory
      }
    }
    return nil
  }

  /// How a stream is best gone through as far as is known: nil before it has been seen, false step by step because its steps do
  /// not complete in order.
  func hasUsefulTrajectories(_ stream: Stream) -> Bool? { stream.trajectories.last?.completesInOrder }

  /// What the rest of a stream does from a state if no refresh falls due.
  func makeTrajectory(of stream: Stream, at step: Int, state: StateIndex, anchor: Int32) -> Trajectory {
    let canonical = canonicalAnchor(anchor, stream: stream, state: state)
    let new = Trajectory(stream, step: step, from: state, anchor: canonical, memo: self)
    entries += stream.steps.count - step
    if stream.trajectories.isEmpty { streams.append(stream) }
    stream.trajectories.removeAll { new.contains($0) }
    if stream.trajectories.count == Self.trajectoriesPerStream { stream.trajectories.removeFirst() }
    stream.trajectories.append(new)
    return new
  }
}

internal import Hardware

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
  struct Transition {
    var next: StateIndex
    var firstIssue: Int64
    var firstCause: Cause
    var lastIssue: Int64
    var completion: Int64
    var completionCause: Cause
    /// What is added to the path's ledger (in cycles) and to the counters.
    var tally: Tally
    /// The next state's anchor relative to the row of the first request; nil if the step names no row.
    var anchor: Int32?
    /// When the next refresh falls due, if the key had one.
    var due: Int64
    var refreshes: [Int64]
    var largestDebt: Int64
  }

  private var steps: [[Request]: Int32] = [:]
  struct TrajectoryKey: Hashable {
    var stream: Int
    var state: StateIndex
    /// The anchor relative to the block's rows; `elsewhere` for any whose open row the stream does not ask for.
    var anchor: Int32
  }
  private var trajectories: [TrajectoryKey: Trajectory] = [:]

  /// Entries of all tables together at which they are emptied, so that memory stays bounded where nothing repeats.
  private static let limit = 150_000
  private var entries = 0

  /// Age beyond which every state is the same.
  let horizon: Int64
  let initial: StateIndex = 0

  init(_ system: System, rules: RuleSet) {
    horizon = (rules.horizon + rules.window.joined().map(\.delay)).max() ?? 1
    var channel = EventChannel(system, rules: rules, isLogging: false)
    // Before the first command the last one lies at edge -1.
    channel.rebase(anchor: 0)
    _ = intern(channel)
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
    aged[key] = index
    return index
  }

  // MARK: Steps

  /// The number of a step; its rows are relative to the row of its first request.
  func number(of step: [Request]) -> Int32 {
    var relative = step
    let first = step[0].row
    for i in relative.indices where relative[i].command.role == .column { relative[i].row -= first }
    if let known = steps[relative] { return known }
    let index = Int32(steps.count)
    steps[relative] = index
    return index
  }

  /// The row of a step's first request as a key: which row it is matters only if that row, or another row that the step reaches, may be
  /// open, or if banks that it leaves alone keep theirs.
  func canonicalRow(_ row: Int32, of step: [Request], state: StateIndex) -> Int32 {
    let channel = states[Int(state)]
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
    for i in requests.indices where requests[i].command.role == .column { requests[i].row += row - first }
    _ = channel.run(requests, rowOffset: 0, ready: PathPoint(time: -1, ledger: Ledger()))
    let record = channel.record
    var anchor: Int32?
    if let last = requests.last(where: { $0.command.role == .column }) {
      anchor = last.row - row + (last.column + last.count - 1) / channel.constants.columns
    }
    let transition = Transition(
      next: 0, firstIssue: record.firstIssue, firstCause: record.firstCause, lastIssue: channel.lastCycle,
      completion: record.completionCycle, completionCause: .completing(record.completionCommand),
      tally: Tally(channel), anchor: anchor, due: channel.nextDue, refreshes: record.refreshes,
      largestDebt: record.counters.largestDebt)
    return keep(transition, key, channel, anchor: anchor.map { row + $0 } ?? EventChannel.rowOrigin)
  }

  /// What an idle channel does about refreshes that fall due.
  func idleRefresh(from state: StateIndex, due: Int64) -> Transition {
    let key = StepKey(state: state, step: -1, row: 0, due: due)
    if let known = transitions[key] { return known }
    var channel = states[Int(state)]
    channel.nextDue = due
    channel.idle(until: max(due, 1))
    let record = channel.record
    let transition = Transition(
      next: 0, firstIssue: 0, firstCause: .refresh, lastIssue: channel.lastCycle, completion: 0,
      completionCause: .refresh, tally: Tally(channel), anchor: nil, due: channel.nextDue,
      refreshes: record.refreshes, largestDebt: record.counters.largestDebt)
    return keep(transition, key, channel, anchor: EventChannel.rowOrigin)
  }

  private func keep(
    _ transition: Transition, _ key: StepKey, _ channel: EventChannel, anchor: Int32
  ) -> Transition {
    var transition = transition
    var channel = channel
    channel.rebase(anchor: anchor)
    transition.next = intern(channel)
    entries += 1
    if entries > Self.limit {
      transitions.removeAll(keepingCapacity: true)
      trajectories.removeAll(keepingCapacity: true)
      aged.removeAll(keepingCapacity: true)
      entries = 0
    }
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

  /// What a stream does from a state if no refresh falls due.
  func trajectory(_ stream: Stream, from state: StateIndex, anchor: Int32) -> Trajectory {
    let key = TrajectoryKey(stream: stream.id, state: state, anchor: anchor)
    if let known = trajectories[key] { return known }
    let new = Trajectory(stream, from: state, anchor: anchor, memo: self)
    entries += stream.steps.count
    trajectories[key] = new
    return new
  }
}

/// What steps add to ledger and counters, in one row of numbers so that sums over many steps are differences of two rows.
struct Tally: Hashable, Sendable {
  static let causes = Cause.count
  static let count = Cause.count + 2 * Command.count + 1

  /// Cycles by cause, commands, misses, cycles with a bank open.
  var values: [Int64]

  init() { values = Array(repeating: 0, count: Tally.count) }

  /// What a channel has recorded since it was rebased.
  init(_ channel: EventChannel) {
    var channel = channel
    channel.closeAccounts(at: channel.lastCycle)
    let record = channel.record
    values = Cause.allCases.map { record.path.ledger[$0] / record.clock }
    values += Command.allCases.map { record.counters.commands[$0] }
    values += Command.allCases.map { record.counters.misses[$0] }
    values.append(record.counters.openCycles)
  }
}

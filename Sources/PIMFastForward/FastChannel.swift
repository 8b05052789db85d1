internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// The `fast` engine's channel: looks up the event engine's result for the same relative state and step, and
/// advances time, state and counters at once, by single steps or by whole streams up to the next refresh.
struct FastChannel: SimulatedChannel {
  let channelMemo: ChannelMemo
  let clock: Int64
  let isPostponing: Bool
  /// The time for which a refresh may be owed while a step runs, cycles.
  let postponement: Int64
  private let interval: Int64

  var record: ChannelRecord
  var completed = PathPoint()

  var state: ChannelMemo.StateIndex
  /// Edge of the last command, which is the origin of the relative state. On an idle channel the origin moves
  /// on without a command.
  var origin: Int64 = -1
  /// The row that the relative state counts from.
  var anchor: Int32 = 0
  var nextDue: Int64
  /// Open cycles after the origin that have been counted already.
  private var openAhead: Int64 = 0

  /// The channel's entry for the current stretch of steps.
  var entry = StretchEntry()

  init(_ system: System, _ memo: ChannelMemo) {
    channelMemo = memo
    clock = system.commandClockPicoseconds
    interval = Int64(system.refresh.intervalCycles)
    isPostponing = system.refresh.policy == .postponed
    postponement = isPostponing ? Int64(system.refresh.postponeLimit - 1) * interval : 0
    record = ChannelRecord(system, isLogging: false)
    state = channelMemo.initial
    nextDue = system.refresh.policy == .none ? .max : interval
  }

  private var isOpen: Bool { channelMemo.isOpen(state) }

  // MARK: Idle

  @inline(__always)
  mutating func idle(until edge: Int64) {
    if max(nextDue, origin + 1) <= edge { payDebts(dueBy: edge) }
  }

  @inline(never)
  mutating func payDebts(dueBy edge: Int64) {
    while nextDue <= edge {
      channelMemo.makeRoom()
      age(to: max(nextDue, origin + 1) - 1)
      let index = channelMemo.idleRefresh(from: state, due: nextDue - origin)
      let transition = channelMemo.transition(index)
      count(transition)
      finish(transition, due: origin + transition.value.due, anchor: anchor)
    }
  }

  /// Ages the state without a command up to an edge.
  @inline(__always)
  mutating func age(to edge: Int64) {
    if edge <= origin { return }
    settleOpenCycles()
    if isOpen { record.counters.openCycles += edge - origin }
    state = channelMemo.aged(state, by: edge - origin)
    origin = edge
  }

  var reached: Int64 { origin }

  func openCycles(until edge: Int64) -> Int64 {
    record.counters.openCycles - openAhead + (isOpen ? edge - origin : 0)
  }

  mutating func closeAccounts(at edge: Int64) {
    settleOpenCycles()
    if isOpen {
      openAhead = edge - origin
      record.counters.openCycles += openAhead
    }
  }

  @inline(__always)
  mutating func settleOpenCycles() {
    record.counters.openCycles -= openAhead
    openAhead = 0
  }

  static func areEquivalent(
    _ a: UnsafePointer<FastChannel>, _ b: UnsafePointer<FastChannel>, from edge: Int64?
  ) -> Bool {
    guard a.pointee.nextDue == b.pointee.nextDue else { return false }
    if edge == nil, a.pointee.record.path != b.pointee.record.path { return false }
    // The fields are compared one by one, since a use of the channel as a whole would copy it.
    let memo = a.pointee.channelMemo
    /// State and origin, aged without a command to the edge before `edge`.
    func position(_ state: ChannelMemo.StateIndex, _ origin: Int64) -> (ChannelMemo.StateIndex, Int64) {
      guard let edge, edge - 1 > origin else { return (state, origin) }
      return (memo.aged(state, by: edge - 1 - origin), edge - 1)
    }
    guard position(a.pointee.state, a.pointee.origin) == position(b.pointee.state, b.pointee.origin) else {
      return false
    }
    return a.pointee.anchor == b.pointee.anchor || !memo.isOpen(a.pointee.state)
  }

  // MARK: Snapshots

  /// Ages a channel to the edge before `edge`, so that its state determines its future.
  ///
  /// - Returns: false if a refresh keeps the channel busy at that edge.
  mutating func settle(before edge: Int64) -> Bool {
    if origin > edge - 1 { return false }
    age(to: edge - 1)
    settleOpenCycles()
    return true
  }

  /// The anchor in snapshots of a state without open rows, which names no row.
  static let closed = Int32.min

  /// The anchor in snapshots. Between two steps the channel's future depends on this, the state, the origin,
  /// the due time, and the path.
  var knownAnchor: Int32 { isOpen ? anchor : Self.closed }

  /// The state of the channel, and the edge from which the state counts.
  var place: (state: ChannelMemo.StateIndex, origin: Int64) { (state, origin) }

  /// Continues from a snapshot, with counters at 0. The path is set apart, since it is large.
  mutating func resume(_ state: ChannelMemo.StateIndex, anchor: Int32, origin: Int64, nextDue: Int64) {
    self.nextDue = nextDue
    self.state = state
    self.anchor = anchor == Self.closed ? 0 : anchor
    self.origin = origin
    (record.lastIssue, record.begun) = (origin, origin)
    if !record.refreshes.isEmpty { record.refreshes.removeAll(keepingCapacity: true) }
    record.counters = ChannelCounters()
    openAhead = 0
  }

  /// Moves the edge that the state counts from, which is that of the last command, and the next refresh.
  mutating func move(to edge: Int64, nextDue: Int64) {
    (origin, record.lastIssue, record.begun, self.nextDue) = (edge, edge, edge, nextDue)
  }

  /// The event engine's channel in the same state.
  mutating func eventChannel() -> EventChannel {
    settleOpenCycles()
    var channel = channelMemo.channel(in: state)
    channel.move(to: origin, anchor: anchor)
    channel.nextDue = nextDue
    channel.record = record
    return channel
  }

  /// Continues from the state of the event engine's channel, which was made of this one.
  mutating func goOn(from channel: consuming EventChannel) {
    channel.closeAccounts(at: channel.lastCycle)
    nextDue = channel.nextDue
    origin = channel.lastCycle
    anchor = channel.openRow.first { $0 >= 0 } ?? 0
    record = channel.record
    openAhead = 0
    state = channelMemo.state(of: &channel, origin: origin, anchor: anchor)
    age(to: record.begun)
  }

  /// Moves the counters so far to the sums of a block.
  mutating func moveCounters(of channels: ChannelMask, to sums: inout BlockSums) {
    settleOpenCycles()
    sums.take(channels, &record.counters)
  }
}

internal import PIMHardware
internal import PIMSimulation

/// What a step does from a state. Times are clock cycles from the last command before it.
struct Transition {
  let next: ChannelMemo.StateIndex
  /// The next state's anchor relative to the row of the first request; nil if the step names no row.
  let anchor: Int32?
  let firstIssue: Int64
  let lastIssue: Int64
  let completion: Int64
  let firstCause: Cause
  let completionCause: Cause
  /// What is added to the path's ledger (in cycles) and to the counters.
  let tally: Tally
  /// When the next refresh falls due, if one was to be looked at.
  let due: Int64
  /// Its refreshes, among those that the memo keeps.
  let refreshes: Range<Int32>
  let largestDebt: Int64

  /// Whether no command is issued: the step opens a row that is open in all banks. It is complete when its
  /// operands exist.
  var isEmpty: Bool { lastIssue == 0 }

  /// - Parameters:
  ///   - channel: as the event engine left it.
  ///   - isIdle: whether it had nothing to do, so that it issued no command of a step.
  init(
    _ channel: inout EventChannel, next: ChannelMemo.StateIndex, anchor: Int32?, isIdle: Bool,
    refreshes: Range<Int32>
  ) {
    self.next = next
    self.anchor = anchor
    if isIdle || !channel.record.hasIssued {
      (firstIssue, completion) = (0, 0)
      (firstCause, completionCause) = (.refresh, .refresh)
    } else {
      firstIssue = channel.record.firstIssue
      firstCause = channel.record.firstCause
      completion = channel.record.completionCycle
      completionCause = .completing(channel.record.completionCommand)
    }
    lastIssue = channel.lastCycle
    tally = Tally(&channel)
    due = channel.nextDue
    self.refreshes = refreshes
    largestDebt = channel.record.counters.largestDebt
  }
}

extension Borrowed<Transition> {
  /// The tally of a transition, where it lies.
  @inline(__always)
  var tally: Borrowed<Tally> { property(\.tally) }
}

/// What of a step decides in which keys it does the same.
struct StepHead {
  /// The step's number in the memo.
  var number: Int32
  /// The row of its first request.
  var row: Int32
  /// How many further rows it reaches, if it needs them in all banks.
  var span: Int32
  var reach: Reach

  enum Reach {
    /// It asks for no row.
    case none
    /// It needs its rows in all banks, or opens one in all banks.
    case allBanks
    case someBanks
  }

  init(_ step: [Request], number: Int32, columns: Int32) {
    self.number = number
    let first = step[0]
    row = first.row
    span = 0
    if first.command.role == .open {
      reach = .allBanks
    } else if first.command.role != .column {
      reach = .none
    } else if step.count == 1 && first.command.footprint == .all {
      reach = .allBanks
      span = (first.column + first.count - 1) / columns
    } else {
      reach = .someBanks
    }
  }
}

internal import PIMHardware
internal import PIMResults
internal import PIMSimulation

/// The effect of a step from a state. Times are clock cycles from the last command before the step.
struct Transition {
  let next: ChannelMemo.StateIndex
  /// The next state's anchor relative to the row of the first request; nil if the step names no row.
  let anchor: Int32?
  let firstIssue: Int64
  let lastIssue: Int64
  let completion: Int64
  let firstCause: Cause
  let completionCause: Cause
  /// The additions to the path's ledger (in cycles) and to the counters.
  let tally: Tally
  /// The edge at which the next refresh falls due, if a refresh is in the key.
  let due: Int64
  /// The range of its refreshes in the memo.
  let refreshes: Range<Int32>
  let largestDebt: Int64

  /// True if no command is issued: the step activates a row that is open in all banks. The step is complete
  /// when its operands are ready.
  var isEmpty: Bool { lastIssue == 0 }

  /// - Parameters:
  ///   - channel: the channel after the step of the event engine.
  ///   - isIdle: true for an idle channel, which issued no command of a step.
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
  /// A reference to the tally of a transition.
  @inline(__always)
  var tally: Borrowed<Tally> { property(\.tally) }
}

/// The properties of a step that determine its key.
struct StepHead {
  /// The step's number in the memo.
  var number: Int32
  /// The row of the first request.
  var row: Int32
  /// The number of further rows that the step reaches, if it needs them in all banks.
  var span: Int32
  var reach: Reach

  enum Reach {
    /// The step needs no row.
    case none
    /// The step needs its rows in all banks, or activates one in all banks.
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

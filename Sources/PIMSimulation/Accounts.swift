package import PIMInstructions
package import PIMResults

/// The time on the critical path and the activity of a run, by operator of each layer, and by position.
///
/// A machine says which operator's blocks come next, and how far latest completion and activity have come by
/// then. Blocks of one operator that follow each other are booked together.
package struct Accounts {
  /// The owner of a block: what its time and its activity are booked on.
  package struct Owner: Hashable, Sendable {
    let position: Int
    package let layer: Int
    let kind: OperatorKind

    package init(position: Int, layer: Int, kind: OperatorKind) {
      (self.position, self.layer, self.kind) = (position, layer, kind)
    }
  }

  /// Blocks so far.
  package var blocks: Int64 = 0
  /// By layer, then by operator; the first row is outside the layers. Rows of layers without blocks share one
  /// storage, since a trace may name any layer.
  private var spending: [[Spending]] = []
  private let nothing = Array(repeating: Spending(), count: OperatorKind.allCases.count)
  private var tokens: [SimulationResult.TokenTime] = []
  /// The owner of the blocks since the last booking; nil if a memo books them.
  private(set) var owner: Owner?
  private var start = Ledger()
  private var startActivity = Activity()
  /// The current position, from which time.
  private var position: Int?
  private var positionStart: Int64 = 0
  package var positionActivity = Activity()

  /// True if the next block belongs to the blocks that are not booked yet.
  @inline(__always)
  package func isOwned(by next: Owner?) -> Bool { owner == next }

  /// Books the blocks so far, and goes on with those of another owner, or of none.
  package mutating func pass(to next: Owner?, at frontier: PathPoint, _ activity: Activity) {
    if let owner {
      let (start, startActivity) = (start, startActivity)
      book(layer: owner.layer, kind: owner.kind) { own in
        own.causes.add(frontier.ledger, since: start)
        own.activity.add(activity, since: startActivity)
      }
      positionActivity.add(activity, since: startActivity)
    }
    owner = next
    (start, startActivity) = (frontier.ledger, activity)
    if let next { enter(position: next.position, at: frontier.time) }
  }

  /// Books time and activity on an operator, but on no position.
  package mutating func book(layer: Int, kind: OperatorKind, _ add: (inout Spending) -> Void) {
    while spending.count < layer + 2 { spending.append(nothing) }
    add(&spending[layer + 1][kind.index])
  }

  /// Ends the current position if the next block has another.
  @inline(__always)
  package mutating func enter(position next: Int, at time: Int64) {
    if next == position { return }
    leave(at: time)
    (position, positionStart) = (next, time)
  }

  /// True if a block of that position begins another position than the current one.
  package func isNew(position next: Int) -> Bool { next != position }

  private mutating func leave(at time: Int64) {
    guard let position else { return }
    positionActivity.time = time - positionStart
    tokens.append(
      SimulationResult.TokenTime(
        position: position, time: time - positionStart, activity: positionActivity))
    positionActivity = Activity()
  }

  /// Hands out everything at the end of a run, the work of which ended at the frontier.
  package mutating func close(at frontier: PathPoint, into result: inout SimulationResult) {
    leave(at: frontier.time)
    position = nil
    result.blocks = blocks
    result.tokens = tokens
    for row in spending.indices where spending[row] != nothing {
      for index in spending[row].indices {
        spending[row][index].activity.time = spending[row][index].causes.total
      }
    }
    CauseExchange.removeNegatives(&spending)
    result.set(spending)
  }
}

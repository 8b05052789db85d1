/// What the rest of a stream does from a state when no refresh falls due: where it is after each step, and what it has added up to by
/// then. Any stretch of it is a difference of two sums. Steps are counted from the first of the rest.
final class Trajectory {
  /// The step of the stream that it begins with.
  let first: Int
  /// States before each step, and after the last.
  let states: [ChannelMemo.StateIndex]
  /// Anchors before each step and after the last, relative to the block's rows; `EventChannel.elsewhere`: as before the stream.
  let anchors: [Int32]
  /// First and last command, and completion of each step, cycles from the last command before the first step.
  let firstIssue: [Int64]
  let lastIssue: [Int64]
  let completion: [Int64]
  let firstCause: [Cause]
  let completionCause: [Cause]
  /// Sums before each step and after the last.
  let sums: [Tally]
  /// Whether later steps complete later, so that the last of a stretch is its latest.
  let completesInOrder: Bool

  init(
    _ stream: Stream, step first: Int, from start: ChannelMemo.StateIndex, anchor: Int32, memo: ChannelMemo
  ) {
    self.first = first
    var states = [start]
    var anchors = [anchor]
    var firstIssue: [Int64] = []
    var lastIssue: [Int64] = []
    var completion: [Int64] = []
    var firstCause: [Cause] = []
    var completionCause: [Cause] = []
    var sums = [Tally()]
    sums.reserveCapacity(stream.steps.count - first + 1)
    var now: Int64 = 0
    var isInOrder = true
    for (index, step) in stream.steps[first...].enumerated() {
      let state = states[index]
      let known = anchors[index]
      let row =
        known == EventChannel.elsewhere
        ? EventChannel.elsewhere
        : memo.canonicalRow(EventChannel.rowOrigin + step[0].row - known, of: step, state: state)
      let transition = memo.transition(
        from: state, step: step, number: stream.number(first + index, in: memo), row: row, due: .max)
      firstIssue.append(now + transition.firstIssue)
      firstCause.append(transition.firstCause)
      if let last = completion.last, now + transition.completion <= last { isInOrder = false }
      completion.append(now + transition.completion)
      completionCause.append(transition.completionCause)
      now += transition.lastIssue
      lastIssue.append(now)
      states.append(transition.next)
      anchors.append(transition.anchor.map { step[0].row + $0 } ?? known)
      var sum = sums[index]
      sum += transition.tally
      sums.append(sum)
    }
    self.states = states
    self.anchors = anchors
    self.firstIssue = firstIssue
    self.lastIssue = lastIssue
    self.completion = completion
    self.firstCause = firstCause
    self.completionCause = completionCause
    self.sums = sums
    completesInOrder = isInOrder
  }

  /// Whether another is a part of this one.
  func contains(_ other: Trajectory) -> Bool {
    let index = other.first - first
    return index >= 0 && states[index] == other.states[0] && anchors[index] == other.anchors[0]
  }

  /// The first step from `start` on whose value is not below `limit`, or the number of steps.
  func firstStep(from start: Int, in values: [Int64], notBelow limit: Int64) -> Int {
    var low = start
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

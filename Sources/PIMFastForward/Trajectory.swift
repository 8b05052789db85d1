internal import PIMResults
internal import PIMSimulation

/// The steps of a stream from a state on if no refresh falls due: states and prefix sums after each step. Any
/// run of steps is a difference of two prefix sums. Steps are counted from the first of the trajectory.
///
/// The columns lie in one allocation and never change, so access costs no reference counts.
final class Trajectory {
  /// The step of the stream with which the trajectory begins.
  let first: Int
  /// The number of steps.
  let count: Int
  /// States before each step, and after the last.
  let states: Column<ChannelMemo.StateIndex>
  /// Anchors before each step and after the last, relative to the block's rows; `EventChannel.elsewhere`
  /// stands for the anchor before the stream.
  let anchors: Column<Int32>
  /// The key of each step.
  let keys: Column<Int32>
  /// First and last command, and completion of each step, cycles from the last command before the first step.
  /// A step without commands has those of the step before.
  let firstIssue: Column<Int64>
  let lastIssue: Column<Int64>
  let completion: Column<Int64>
  let firstCause: Column<Cause>
  let completionCause: Column<Cause>
  /// The step that completes last of those up to each step, of equals the first.
  let latest: Column<Int32>
  /// The longest time from a step's last command to its completion, cycles.
  let longestDelay: Int64
  /// Prefix sums before each step and after the last.
  let sums: Column<Tally>
  /// True if later steps complete later, so that the last of several steps completes last.
  let completesInOrder: Bool
  private let memory: UnsafeMutableRawPointer

  init(
    _ stream: Stream, step first: Int, from start: ChannelMemo.StateIndex, anchor: Int32, memo: ChannelMemo
  ) {
    let count = stream.steps.count - first
    let heads = stream.heads(in: memo)
    // All columns have the same length; those of wide elements come first, so that each is aligned.
    let bytes =
      MemoryLayout<Tally>.stride + 3 * MemoryLayout<Int64>.stride + 4 * MemoryLayout<Int32>.stride
      + 2 * MemoryLayout<Cause>.stride
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: (count + 1) * bytes, alignment: MemoryLayout<Tally>.alignment)
    var free = memory
    func column<Element>(of type: Element.Type) -> UnsafeMutablePointer<Element> {
      defer { free += (count + 1) * MemoryLayout<Element>.stride }
      return free.bindMemory(to: type, capacity: count + 1)
    }
    let sums = column(of: Tally.self)
    let firstIssue = column(of: Int64.self)
    let lastIssue = column(of: Int64.self)
    let completion = column(of: Int64.self)
    let states = column(of: Int32.self)
    let anchors = column(of: Int32.self)
    let keys = column(of: Int32.self)
    let latest = column(of: Int32.self)
    let firstCause = column(of: Cause.self)
    let completionCause = column(of: Cause.self)

    sums.initialize(to: Tally())
    states.initialize(to: start)
    anchors.initialize(to: anchor)
    var now: Int64 = 0
    var isInOrder = true
    for index in 0..<count {
      let head = heads[first + index]
      let state = states[index]
      let known = anchors[index]
      let row =
        known == EventChannel.elsewhere
        ? EventChannel.elsewhere
        : memo.canonicalRow(EventChannel.rowOrigin + head.row - known, of: head, state: state)
      let key = memo.key(of: state, step: head.number, row: row)
      (keys + index).initialize(to: key)
      let transition = memo.transition(
        memo.known(key, due: .max)
          ?? memo.learn(key, step: stream.steps[first + index], due: .max))
      (firstIssue + index).initialize(to: now + transition.value.firstIssue)
      (firstCause + index).initialize(to: transition.value.firstCause)
      if transition.value.isEmpty && index > 0 {
        (completion + index).initialize(to: completion[index - 1])
        (completionCause + index).initialize(to: completionCause[index - 1])
      } else {
        (completion + index).initialize(to: now + transition.value.completion)
        (completionCause + index).initialize(to: transition.value.completionCause)
        if index > 0 && completion[index] <= completion[index - 1] { isInOrder = false }
      }
      now += transition.value.lastIssue
      (lastIssue + index).initialize(to: now)
      (states + index + 1).initialize(to: transition.value.next)
      (anchors + index + 1).initialize(to: transition.value.anchor.map { head.row + $0 } ?? known)
      (sums + index + 1).initialize(to: sums[index])
      sums[index + 1] += transition.value.tally
    }
    // The path waits for the first command after steps without commands.
    for index in stride(from: count - 2, through: 0, by: -1)
    where lastIssue[index] == (index == 0 ? 0 : lastIssue[index - 1]) {
      firstCause[index] = firstCause[index + 1]
    }
    var delay: Int64 = 0
    var last = 0
    // As `Trajectory.end(of:)`, which cannot be called before all columns are set.
    func end(of step: Int) -> Int64 {
      lastIssue[step] == (step == 0 ? 0 : lastIssue[step - 1])
        ? lastIssue[step] : max(completion[step], lastIssue[step])
    }
    for index in 0..<count {
      if end(of: index) > end(of: last) { last = index }
      (latest + index).initialize(to: Int32(last))
      delay = max(delay, completion[index] - lastIssue[index])
    }
    self.first = first
    self.count = count
    self.latest = Column(latest)
    longestDelay = delay
    self.memory = memory
    self.states = Column(states)
    self.anchors = Column(anchors)
    self.keys = Column(keys)
    self.firstIssue = Column(firstIssue)
    self.lastIssue = Column(lastIssue)
    self.completion = Column(completion)
    self.firstCause = Column(firstCause)
    self.completionCause = Column(completionCause)
    self.sums = Column(sums)
    completesInOrder = isInOrder
  }

  /// The elements are trivial; only the memory has to be freed.
  deinit { memory.deallocate() }

  /// True if a step issues no command.
  @inline(__always)
  func isEmpty(_ step: Int) -> Bool { lastIssue[step] == (step == 0 ? 0 : lastIssue[step - 1]) }

  /// True if another trajectory is a suffix of this one.
  func contains(_ other: Trajectory) -> Bool {
    let index = other.first - first
    return index >= 0 && index + other.count <= count && states[index] == other.states[0]
      && anchors[index] == other.anchors[0]
  }

  /// The first step from `start` on whose value is not below `limit`, or the number of steps.
  func firstStep(from start: Int, in values: Column<Int64>, notBelow limit: Int64) -> Int {
    var low = start
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

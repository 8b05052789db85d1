internal import PIMSimulation

/// What a stretch of a stream does from a state when no refresh falls due: where it is after each step, and what it has added up to by
/// then. Any part of it is a difference of two sums. Steps are counted from the first of the stretch.
///
/// Its columns lie in one block of memory and never change, so that going over them costs no reference counts.
final class Trajectory {
  /// The step of the stream that it begins with.
  let first: Int
  /// How many steps it has.
  let count: Int
  /// States before each step, and after the last.
  let states: UnsafePointer<ChannelMemo.StateIndex>
  /// Anchors before each step and after the last, relative to the block's rows; `EventChannel.elsewhere`: as before the stream.
  let anchors: UnsafePointer<Int32>
  /// The situation that each step begins in.
  let situations: UnsafePointer<Int32>
  /// First and last command, and completion of each step, cycles from the last command before the first step. A step without commands has those of
  /// the step before.
  let firstIssue: UnsafePointer<Int64>
  let lastIssue: UnsafePointer<Int64>
  let completion: UnsafePointer<Int64>
  let firstCause: UnsafePointer<Cause>
  let completionCause: UnsafePointer<Cause>
  /// Sums before each step and after the last.
  let sums: UnsafePointer<Tally>
  /// Whether later steps complete later, so that the last of a stretch is its latest.
  let completesInOrder: Bool
  private let memory: UnsafeMutableRawPointer

  init(
    _ stream: Stream, step first: Int, from start: ChannelMemo.StateIndex, anchor: Int32, memo: ChannelMemo
  ) {
    let count = stream.steps.count - first
    let heads = stream.heads(in: memo)
    // All columns are as long as the longest; those of wide elements come first, so that each is aligned.
    let bytes =
      MemoryLayout<Tally>.stride + 3 * MemoryLayout<Int64>.stride + 3 * MemoryLayout<Int32>.stride
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
    let situations = column(of: Int32.self)
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
      let situation = memo.situation(of: state, step: head.number, row: row)
      (situations + index).initialize(to: situation)
      let transition = memo.transition(
        memo.known(situation, due: .max)
          ?? memo.learn(situation, step: stream.steps[first + index], due: .max))
      (firstIssue + index).initialize(to: now + transition.pointee.firstIssue)
      (firstCause + index).initialize(to: transition.pointee.firstCause)
      if transition.pointee.isEmpty && index > 0 {
        (completion + index).initialize(to: completion[index - 1])
        (completionCause + index).initialize(to: completionCause[index - 1])
      } else {
        (completion + index).initialize(to: now + transition.pointee.completion)
        (completionCause + index).initialize(to: transition.pointee.completionCause)
        if index > 0 && completion[index] <= completion[index - 1] { isInOrder = false }
      }
      now += transition.pointee.lastIssue
      (lastIssue + index).initialize(to: now)
      (states + index + 1).initialize(to: transition.pointee.next)
      (anchors + index + 1).initialize(to: transition.pointee.anchor.map { head.row + $0 } ?? known)
      (sums + index + 1).initialize(to: sums[index])
      sums[index + 1] += transition.pointee.tally
    }
    // The first command after steps without one is what the path waits for.
    for index in stride(from: count - 2, through: 0, by: -1)
    where lastIssue[index] == (index == 0 ? 0 : lastIssue[index - 1]) {
      firstCause[index] = firstCause[index + 1]
    }
    self.first = first
    self.count = count
    self.memory = memory
    self.states = UnsafePointer(states)
    self.anchors = UnsafePointer(anchors)
    self.situations = UnsafePointer(situations)
    self.firstIssue = UnsafePointer(firstIssue)
    self.lastIssue = UnsafePointer(lastIssue)
    self.completion = UnsafePointer(completion)
    self.firstCause = UnsafePointer(firstCause)
    self.completionCause = UnsafePointer(completionCause)
    self.sums = UnsafePointer(sums)
    completesInOrder = isInOrder
  }

  /// No element needs more than its memory back.
  deinit { memory.deallocate() }

  /// Whether a step issues no command.
  @inline(__always)
  func isEmpty(_ step: Int) -> Bool { lastIssue[step] == (step == 0 ? 0 : lastIssue[step - 1]) }

  /// Whether another is a part of this one.
  func contains(_ other: Trajectory) -> Bool {
    let index = other.first - first
    return index >= 0 && index + other.count <= count && states[index] == other.states[0]
      && anchors[index] == other.anchors[0]
  }

  /// The first step from `start` on whose value is not below `limit`, or the number of steps.
  func firstStep(from start: Int, in values: UnsafePointer<Int64>, notBelow limit: Int64) -> Int {
    var low = start
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

internal import Hardware
internal import Instructions

/// The steps of a template in program order, and what each group of channels has to do of them: channels that are always named together
/// share a stream.
final class StepPlan {
  struct Group {
    var channels: ChannelMask
    var stream: Stream
    /// How much further on the stream's rows are than the block's.
    var rows: Int32
    /// The steps that the stream's are parts of.
    var steps: [Int32]
    /// How many of the stream's steps come before a step.
    var before: [Int32]
  }

  let steps: [Step]
  let operands: OperandList
  /// The latest step before a step that touches SRAM as it must not be overtaken, or -1.
  let after: [Int32]
  /// The channels of a step; none for a step of the ASIC.
  let channels: [ChannelMask]
  /// Instructions for single channels before each step, and in all.
  let instructions: [Int64]
  /// Filled in where streams are wanted.
  fileprivate(set) var groups: [Group] = []

  init(_ steps: [Step], _ operands: OperandList) {
    self.steps = steps
    self.operands = operands
    after = Self.dependences(steps, operands)
    var channels: [ChannelMask] = []
    channels.reserveCapacity(steps.count)
    var sum: Int64 = 0
    var instructions: [Int64] = [0]
    instructions.reserveCapacity(steps.count + 1)
    for step in steps {
      switch step.work {
      case .channels(let mask, _):
        sum += Int64(mask.count)
        channels.append(mask)
      case .batch(let mask, let members):
        sum += members.reduce(0) { $0 + Int64($1.channels.count) }
        channels.append(mask)
      case .asic, .barrier: channels.append(ChannelMask(rawValue: 0))
      }
      instructions.append(sum)
    }
    self.channels = channels
    self.instructions = instructions
  }

  private static func dependences(_ steps: [Step], _ operands: OperandList) -> [Int32] {
    var writer = [Int32](repeating: -1, count: operands.granules)
    var reader = writer
    var after: [Int32] = []
    after.reserveCapacity(steps.count)
    for (index, step) in steps.enumerated() {
      var latest: Int32 = -1
      for i in step.operands.reads {
        for g in operands.reads[i] { latest = max(latest, writer[g]) }
      }
      for i in step.operands.writes {
        for g in operands.writes[i] { latest = max(latest, writer[g], reader[g]) }
      }
      for i in step.operands.reads {
        for g in operands.reads[i] { reader[g] = Int32(index) }
      }
      for i in step.operands.writes {
        for g in operands.writes[i] { writer[g] = Int32(index) }
      }
      after.append(latest)
    }
    return after
  }

  /// Channels that the steps always name together.
  var partition: [ChannelMask] {
    var groups: [ChannelMask] = []
    for step in steps {
      switch step.work {
      case .channels(let mask, _): groups.divide(at: mask)
      case .batch(_, let members): for member in members { groups.divide(at: member.channels) }
      case .asic, .barrier: break
      }
    }
    return groups
  }

  /// Calls for all that a group of channels does, with the step that it is of.
  func forEachRequest(for group: ChannelMask, _ body: (_ step: Int, _ request: Request) -> Void) {
    for index in steps.indices where channels[index].rawValue & group.rawValue != 0 {
      switch steps[index].work {
      case .channels(_, let requests): for request in requests { body(index, request) }
      case .batch(_, let members):
        for member in members where member.channels.contains(group) { body(index, member.request) }
      case .asic, .barrier: break
      }
    }
  }

  /// Writes down all that the time and the effects of the plan depend on. What channels do in each step is in their streams.
  func append(to words: inout [Int64]) {
    func append(_ runs: some Collection<Range<Int>>) {
      words.append(Int64(runs.count))
      for run in runs { words.append(Int64(run.lowerBound) << 32 | Int64(run.upperBound)) }
    }
    words.append(Int64(steps.count))
    for step in steps {
      switch step.work {
      case .asic(let work, let cause):
        words += [0, Int64(cause.rawValue), work.cycles, work.additions, work.multiplications]
      case .barrier: words.append(1)
      case .channels(let mask, _): words += [2, Int64(bitPattern: mask.rawValue)]
      case .batch(let mask, _): words += [3, Int64(bitPattern: mask.rawValue)]
      }
      append(operands.reads[step.operands.reads])
      append(operands.writes[step.operands.writes])
    }
    for group in groups {
      words += [
        Int64(bitPattern: group.channels.rawValue), Int64(group.stream.id), Int64(group.rows),
        Int64(group.steps.count),
      ]
      for step in group.steps { words.append(Int64(step)) }
    }
  }

  /// Gives a group its stream.
  func add(_ channels: ChannelMask, stream: Stream, rows: Int32, steps taken: [Int32]) {
    var before: [Int32] = [0]
    before.reserveCapacity(steps.count + 1)
    var next = 0
    for step in steps.indices {
      if next < taken.count, taken[next] == Int32(step) { next += 1 }
      before.append(Int32(next))
    }
    groups.append(Group(channels: channels, stream: stream, rows: rows, steps: taken, before: before))
  }
}

extension [ChannelMask] {
  /// Divides groups of channels so that each lies inside a mask or outside, and adds those of the mask that are in none.
  mutating func divide(at mask: ChannelMask) {
    var rest = mask.rawValue
    for i in indices {
      let inside = self[i].rawValue & rest
      if inside == 0 { continue }
      rest &= ~inside
      if inside != self[i].rawValue {
        append(ChannelMask(rawValue: self[i].rawValue & ~inside))
        self[i] = ChannelMask(rawValue: inside)
      }
    }
    if rest != 0 { append(ChannelMask(rawValue: rest)) }
  }
}

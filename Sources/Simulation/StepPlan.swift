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
  let operands: [Operands]
  /// The latest step before a step that touches SRAM as it must not be overtaken, or -1.
  let after: [Int32]
  /// The channels of a step; none for a step of the ASIC.
  let channels: [ChannelMask]
  /// Instructions for single channels before each step, and in all.
  let instructions: [Int64]
  /// Filled in where streams are wanted.
  fileprivate(set) var groups: [Group] = []

  init(_ steps: [Step]) {
    self.steps = steps
    operands = steps.map { Operands(reads: $0.reads, writes: $0.writes) }
    after = Self.dependences(operands)
    channels = steps.map {
      switch $0.work {
      case .channels(let mask, _), .batch(let mask, _): mask
      case .asic, .barrier: ChannelMask(rawValue: 0)
      }
    }
    var sum: Int64 = 0
    var instructions: [Int64] = [0]
    for step in steps {
      switch step.work {
      case .channels(let mask, _): sum += Int64(mask.count)
      case .batch(_, let members): sum += members.reduce(0) { $0 + Int64($1.channels.count) }
      case .asic, .barrier: break
      }
      instructions.append(sum)
    }
    self.instructions = instructions
  }

  private static func dependences(_ operands: [Operands]) -> [Int32] {
    let granules = operands.flatMap { $0.reads + $0.writes }.map(\.upperBound).max() ?? 0
    var writer = [Int32](repeating: -1, count: granules)
    var reader = writer
    return operands.indices.map { index in
      var latest: Int32 = -1
      for range in operands[index].reads {
        for g in range { latest = max(latest, writer[g]) }
      }
      for range in operands[index].writes {
        for g in range { latest = max(latest, writer[g], reader[g]) }
      }
      for range in operands[index].reads {
        for g in range { reader[g] = Int32(index) }
      }
      for range in operands[index].writes {
        for g in range { writer[g] = Int32(index) }
      }
      return latest
    }
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

  /// What a group of channels does of a step.
  func requests(of step: Int, for group: ChannelMask) -> [Request] {
    switch steps[step].work {
    case .channels(let mask, let requests): mask.contains(group) ? requests : []
    case .batch(_, let members): members.filter { $0.channels.contains(group) }.map(\.request)
    case .asic, .barrier: []
    }
  }

  /// Gives a group its stream.
  func add(_ channels: ChannelMask, stream: Stream, rows: Int32, steps taken: [Int32]) {
    var before: [Int32] = [0]
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

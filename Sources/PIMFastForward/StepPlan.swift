internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// The steps of a template in program order, and, section by section, what each group of channels has to do
/// of them: channels that are always named together share a stream.
final class StepPlan {
  struct Group {
    var channels: ChannelMask
    var placed: PlacedStream
    /// The steps that the stream's are parts of, counted from the section's first.
    var steps: [Int32]
    /// How many of the stream's steps come before a step of the section, and in all.
    var before: [Int32]
  }

  /// Steps in a row. What channels do in them is looked into when they come up, so a long block that is given
  /// up costs little.
  struct Section {
    var steps: Range<Int>
    var groups: [Group] = []
  }

  let steps: [Step]
  let operands: OperandList
  /// The latest step before a step that touches SRAM as it must not be overtaken, or -1.
  let after: [Int32]
  /// The channels of a step; none for a step of the ASIC.
  let channels: [ChannelMask]
  /// Instructions for single channels before each step, and in all.
  let instructions: [Int64]
  /// Those that have come up.
  private(set) var sections: [Section] = []

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
    let granules = (operands.reads + operands.writes).reduce(0) { max($0, $1.upperBound) }
    var writer = [Int32](repeating: -1, count: granules)
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

  /// Writes down all that the time and the effects of the plan depend on.
  ///
  /// - Parameter columns: in a row, so that requests forget what time does not depend on.
  func append(to words: inout [Int64], columns: Int32) {
    func append(_ runs: ArraySlice<Range<Int>>) {
      for run in runs { words.append(packed(Int32(run.lowerBound), Int32(run.upperBound))) }
    }
    func append(_ request: Request) {
      var request = request
      request.forgetColumns(columns)
      words.append(packed(request.row, request.column))
      words.append(
        packed(
          request.count,
          Int32(request.bank) << 16 | (request.isContended ? 1 << 15 : 0) | Int32(request.command.rawValue)))
    }
    // Most are one request with one operand.
    words.reserveCapacity(words.count + 6 * steps.count)
    for step in steps {
      switch step.work {
      case .asic(let work, let cause):
        words.append(Int64(cause.rawValue) << 2)
        words.append(work.cycles)
        words.append(work.additions)
        words.append(work.multiplications)
      case .barrier: words.append(1)
      case .channels(let mask, let requests):
        words.append(Int64(requests.count) << 2 | 2)
        words.append(Int64(bitPattern: mask.rawValue))
        for request in requests { append(request) }
      case .batch(_, let members):
        words.append(Int64(members.count) << 2 | 3)
        for member in members {
          words.append(Int64(bitPattern: member.channels.rawValue))
          append(member.request)
        }
      }
      words.append(packed(Int32(step.operands.reads.count), Int32(step.operands.writes.count)))
      append(operands.reads[step.operands.reads])
      append(operands.writes[step.operands.writes])
    }
  }

  // MARK: Sections

  /// Adds the next section, without groups.
  ///
  /// - Parameter length: how many steps it has at the most; with twice as many requests it ends, too.
  /// - Returns: the channels that its steps always name together.
  func beginSection(length: Int) -> [ChannelMask] {
    let first = sections.last?.steps.upperBound ?? 0
    var (end, requests) = (first, 0)
    var groups: [ChannelMask] = []
    while end < min(first + length, steps.count), requests < 2 * length {
      switch steps[end].work {
      case .channels(let mask, let own):
        groups.divide(at: mask)
        requests += own.count
      case .batch(_, let members):
        for member in members { groups.divide(at: member.channels) }
        requests += members.count
      case .asic, .barrier: break
      }
      end += 1
    }
    sections.append(Section(steps: first..<end))
    return groups
  }

  /// Calls for all that a group of channels does in the latest section, with the step that it is of, counted
  /// from the section's first.
  func forEachRequest(for group: ChannelMask, _ body: (_ step: Int32, _ request: Request) -> Void) {
    guard let section = sections.last?.steps else { return }
    for index in section where channels[index].rawValue & group.rawValue != 0 {
      let step = Int32(index - section.lowerBound)
      switch steps[index].work {
      case .channels(_, let requests): for request in requests { body(step, request) }
      case .batch(_, let members):
        for member in members where member.channels.contains(group) { body(step, member.request) }
      case .asic, .barrier: break
      }
    }
  }

  /// Gives a group of the latest section its stream.
  func add(_ channels: ChannelMask, _ placed: PlacedStream, steps taken: [Int32]) {
    let count = sections[sections.count - 1].steps.count
    var before: [Int32] = [0]
    before.reserveCapacity(count + 1)
    var next = 0
    for step in 0..<count {
      if next < taken.count, taken[next] == Int32(step) { next += 1 }
      before.append(Int32(next))
    }
    sections[sections.count - 1].groups.append(
      Group(channels: channels, placed: placed, steps: taken, before: before))
  }
}

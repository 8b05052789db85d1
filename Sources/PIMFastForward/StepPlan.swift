internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// The steps of a template in program order, and, section by section, the stream of each group of channels.
/// Channels that occur in the same masks form a group.
final class StepPlan {
  struct Group {
    var channels: ChannelMask
    var placed: PlacedStream
    /// The section's steps that contain the steps of the stream, counted from the section's first.
    var steps: [Int32]
    /// The number of the stream's steps before each step of the section, and in all.
    var before: [Int32]
    /// The stream's steps with operands, and the number of them before each step of the section, and in all.
    var operandSteps: [OperandStep]
    var operandStepsBefore: [Int32]

    /// The first step of the section from `step` on that contains a step of the stream, if any.
    func firstStep(from step: Int) -> Int? {
      let own = Int(before[step])
      return own < steps.count ? Int(steps[own]) : nil
    }

    /// The stream's steps in steps of the section.
    func steps(in range: Range<Int>) -> Range<Int> {
      Int(before[range.lowerBound])..<Int(before[range.upperBound])
    }
  }

  /// A channel step with operands.
  struct OperandUse {
    /// The index of the step.
    var step: Int32
    /// The latest earlier step that it must not overtake because of SRAM, or -1.
    var after: Int32
    var operands: Operands
  }

  /// A step of a stream with operands.
  struct OperandStep {
    /// Its index in `StepPlan.operandSteps`.
    var place: Int32
    /// Its index in the stream.
    var own: Int32
  }

  /// Consecutive steps. Streams are made when a section is reached, so a long block that is given up costs
  /// little.
  struct Section {
    var steps: Range<Int>
    var groups: [Group] = []
  }

  let steps: [Step]
  let operands: OperandList
  /// The channels of each step; none for a step of the ASIC.
  let channels: [ChannelMask]
  /// Instructions before each step, and in all, counted once for each channel.
  let instructions: [Int64]
  /// The channel steps with operands, and the number of them before each step, and in all.
  let operandSteps: [OperandUse]
  let operandStepsBefore: [Int32]
  /// For each step, the first step from there on that is not for channels, or the number of steps.
  let channelStepsEnd: [Int32]
  /// True for a step that opens a row ahead of its use.
  let opensRow: [Bool]
  /// True if no step is for channels.
  let isOfASIC: Bool
  /// The sections that have been reached.
  @exclusivity(unchecked) private(set) var sections: [Section] = []

  init(_ steps: [Step], _ operands: OperandList) {
    self.steps = steps
    self.operands = operands
    let after = Self.dependences(steps, operands)
    var channels: [ChannelMask] = []
    channels.reserveCapacity(steps.count)
    var sum: Int64 = 0
    var instructions: [Int64] = [0]
    instructions.reserveCapacity(steps.count + 1)
    var opensRow: [Bool] = []
    opensRow.reserveCapacity(steps.count)
    var operandSteps: [OperandUse] = []
    var operandStepsBefore: [Int32] = []
    operandStepsBefore.reserveCapacity(steps.count + 1)
    for (index, step) in steps.enumerated() {
      var opens = false
      switch step.work {
      case .channels(let mask, let requests):
        sum += Int64(mask.count)
        channels.append(mask)
        opens = requests[0].command.role == .open
      case .batch(let mask, let members):
        sum += members.reduce(0) { $0 + Int64($1.channels.count) }
        channels.append(mask)
      case .asic, .barrier: channels.append(ChannelMask(rawValue: 0))
      }
      opensRow.append(opens)
      instructions.append(sum)
      operandStepsBefore.append(Int32(operandSteps.count))
      if channels[index].rawValue != 0, !step.operands.reads.isEmpty || !step.operands.writes.isEmpty {
        operandSteps.append(OperandUse(step: Int32(index), after: after[index], operands: step.operands))
      }
    }
    operandStepsBefore.append(Int32(operandSteps.count))
    var channelStepsEnd = [Int32](repeating: Int32(steps.count), count: steps.count)
    for index in steps.indices.reversed() {
      if channels[index].rawValue == 0 {
        channelStepsEnd[index] = Int32(index)
      } else if index + 1 < steps.count {
        channelStepsEnd[index] = channelStepsEnd[index + 1]
      }
    }
    isOfASIC = channels.allSatisfy { $0.rawValue == 0 }
    self.channels = channels
    self.instructions = instructions
    self.operandSteps = operandSteps
    self.operandStepsBefore = operandStepsBefore
    self.channelStepsEnd = channelStepsEnd
    self.opensRow = opensRow
  }

  /// For each step, the latest earlier step that it must not overtake because of SRAM, or -1.
  private static func dependences(_ steps: [Step], _ operands: OperandList) -> [Int32] {
    if steps.count == 1 { return [-1] }
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

  /// Appends everything that the time and the effects of the plan depend on.
  ///
  /// - Parameter columns: columns of a row, for `Request.forgetColumns`.
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
    // Most steps are one request with one operand.
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
  /// - Parameter length: the maximum number of steps; the section also ends at twice as many requests.
  /// - Returns: the groups of channels that occur in the same masks.
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

  /// Calls the body with all requests of a group in the latest section, each with its step, counted from the
  /// section's first.
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

  /// Adds a group with its stream to the latest section.
  func add(_ channels: ChannelMask, _ placed: PlacedStream, steps taken: [Int32]) {
    let section = sections[sections.count - 1].steps
    var before: [Int32] = [0]
    before.reserveCapacity(section.count + 1)
    var own: [OperandStep] = []
    var ownBefore: [Int32] = [0]
    ownBefore.reserveCapacity(section.count + 1)
    var next = 0
    for (step, index) in section.enumerated() {
      if next < taken.count, taken[next] == Int32(step) {
        let place = operandStepsBefore[index]
        if operandStepsBefore[index + 1] > place { own.append(OperandStep(place: place, own: Int32(next))) }
        next += 1
      }
      before.append(Int32(next))
      ownBefore.append(Int32(own.count))
    }
    sections[sections.count - 1].groups.append(
      Group(
        channels: channels, placed: placed, steps: taken, before: before, operandSteps: own,
        operandStepsBefore: ownBefore))
  }
}

package import PIMHardware
package import PIMInstructions

/// A unit of work of a template, in program order: an instruction on the ASIC or on channels, or a batch of bank reads
/// and writes (`AccessBatches`), which stands where its first one does.
package struct Step: Sendable {
  package enum Work: Sendable {
    /// One request, the same for each channel of the mask.
    case channels(ChannelMask, [Request])
    /// Bank reads and writes in program order; each channel takes those of its own.
    case batch(ChannelMask, [(channels: ChannelMask, request: Request)])
    case asic(ASICWork, cause: Cause)
    case barrier
  }

  package var work: Work
  package var operands: Operands

  /// Marks the accesses of a batch if two of them meet at a cell.
  mutating func markContended(columns: Int32) {
    guard case .batch(let mask, var members) = work, members.count > 1,
      Request.contend(members.map(\.request), columns: columns)
    else { return }
    for i in members.indices { members[i].request.isContended = true }
    work = .batch(mask, members)
  }

  /// Adds an access to a batch, in place.
  mutating func append(_ request: Request, on channels: ChannelMask) {
    guard case .batch(let mask, var members) = work else { return }
    work = .barrier
    members.append((channels, request))
    work = .batch(ChannelMask(rawValue: mask.rawValue | channels.rawValue), members)
  }
}

/// What a step touches of ASIC SRAM: places in lists of runs of granules.
@usableFromInline package struct Operands: Sendable {
  @usableFromInline package var reads: Range<Int>
  @usableFromInline package var writes: Range<Int>
}

/// Runs of granules that the steps of a template read and write, step by step.
@usableFromInline package struct OperandList: Sendable {
  @usableFromInline package private(set) var reads: [Range<Int>] = []
  @usableFromInline package private(set) var writes: [Range<Int>] = []

  /// The operands of a step that comes next.
  package var next: Operands {
    Operands(reads: reads.count..<reads.count, writes: writes.count..<writes.count)
  }

  /// Adds what an instruction of the latest step touches.
  mutating func add(_ instruction: Instruction, to operands: inout Operands) {
    instruction.forEachRead { Self.add($0, to: &reads, from: operands.reads.lowerBound) }
    instruction.forEachWrite { Self.add($0, to: &writes, from: operands.writes.lowerBound) }
    operands.reads = operands.reads.lowerBound..<reads.count
    operands.writes = operands.writes.lowerBound..<writes.count
  }

  /// Neighbouring ranges of a step are one.
  private static func add(_ range: SRAMRange, to runs: inout [Range<Int>], from start: Int) {
    if range.count <= 0 { return }
    let first = Int(range.start / OperandTracks.granule)
    let end = Int((range.start + range.count + OperandTracks.granule - 1) / OperandTracks.granule)
    if runs.count > start, let last = runs.last, last.upperBound >= first, last.lowerBound <= first {
      runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, end)
    } else {
      runs.append(first..<end)
    }
  }

  /// One more than the last granule.
  package var granules: Int { max(Self.end(of: reads), Self.end(of: writes)) }

  private static func end(of runs: [Range<Int>]) -> Int { runs.reduce(0) { max($0, $1.upperBound) } }
}

extension Step {
  /// The steps of a template's instructions.
  ///
  /// - Parameter function: what an instruction is to the ASIC.
  package static func steps(
    of instructions: [Instruction], organisation: System.Organisation,
    function: (Instruction) -> (work: ASICWork, cause: Cause)
  ) -> (steps: [Step], operands: OperandList) {
    var steps: [Step] = []
    steps.reserveCapacity(instructions.count)
    var list = OperandList()
    var batches = AccessBatches()
    // The step of each batch; and the instructions of each step, needed where a batch takes in more after the step that follows it.
    var stepOfBatch: [Int] = []
    var members: [(step: Int, instruction: Int)] = []
    var isInOrder = true
    func add(_ work: Work, _ index: Int) {
      members.append((steps.count, index))
      var operands = list.next
      list.add(instructions[index], to: &operands)
      steps.append(Step(work: work, operands: operands))
    }
    for (index, instruction) in instructions.enumerated() {
      switch instruction.opcode.unit {
      case .control:
        batches.pass(instruction)
        steps.append(Step(work: .barrier, operands: list.next))
      case .asic:
        batches.pass(instruction)
        let (work, cause) = function(instruction)
        add(.asic(work, cause: cause), index)
      case .channels:
        guard let request = Request(instruction, organisation: organisation) else { continue }
        if !request.command.isHostAccess {
          batches.pass(instruction)
          add(.channels(instruction.channels, [request]), index)
          continue
        }
        let batch = batches.join(instruction)
        if batch == stepOfBatch.count {
          stepOfBatch.append(steps.count)
          add(.batch(instruction.channels, [(instruction.channels, request)]), index)
          continue
        }
        let step = stepOfBatch[batch]
        members.append((step, index))
        steps[step].append(request, on: instruction.channels)
        if step == steps.count - 1 {
          list.add(instruction, to: &steps[step].operands)
        } else {
          isInOrder = false
        }
      }
    }
    for step in stepOfBatch { steps[step].markContended(columns: Int32(organisation.columns)) }
    if isInOrder { return (steps, list) }
    var byStep = Array(repeating: [Int](), count: steps.count)
    for member in members { byStep[member.step].append(member.instruction) }
    list = OperandList()
    for step in steps.indices {
      var operands = list.next
      for index in byStep[step] { list.add(instructions[index], to: &operands) }
      steps[step].operands = operands
    }
    return (steps, list)
  }
}

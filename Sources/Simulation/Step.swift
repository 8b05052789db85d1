internal import Hardware
internal import Instructions

/// What the simulator does of a template, in program order: an instruction on the ASIC or on channels, or a batch of bank reads
/// and writes that stand next to each other and do not depend on one another.
struct Step: Sendable {
  enum Work: Sendable {
    /// One request, the same for each channel of the mask.
    case channels(ChannelMask, [Request])
    /// Bank reads and writes in program order; each channel takes those of its own.
    case batch(ChannelMask, [(channels: ChannelMask, request: Request)])
    case asic(ASICWork, cause: Cause)
    case barrier
  }

  var work: Work
  var operands: Operands

  /// Adds an access to a batch, in place.
  mutating func append(_ request: Request, on channels: ChannelMask) {
    guard case .batch(let mask, var members) = work else { return }
    work = .barrier
    members.append((channels, request))
    work = .batch(ChannelMask(rawValue: mask.rawValue | channels.rawValue), members)
  }
}

/// What a step touches of ASIC SRAM: places in lists of runs of granules.
struct Operands: Sendable {
  var reads: Range<Int>
  var writes: Range<Int>
}

/// Runs of granules that the steps of a template read and write, step by step.
struct OperandList: Sendable {
  private(set) var reads: [Range<Int>] = []
  private(set) var writes: [Range<Int>] = []

  /// The operands of a step that comes next.
  var next: Operands { Operands(reads: reads.count..<reads.count, writes: writes.count..<writes.count) }

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
    let first = Int(range.start / Scoreboard.granule)
    let end = Int((range.start + range.count + Scoreboard.granule - 1) / Scoreboard.granule)
    if runs.count > start, let last = runs.last, last.upperBound >= first, last.lowerBound <= first {
      runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, end)
    } else {
      runs.append(first..<end)
    }
  }

  /// One more than the last granule.
  var granules: Int { max(Self.end(of: reads), Self.end(of: writes)) }

  private static func end(of runs: [Range<Int>]) -> Int { runs.reduce(0) { max($0, $1.upperBound) } }
}

/// The batch that instructions may still join: what it touches.
private struct BatchOperands {
  private var reads: [SRAMRange] = []
  private var writes: [SRAMRange] = []

  mutating func removeAll() {
    reads.removeAll(keepingCapacity: true)
    writes.removeAll(keepingCapacity: true)
  }

  mutating func add(_ instruction: Instruction) {
    instruction.forEachRead { reads.append($0) }
    instruction.forEachWrite { writes.append($0) }
  }

  /// Whether an access depends on the batch or the batch on it.
  func isTouched(by instruction: Instruction) -> Bool {
    var isTouched = false
    func overlaps(_ range: SRAMRange, _ others: [SRAMRange]) -> Bool {
      others.contains { $0.start < range.start + range.count && range.start < $0.start + $0.count }
    }
    instruction.forEachRead { if overlaps($0, writes) { isTouched = true } }
    instruction.forEachWrite { if overlaps($0, writes) || overlaps($0, reads) { isTouched = true } }
    return isTouched
  }
}

extension Step {
  /// The steps of a template's instructions.
  ///
  /// - Parameter function: what an instruction is to the ASIC.
  static func steps(
    of instructions: [Instruction], organisation: System.Organisation,
    function: (Instruction) -> (work: ASICWork, cause: Cause)
  ) -> (steps: [Step], operands: OperandList) {
    var steps: [Step] = []
    steps.reserveCapacity(instructions.count)
    var list = OperandList()
    var batch = BatchOperands()
    func add(_ work: Work, _ instruction: Instruction) {
      var operands = list.next
      list.add(instruction, to: &operands)
      steps.append(Step(work: work, operands: operands))
    }
    for instruction in instructions {
      switch instruction.opcode.unit {
      case .control: steps.append(Step(work: .barrier, operands: list.next))
      case .asic:
        let (work, cause) = function(instruction)
        add(.asic(work, cause: cause), instruction)
      case .channels:
        guard let request = Request(instruction, organisation: organisation) else { continue }
        if !request.command.isHostAccess {
          add(.channels(instruction.channels, [request]), instruction)
        } else if let last = steps.indices.last, case .batch = steps[last].work,
          !batch.isTouched(by: instruction)
        {
          steps[last].append(request, on: instruction.channels)
          list.add(instruction, to: &steps[last].operands)
          batch.add(instruction)
        } else {
          batch.removeAll()
          batch.add(instruction)
          add(.batch(instruction.channels, [(instruction.channels, request)]), instruction)
        }
      }
    }
    return (steps, list)
  }
}

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
  var reads: [SRAMRange]
  var writes: [SRAMRange]

  /// The steps of a template.
  static func steps(of template: Template, system: System, timing: ASICTiming) -> [Step] {
    var steps: [Step] = []
    for instruction in template.instructions {
      var reads: [SRAMRange] = []
      var writes: [SRAMRange] = []
      instruction.forEachRead { reads.append($0) }
      instruction.forEachWrite { writes.append($0) }
      switch instruction.opcode.unit {
      case .control:
        steps.append(Step(work: .barrier, reads: [], writes: []))
      case .asic:
        let work = Work.asic(timing.work(instruction), cause: .asic(instruction.opcode))
        steps.append(Step(work: work, reads: reads, writes: writes))
      case .channels:
        guard let request = Request(instruction, organisation: system.organisation) else { continue }
        if request.command.isHostAccess {
          if let last = steps.indices.last, steps[last].takes(reads: reads, writes: writes) {
            steps[last].append(request, on: instruction.channels)
            steps[last].reads += reads
            steps[last].writes += writes
          } else {
            let work = Work.batch(instruction.channels, [(instruction.channels, request)])
            steps.append(Step(work: work, reads: reads, writes: writes))
          }
        } else {
          steps.append(Step(work: .channels(instruction.channels, [request]), reads: reads, writes: writes))
        }
      }
    }
    return steps
  }

  /// Whether the step is a batch that a bank access with those operands may join.
  private func takes(reads: [SRAMRange], writes: [SRAMRange]) -> Bool {
    guard case .batch = work else { return false }
    return !isTouched(byReads: reads, writes: writes)
  }

  /// Adds an access to a batch, in place.
  private mutating func append(_ request: Request, on channels: ChannelMask) {
    guard case .batch(let mask, var members) = work else { return }
    work = .barrier
    members.append((channels, request))
    work = .batch(ChannelMask(rawValue: mask.rawValue | channels.rawValue), members)
  }

  /// Whether an access with those operands depends on this step or the step on it.
  private func isTouched(byReads: [SRAMRange], writes byWrites: [SRAMRange]) -> Bool {
    func overlap(_ a: [SRAMRange], _ b: [SRAMRange]) -> Bool {
      a.contains { x in b.contains { $0.start < x.start + x.count && x.start < $0.start + $0.count } }
    }
    return overlap(writes, byReads) || overlap(writes, byWrites) || overlap(reads, byWrites)
  }
}

package import PIMHardware
package import PIMInstructions
package import PIMResults

/// A unit of work of a template, in program order: an instruction on the ASIC or on channels, or a batch of
/// bank reads and writes (`AccessBatches`), at the place of its first access.
package struct Step: Sendable {
  package enum Work: Sendable {
    /// One request, the same for each channel of the mask.
    case channels(ChannelMask, [Request])
    /// Bank reads and writes in program order; each channel runs those with the channel in their mask.
    case batch(ChannelMask, [(channels: ChannelMask, request: Request)])
    case asic(ASICWork, cause: Cause)
    case barrier
  }

  package var work: Work
  package var operands: Operands

  /// Marks the accesses of a batch if two of them have a conflict at a cell.
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

extension Step {
  /// The steps of a template's instructions.
  ///
  /// - Parameter function: returns the work and the cause of an ASIC instruction.
  package static func steps(
    of instructions: [Instruction], organisation: System.Organisation,
    function: (Instruction) -> (work: ASICWork, cause: Cause)
  ) -> (steps: [Step], operands: OperandList) {
    var steps: [Step] = []
    steps.reserveCapacity(instructions.count)
    var batches = AccessBatches()
    var stepOfBatch: [Int] = []
    // The instructions of each step. A batch may grow after the step that follows it.
    var members: [(step: Int, instruction: Int)] = []
    var isInOrder = true
    func add(_ work: Work, _ index: Int?) {
      if let index { members.append((steps.count, index)) }
      steps.append(Step(work: work, operands: Operands(reads: 0..<0, writes: 0..<0)))
    }
    for (index, instruction) in instructions.enumerated() {
      guard instruction.opcode.unit == .channels else {
        batches.pass(instruction)
        if instruction.opcode.unit == .control {
          add(.barrier, nil)
        } else {
          let (work, cause) = function(instruction)
          add(.asic(work, cause: cause), index)
        }
        continue
      }
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
      } else {
        let step = stepOfBatch[batch]
        members.append((step, index))
        steps[step].append(request, on: instruction.channels)
        if step < steps.count - 1 { isInOrder = false }
      }
    }
    for step in stepOfBatch { steps[step].markContended(columns: Int32(organisation.columns)) }
    if !isInOrder { members.sort { ($0.step, $0.instruction) < ($1.step, $1.instruction) } }
    var list = OperandList()
    var own = members[...]
    for step in steps.indices {
      let rest = own.drop { $0.step == step }
      steps[step].operands = list.append(own[..<rest.startIndex].lazy.map { instructions[$0.instruction] })
      own = rest
    }
    return (steps, list)
  }
}

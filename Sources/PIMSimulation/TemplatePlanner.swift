internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

/// The form in which a machine runs a template.
enum TemplatePlan {
  /// Steps by groups of channels, independent of each other; operands are ready when the block starts.
  case streams([(channels: ChannelMask, steps: [[Request]])], instructions: Int64)
  /// Instructions of the ASIC, in sequence.
  case asic([(work: ASICWork, cause: Cause)])
  /// Steps that may wait for one another, in program order.
  case steps([Step], OperandList)
}

/// Plans templates and caches recent plans, so a template that is repeated from token to token is planned
/// once.
struct TemplatePlanner {
  private let system: System
  private let schedule: Schedule
  private var timing: ASICTiming
  /// The cache, by template number modulo its size.
  private var recent: [(template: Template, plan: TemplatePlan)?] = Array(repeating: nil, count: 1024)
  /// Plans of streams by shape; they do not depend on operands.
  private var byShape: [Template.Shape: TemplatePlan] = [:]
  /// Instructions of the cached plans, and the limit at which the cache is cleared.
  private var planned = 0
  private static let instructionLimit = 1 << 17

  init(_ system: System, schedule: Schedule) {
    self.system = system
    self.schedule = schedule
    timing = ASICTiming(asic: system.asic, lanes: system.organisation.elementsPerColumn)
  }

  mutating func plan(_ template: Template) -> TemplatePlan {
    let place = template.id & (recent.count - 1)
    if let known = recent[place], known.template === template { return known.plan }
    let plan = template.shape.flatMap { byShape[$0] } ?? makePlan(template)
    recent[place] = (template, plan)
    return plan
  }

  private mutating func makePlan(_ template: Template) -> TemplatePlan {
    let instructions = template.instructions
    planned += instructions.count
    if planned > Self.instructionLimit {
      planned = instructions.count
      byShape.removeAll()
      for place in recent.indices { recent[place] = nil }
    }
    if schedule == .serial {
      if instructions.allSatisfy({ $0.opcode.unit == .asic }) {
        return .asic(instructions.map { timing.function(of: $0) })
      }
      if SRAMHazards.isFree(instructions) {
        let plan = streams(of: instructions)
        if let shape = template.shape { byShape[shape] = plan }
        return plan
      }
    }
    let (steps, operands) = steps(of: instructions)
    return .steps(steps, operands)
  }

  mutating func steps(of instructions: [Instruction]) -> (steps: [Step], operands: OperandList) {
    Step.steps(of: instructions, organisation: system.organisation) { timing.function(of: $0) }
  }

  /// Distributes instructions to channels. Groups of channels with equal steps share them.
  private func streams(of instructions: [Instruction]) -> TemplatePlan {
    let requests = ChannelRequests(instructions, organisation: system.organisation)
    var shared: [(channels: ChannelMask, steps: [[Request]])] = []
    for group in requests.groups {
      var steps: [[Request]] = []
      requests.forEach(of: group) { request, isNewStep in
        if isNewStep { steps.append([request]) } else { steps[steps.count - 1].append(request) }
      }
      if steps.isEmpty { continue }
      if let same = shared.firstIndex(where: { $0.steps == steps }) {
        shared[same].channels.rawValue |= group.rawValue
      } else {
        shared.append((group, steps))
      }
    }
    return .streams(shared, instructions: requests.instructions)
  }
}

internal import Hardware
internal import Instructions

/// Turns templates into plans; equal streams are made once.
struct TemplatePlanner {
  private let system: System
  private let timing: ASICTiming
  private let schedule: Schedule
  /// Whether streams say no more than what time depends on: commands keep their row, but not their column where the row is not
  /// left, and rows count from the stream's first.
  private let isCanonical: Bool
  /// Streams by the index of their text.
  private var texts = SequenceTable()
  private var streams: [Stream] = []
  private var nextStream = 0
  /// By template number modulo their count: what repeats is what came up lately.
  private var prepared: [PreparedTemplate?] = Array(repeating: nil, count: 1024)
  /// By the index of the shape.
  private var shapes = SequenceTable()
  private var byShape: [PreparedTemplate?] = []
  /// Numbers of plans by the index of what time depends on.
  private var plans = SequenceTable()
  private var numbers: [Int32] = []
  private var nextPlan: Int32 = 0
  /// What single instructions of the ASIC come to, by what that depends on.
  private struct Function {
    var work: ASICWork
    var cause: Cause
    /// The plan that is nothing but the instruction.
    var plan: PreparedTemplate.Plan
    var number: Int32
  }
  private var functionIndices = PairTable()
  private var functions: [Function] = []

  /// How many of each are kept: many times what a layer has, few beside the tokens of a long run.
  private static let limit = 4096

  init(_ system: System, schedule: Schedule, isCanonical: Bool) {
    self.system = system
    self.schedule = schedule
    self.isCanonical = isCanonical
    timing = ASICTiming(asic: system.asic, lanes: system.organisation.elementsPerColumn)
  }

  /// The plan of a template; remembered by its number, and by its shape where operands do not matter.
  mutating func plan(_ template: Template) -> PreparedTemplate {
    let place = template.id & (prepared.count - 1)
    if let known = prepared[place], known.template === template { return known }
    let new: PreparedTemplate
    let shape = template.shape.map { index(of: $0) }
    if let shape, let same = byShape[shape] {
      new = PreparedTemplate(template: template, plan: same.plan, number: same.number)
    } else {
      let (plan, number) = makePlan(template)
      new = PreparedTemplate(template: template, plan: plan, number: number)
      if let shape, case .streams = plan { byShape[shape] = new }
    }
    prepared[place] = new
    return new
  }

  private mutating func index(of shape: Template.Shape) -> Int {
    if shapes.count == Self.limit {
      shapes.removeAll()
      byShape.removeAll(keepingCapacity: true)
    }
    var words: [Int64] = []
    words.reserveCapacity(1 + shape.numbers.count)
    words.append(Int64(shape.kind.index))
    for number in shape.numbers { words.append(Int64(number)) }
    let (index, isNew) = shapes.index(of: words)
    if isNew { byShape.append(nil) }
    return index
  }

  /// The number of a plan, which it shares with those that take the same time.
  private mutating func number(of plan: PreparedTemplate.Plan) -> Int32 {
    var words: [Int64] = []
    // Room for what most plans have: four groups of channels, or three operations.
    words.reserveCapacity(13)
    switch plan {
    case .streams(let work, let instructions):
      words.append(0)
      words.append(instructions)
      for work in work {
        words.append(Int64(bitPattern: work.channels.rawValue))
        words.append(Int64(work.stream.id))
        words.append(Int64(work.rows))
      }
    case .asic(let operations):
      words.append(1)
      for (work, cause) in operations {
        words.append(work.cycles)
        words.append(work.additions)
        words.append(work.multiplications)
        words.append(Int64(cause.rawValue))
      }
    case .steps(let plan):
      // Without streams, what it does is not looked up.
      if !isCanonical {
        nextPlan += 1
        return nextPlan
      }
      words.append(2)
      plan.append(to: &words)
    }
    if plans.count == Self.limit {
      plans.removeAll()
      numbers.removeAll(keepingCapacity: true)
    }
    let (index, isNew) = plans.index(of: words)
    if isNew {
      nextPlan += 1
      numbers.append(nextPlan)
    }
    return numbers[index]
  }

  private mutating func makePlan(_ template: Template) -> (plan: PreparedTemplate.Plan, number: Int32) {
    let instructions = template.instructions
    if schedule == .serial {
      if instructions.allSatisfy({ $0.opcode.unit == .asic }) {
        if instructions.count == 1 {
          let function = function(of: instructions[0])
          return (function.plan, function.number)
        }
        let plan = PreparedTemplate.Plan.asic(
          instructions.map { instruction in
            let function = function(of: instruction)
            return (function.work, function.cause)
          })
        return (plan, number(of: plan))
      }
      if SRAMHazards.isFree(instructions) {
        let plan = makeStreams(instructions)
        return (plan, number(of: plan))
      }
    }
    let (steps, operands) = Step.steps(of: instructions, organisation: system.organisation) {
      let function = function(of: $0)
      return (function.work, function.cause)
    }
    let plan = StepPlan(steps, operands)
    if isCanonical { deal(plan) }
    return (.steps(plan), number(of: .steps(plan)))
  }

  /// What an instruction is to the ASIC; its functions are gone through once for all that have the same lengths.
  private mutating func function(of instruction: Instruction) -> Function {
    let lengths = packed(instruction.length, instruction.count)
    let kind =
      Int64(instruction.opcode.rawValue) << 2 | (instruction.source2 != Instruction.none ? 2 : 0)
      | (instruction.source3 != Instruction.none ? 1 : 0)
    if let known = functionIndices.find(lengths, kind) { return functions[known] }
    if functions.count == Self.limit {
      functions.removeAll(keepingCapacity: true)
      functionIndices.removeAll()
    }
    let (work, cause) = (timing.work(instruction), Cause.asic(instruction.opcode))
    let plan = PreparedTemplate.Plan.asic([(work, cause)])
    let new = Function(work: work, cause: cause, plan: plan, number: number(of: plan))
    functionIndices.insert(lengths, kind, value: functions.count)
    functions.append(new)
    return new
  }

  /// Gives each group of channels what it has to do of the steps.
  private mutating func deal(_ plan: StepPlan) {
    var text = StreamText()
    for group in plan.partition {
      text.removeAll()
      var places: [Int32] = []
      plan.forEachRequest(for: group) { step, request in
        var request = request
        request.forgetColumns(Int32(system.organisation.columns))
        let isNew = places.last != Int32(step)
        text.append(request, isNewStep: isNew, countingRows: true)
        if isNew { places.append(Int32(step)) }
      }
      plan.add(group, stream: intern(text), rows: text.firstRow ?? 0, steps: places)
    }
  }

  /// Deals the instructions to channels: channels that are always named together share a stream.
  private mutating func makeStreams(_ instructions: [Instruction]) -> PreparedTemplate.Plan {
    var groups: [ChannelMask] = []
    var count: Int64 = 0
    let columns = Int32(system.organisation.columns)
    // Where the bank accesses begin that stand next to each other up to an instruction; after it for any other.
    var accessesFrom = 0
    var requests: [(channels: ChannelMask, request: Request, index: Int, accessesFrom: Int)] = []
    requests.reserveCapacity(instructions.count)
    var channels = ChannelMask(rawValue: 0)
    for (index, instruction) in instructions.enumerated() {
      count += Int64(instruction.channels.count)
      if instruction.channels != channels {
        channels = instruction.channels
        groups.divide(at: channels)
      }
      if instruction.opcode.command?.isHostAccess != true { accessesFrom = index + 1 }
      guard var request = Request(instruction, organisation: system.organisation) else { continue }
      if isCanonical { request.forgetColumns(columns) }
      requests.append((channels, request, index, accessesFrom))
    }
    var shared: [ChannelWork] = []
    var text = StreamText()
    text.reserve(requests.count)
    for group in groups {
      text.removeAll()
      var batchFrom = -1
      for (channels, request, index, accessesFrom) in requests where channels.contains(group) {
        // Bank accesses that stand next to each other in the program are one batch.
        let goesOn = request.command.isHostAccess && batchFrom >= accessesFrom
        text.append(request, isNewStep: !goesOn, countingRows: isCanonical)
        if !goesOn { batchFrom = request.command.isHostAccess ? index : -1 }
      }
      if text.isEmpty { continue }
      let rows = text.firstRow ?? 0
      let stream = intern(text)
      if let same = shared.firstIndex(where: { $0.stream === stream && $0.rows == rows }) {
        shared[same].channels = ChannelMask(rawValue: shared[same].channels.rawValue | group.rawValue)
      } else {
        shared.append(ChannelWork(channels: group, stream: stream, rows: rows))
      }
    }
    return .streams(shared, instructions: count)
  }

  private mutating func intern(_ text: StreamText) -> Stream {
    if texts.count == Self.limit {
      texts.removeAll()
      streams.removeAll(keepingCapacity: true)
    }
    let (index, isNew) = texts.index(of: text.words)
    if isNew {
      nextStream += 1
      streams.append(
        Stream(id: nextStream, steps: text.steps, columns: Int32(system.organisation.columns)))
    }
    return streams[index]
  }
}

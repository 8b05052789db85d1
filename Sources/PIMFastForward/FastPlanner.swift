internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// Turns templates into plans. Equal streams, and equal plans, have one number. A stream holds only what time
/// depends on: commands keep their row, but their column only if they cross the end of the row. Rows count
/// from the first row of the stream.
struct FastPlanner {
  private let system: System
  private let schedule: Schedule
  private let settings: FastSettings
  /// Streams by the index of their text.
  private var streamTexts = SequenceTable()
  private var streams: [Stream] = []
  private var nextStream = 0
  /// The cache of plans, by template number modulo its size.
  private var recent: [PlannedTemplate?] = Array(repeating: nil, count: 1024)
  /// Plans by the index of the shape.
  private var shapes = SequenceTable()
  private var byShape: [PlannedTemplate?] = []
  /// Plans and their numbers, by the index of the text of everything that time depends on.
  private var texts = SequenceTable()
  private var plans: [NumberedPlan] = []
  private var nextPlan: Int32 = 0
  /// Instructions of the templates planned since all plans were last forgotten, plus requests of new streams.
  private var planned = 0
  /// The work, the cause and the plan of an ASIC instruction, by opcode, lengths and flags.
  private struct Function {
    var work: ASICWork
    var cause: Cause
    /// The plan of the instruction alone.
    var plan: NumberedPlan
  }
  private var functionIndices = PairTable()
  private var functions: [Function] = []
  private let timing: ASICTiming
  /// Runs of blocks, by the index of the numbers of their plans and operators.
  private var runTexts = SequenceTable()
  private var runText: [Int64] = []
  private var runs: [PlannedRun] = []
  private var nextRun: Int32 = 0

  /// A plan and its number. Plans with the same number are equal; most equal plans have the same number.
  private typealias NumberedPlan = (plan: PlannedTemplate.Plan, number: Int32)

  init(_ system: System, schedule: Schedule, settings: FastSettings) {
    self.system = system
    self.settings = settings
    self.schedule = schedule
    timing = ASICTiming(asic: system.asic, lanes: system.organisation.elementsPerColumn)
  }

  // MARK: Runs

  /// Divides the blocks of a layer into runs: blocks of the ASIC alone join the block before them.
  ///
  /// - Parameters:
  ///   - planned: the plans of the sequence's elements.
  ///   - first: the first element of the first run.
  ///   - areSingle: true for runs of one block each.
  /// - Returns: what a look-up needs of each run, and the runs, with the same indices.
  mutating func runs(
    of sequence: BlockSequence, _ planned: [PlannedTemplate], from first: Int, areSingle: Bool
  ) -> (placed: [PlacedRun], runs: [PlannedRun]) {
    var placed: [PlacedRun] = []
    var runs: [PlannedRun] = []
    placed.reserveCapacity(planned.count)
    runs.reserveCapacity(planned.count)
    var start = first
    while start < planned.count {
      var end = start + 1
      while !areSingle, end < planned.count, planned[end].isOfASIC { end += 1 }
      let run =
        areSingle
        ? single(planned[start], sequence.elements[start].kind)
        : run(of: planned[start..<end], sequence.elements[start..<end].map(\.kind))
      placed.append(
        PlacedRun(
          number: run.number, isForNextLayer: sequence.elements[start].isForNextLayer, blocks: start..<end,
          steps: run.steps))
      runs.append(run)
      start = end
    }
    return (placed, runs)
  }

  /// The run of one block. A template's blocks are mostly of one operator.
  private mutating func single(_ planned: PlannedTemplate, _ kind: OperatorKind) -> PlannedRun {
    if let known = planned.single, known.kinds[0] == kind { return known }
    let run = run(of: [planned], [kind])
    planned.single = run
    return run
  }

  /// The run of blocks; equal runs mostly have one number.
  private mutating func run(of planned: ArraySlice<PlannedTemplate>, _ kinds: [OperatorKind]) -> PlannedRun {
    if runs.count == settings.plans {
      runTexts.removeAll()
      runs.removeAll(keepingCapacity: true)
    }
    runText.removeAll(keepingCapacity: true)
    for (planned, kind) in zip(planned, kinds) { runText.append(packed(planned.number, Int32(kind.index))) }
    let (index, isNew) = runTexts.index(of: runText)
    if isNew {
      nextRun += 1
      runs.append(PlannedRun(planned, kinds, number: nextRun))
    }
    return runs[index]
  }

  // MARK: Plans

  /// The plan of a template; cached by its number, and by its shape: of streams, which do not depend on
  /// operands, or under `overlapped`, of steps that touch the same granules.
  mutating func plan(_ template: Template) -> PlannedTemplate {
    let place = template.id & (recent.count - 1)
    if let known = recent[place], known.template === template { return known }
    let new: PlannedTemplate
    if let shape = indexOfShape(template), let same = byShape[shape] {
      new = PlannedTemplate(template: template, plan: same.plan, number: same.number)
    } else {
      let (plan, number) = makePlan(template)
      new = PlannedTemplate(template: template, plan: plan, number: number)
      let isShared =
        switch plan {
        case .streams: true
        case .steps: schedule == .overlapped
        case .asic: false
        }
      // Planning may have emptied the table.
      if isShared, let shape = indexOfShape(template) { byShape[shape] = new }
    }
    recent[place] = new
    return new
  }

  /// The index of a template's shape, under `overlapped` with its places; nil without a shape.
  private mutating func indexOfShape(_ template: Template) -> Int? {
    guard let shape = template.shape else { return nil }
    let places = schedule == .serial ? [] : template.places
    if shapes.count == settings.plans {
      shapes.removeAll()
      byShape.removeAll(keepingCapacity: true)
    }
    var words: [Int64] = []
    words.reserveCapacity(1 + shape.numbers.count + places.count)
    words.append(Int64(shape.kind.index))
    for number in shape.numbers { words.append(Int64(number)) }
    for number in places { words.append(Int64(number)) }
    let (index, isNew) = shapes.index(of: words)
    if isNew { byShape.append(nil) }
    return index
  }

  /// A plan with its number, which equal plans share.
  private mutating func numbered(_ plan: PlannedTemplate.Plan) -> NumberedPlan {
    var words: [Int64] = []
    // Room for most plans: four groups of channels, or three operations.
    words.reserveCapacity(13)
    switch plan {
    case .streams(let work, let instructions):
      words.append(0)
      words.append(instructions)
      for work in work {
        words.append(Int64(bitPattern: work.channels.rawValue))
        words.append(Int64(work.streams.count))
        for placed in work.streams { words.append(packed(Int32(placed.stream.id), placed.rows)) }
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
      // Very long plans hardly repeat.
      if plan.steps.count > settings.comparedSteps {
        nextPlan += 1
        return (.steps(plan), nextPlan)
      }
      words.append(2)
      plan.append(to: &words, columns: Int32(system.organisation.columns))
    }
    if plans.count == settings.plans { forgetPlans() }
    let (index, isNew) = texts.index(of: words)
    if isNew {
      nextPlan += 1
      plans.append((plan, nextPlan))
    }
    return plans[index]
  }

  /// Releases all plans. Numbers go on, so none has two meanings.
  private mutating func forgetPlans() {
    texts.removeAll()
    plans.removeAll(keepingCapacity: true)
    shapes.removeAll()
    byShape.removeAll(keepingCapacity: true)
    runTexts.removeAll()
    runs.removeAll(keepingCapacity: true)
  }

  private mutating func makePlan(_ template: Template) -> NumberedPlan {
    let instructions = template.instructions
    planned += instructions.count
    if planned > settings.plannedInstructions {
      forgetPlans()
      planned = instructions.count
      for place in recent.indices { recent[place] = nil }
    }
    if schedule == .serial {
      if instructions.allSatisfy({ $0.opcode.unit == .asic }) {
        if instructions.count == 1 {
          return function(of: instructions[0]).plan
        }
        return numbered(
          .asic(
            instructions.map { instruction in
              let function = function(of: instruction)
              return (function.work, function.cause)
            }))
      }
      if SRAMHazards.isFree(instructions) {
        return numbered(makeStreams(instructions))
      }
    }
    let (steps, operands) = Step.steps(of: instructions, organisation: system.organisation) {
      let function = function(of: $0)
      return (function.work, function.cause)
    }
    return numbered(.steps(StepPlan(steps, operands)))
  }

  /// The function of an ASIC instruction, computed once for instructions with the same lengths and flags.
  private mutating func function(of instruction: Instruction) -> Function {
    let lengths = packed(instruction.length, instruction.count)
    let kind =
      Int64(instruction.opcode.rawValue) << 3 | (instruction.isFirst ? 4 : 0)
      | (instruction.source2 != Instruction.none ? 2 : 0) | (instruction.source3 != Instruction.none ? 1 : 0)
    if let known = functionIndices.find(lengths, kind) { return functions[known] }
    if functions.count == settings.plans {
      functions.removeAll(keepingCapacity: true)
      functionIndices.removeAll()
    }
    let (work, cause) = (timing.work(instruction), Cause.asic(instruction.opcode))
    let new = Function(work: work, cause: cause, plan: numbered(.asic([(work, cause)])))
    functionIndices.insert(lengths, kind, value: functions.count)
    functions.append(new)
    return new
  }

  /// A section of a plan, with the stream of each group of channels. Sections are requested in order.
  mutating func section(_ index: Int, of plan: StepPlan) -> StepPlan.Section {
    if index < plan.sections.count { return plan.sections[index] }
    let columns = Int32(system.organisation.columns)
    var text = StreamText()
    for group in plan.beginSection(length: settings.sectionLength) {
      text.removeAll()
      var steps: [Int32] = []
      plan.forEachRequest(for: group) { step, request in
        var request = request
        request.forgetColumns(columns)
        let isNew = steps.last != step
        text.append(request, isNewStep: isNew)
        if isNew { steps.append(step) }
      }
      plan.add(group, placed(text), steps: steps)
    }
    return plan.sections[index]
  }

  /// Distributes instructions to channels, as streams.
  private mutating func makeStreams(_ instructions: [Instruction]) -> PlannedTemplate.Plan {
    let columns = Int32(system.organisation.columns)
    var requests = ChannelRequests(instructions, organisation: system.organisation)
    for i in requests.elements.indices { requests.elements[i].request.forgetColumns(columns) }
    var shared: [ChannelWork] = []
    var text = StreamText()
    text.reserve(min(requests.elements.count, settings.streamLength))
    for group in requests.groups {
      text.removeAll()
      var streams: [PlacedStream] = []
      requests.forEach(of: group) { request, isNewStep in
        if isNewStep
          && (text.steps == settings.streamLength || text.requestCount >= 2 * settings.streamLength)
        {
          streams.append(placed(text))
          text.removeAll()
        }
        text.append(request, isNewStep: isNewStep)
      }
      if text.isEmpty { continue }
      streams.append(placed(text))
      if let same = shared.firstIndex(where: { $0.streams == streams }) {
        shared[same].channels.rawValue |= group.rawValue
      } else {
        shared.append(ChannelWork(channels: group, streams: streams))
      }
    }
    return .streams(shared, instructions: requests.instructions)
  }

  /// The stream of a text, placed on the first row of the text.
  private mutating func placed(_ text: StreamText) -> PlacedStream {
    PlacedStream(stream: intern(text), rows: text.firstRow ?? 0)
  }

  private mutating func intern(_ text: StreamText) -> Stream {
    if streamTexts.count == settings.plans || streamTexts.size > settings.streamNumbers {
      streamTexts.removeAll()
      streams.removeAll(keepingCapacity: true)
    }
    let (index, isNew) = streamTexts.index(of: text.words)
    if isNew {
      planned += text.requestCount
      nextStream += 1
      streams.append(
        Stream(
          id: nextStream, steps: text.requests, columns: Int32(system.organisation.columns),
          heavyStep: settings.heavyStep))
    }
    return streams[index]
  }
}

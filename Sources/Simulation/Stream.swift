internal import Hardware
internal import Instructions

/// What one channel is given by a template: steps in order, each one request or several bank accesses that are scheduled
/// together. Two channels with equal streams do the same.
final class Stream: Hashable {
  /// Equal streams of a machine have the same number.
  let id: Int
  let steps: [[Request]]
  /// Whether the first step that needs a row needs it in all banks, so that the rows before are all closed or all the same.
  let startsOnAllBanks: Bool
  /// Rows that the steps ask for, relative to the block's, in ascending order.
  private let rows: [Int32]
  @exclusivity(unchecked) private var known: [StepHead] = []
  @exclusivity(unchecked) private var generation = 0
  /// What the memo of the machine knows of its ways.
  @exclusivity(unchecked) var trajectories: [Trajectory] = []
  /// Steps that had to be taken one by one since a trajectory was last made.
  @exclusivity(unchecked) var strange = 0

  init(id: Int, steps: [[Request]], columns: Int32) {
    self.id = id
    self.steps = steps
    let accesses = steps.joined().filter { $0.command.namesRow }
    var rows = Set<Int32>()
    for access in accesses {
      for row in access.row + access.column / columns...access.row + (access.column + access.count - 1) / columns {
        rows.insert(row)
      }
    }
    self.rows = rows.sorted()
    startsOnAllBanks = accesses.first.map { $0.command.footprint == .all } ?? true
  }

  /// Whether one of the steps asks for a row.
  func names(row: Int32) -> Bool {
    guard let first = rows.first, let last = rows.last, first <= row, row <= last else { return false }
    var (low, high) = (0, rows.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return rows[low] == row
  }

  /// What a memo looks the steps up by.
  @inline(__always)
  func heads(in memo: ChannelMemo) -> [StepHead] {
    if known.isEmpty || generation != memo.generation {
      known = steps.map { memo.head(of: $0) }
      generation = memo.generation
    }
    return known
  }

  static func == (a: Stream, b: Stream) -> Bool { a.id == b.id }
  func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// The steps of a stream as they are collected: two words for each request, so that most streams are found without being made.
struct StreamText: Hashable {
  private var words: [Int64] = []
  /// The first row that is named, where rows count from it. No part of the stream.
  private(set) var firstRow: Int32?

  var isEmpty: Bool { words.isEmpty }

  /// - Parameter countingRows: whether rows count from the first that is named.
  mutating func append(_ request: Request, isNewStep: Bool, countingRows: Bool) {
    var row = request.row
    if countingRows && request.command.namesRow {
      let first = firstRow ?? row
      firstRow = first
      row -= first
    }
    words.append(packed(row, request.column))
    words.append(
      packed(request.count, Int32(request.bank) << 16 | Int32(request.command.rawValue) << 1 | (isNewStep ? 1 : 0)))
  }

  var steps: [[Request]] {
    var steps: [[Request]] = []
    for i in stride(from: 0, to: words.count, by: 2) {
      let (place, kind) = (words[i], Int32(truncatingIfNeeded: words[i + 1]))
      guard let command = Command(rawValue: UInt8(truncatingIfNeeded: kind >> 1)) else { continue }
      let request = Request(
        command, bank: Int16(truncatingIfNeeded: kind >> 16), row: Int32(truncatingIfNeeded: place >> 32),
        column: Int32(truncatingIfNeeded: place), count: Int32(truncatingIfNeeded: words[i + 1] >> 32))
      if kind & 1 == 1 { steps.append([request]) } else { steps[steps.count - 1].append(request) }
    }
    return steps
  }

  static func == (a: StreamText, b: StreamText) -> Bool { a.words == b.words }
  func hash(into hasher: inout Hasher) { words.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

/// What some channels are given by a template: the same stream, its rows `rows` further on than the block's.
struct ChannelWork: Hashable {
  var channels: ChannelMask
  var stream: Stream
  var rows: Int32
}

/// A template as the simulator runs it.
final class PreparedTemplate {
  /// How the steps of a template are carried out.
  enum Plan {
    /// Operands exist when the block starts: each channel goes through its stream on its own.
    case streams([ChannelWork], instructions: Int64)
    /// Instructions of the ASIC, one after the other.
    case asic([(work: ASICWork, cause: Cause)])
    /// Steps that may wait for one another, in program order.
    case steps(StepPlan)
  }

  let template: Template
  let plan: Plan
  /// Equal plans of a machine have the same number.
  let number: Int32

  init(template: Template, plan: Plan, number: Int32) {
    self.template = template
    self.plan = plan
    self.number = number
  }
}

/// Turns templates into plans; equal streams are made once.
struct TemplatePlanner {
  private let system: System
  private let timing: ASICTiming
  private let schedule: Schedule
  /// Whether streams say no more than what time depends on: commands keep their row, but not their column where the row is not
  /// left, and rows count from the stream's first.
  private let isCanonical: Bool
  private var streams: [StreamText: Stream] = [:]
  /// By template number modulo their count: what repeats is what came up lately.
  private var prepared: [PreparedTemplate?] = Array(repeating: nil, count: 1024)
  private var byShape: [Template.Shape: PreparedTemplate] = [:]
  private enum PlanKey: Hashable {
    case work([ChannelWork])
    case asic([ASICWork], [Cause])
  }
  private var numbers: [PlanKey: Int32] = [:]
  private var nextPlan: Int32 = 0

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
    if let shape = template.shape, let same = byShape[shape] {
      new = PreparedTemplate(template: template, plan: same.plan, number: same.number)
    } else {
      let plan = makePlan(template)
      new = PreparedTemplate(template: template, plan: plan, number: number(of: plan))
      if let shape = template.shape, case .streams = plan {
        if byShape.count == Self.limit { byShape.removeAll(keepingCapacity: true) }
        byShape[shape] = new
      }
    }
    prepared[place] = new
    return new
  }

  private mutating func number(of plan: PreparedTemplate.Plan) -> Int32 {
    let key: PlanKey
    switch plan {
    case .streams(let work, _): key = .work(work)
    case .asic(let operations): key = .asic(operations.map(\.work), operations.map(\.cause))
    case .steps:
      nextPlan += 1
      return nextPlan
    }
    if let known = numbers[key] { return known }
    if numbers.count == Self.limit { numbers.removeAll(keepingCapacity: true) }
    nextPlan += 1
    numbers[key] = nextPlan
    return nextPlan
  }

  private mutating func makePlan(_ template: Template) -> PreparedTemplate.Plan {
    if schedule == .serial {
      if template.instructions.allSatisfy({ $0.opcode.unit == .asic }) {
        return .asic(template.instructions.map { (timing.work($0), .asic($0.opcode)) })
      }
      if SRAMHazards.isFree(template.instructions) { return makeStreams(template) }
    }
    let plan = StepPlan(Step.steps(of: template, system: system, timing: timing))
    if isCanonical { deal(plan) }
    return .steps(plan)
  }

  /// Gives each group of channels what it has to do of the steps.
  private mutating func deal(_ plan: StepPlan) {
    for group in plan.partition {
      var text = StreamText()
      var places: [Int32] = []
      for index in plan.steps.indices {
        let requests = plan.requests(of: index, for: group)
        if requests.isEmpty { continue }
        for (i, var request) in requests.enumerated() {
          request.forgetColumns(Int32(system.organisation.columns))
          text.append(request, isNewStep: i == 0, countingRows: true)
        }
        places.append(Int32(index))
      }
      plan.add(group, stream: intern(text), rows: text.firstRow ?? 0, steps: places)
    }
  }

  /// Deals the instructions to channels: channels that are always named together share a stream.
  private mutating func makeStreams(_ template: Template) -> PreparedTemplate.Plan {
    var groups: [ChannelMask] = []
    var count: Int64 = 0
    for instruction in template.instructions {
      count += Int64(instruction.channels.count)
      groups.divide(at: instruction.channels)
    }
    let columns = Int32(system.organisation.columns)
    // Where the bank accesses begin that stand next to each other up to an instruction; after it for any other.
    var accessesFrom: [Int] = []
    for (index, instruction) in template.instructions.enumerated() {
      let isAccess = instruction.opcode.command?.isHostAccess == true
      accessesFrom.append(isAccess ? accessesFrom.last ?? 0 : index + 1)
    }
    var shared: [ChannelWork] = []
    for group in groups {
      var text = StreamText()
      var batchFrom = -1
      for (index, instruction) in template.instructions.enumerated()
      where instruction.channels.contains(group) {
        guard var request = Request(instruction, organisation: system.organisation) else { continue }
        if isCanonical { request.forgetColumns(columns) }
        // Bank accesses that stand next to each other in the program are one batch.
        let goesOn = request.command.isHostAccess && batchFrom >= accessesFrom[index]
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
    if let known = streams[text] { return known }
    if streams.count == Self.limit { streams.removeAll(keepingCapacity: true) }
    nextStream += 1
    let stream = Stream(id: nextStream, steps: text.steps, columns: Int32(system.organisation.columns))
    streams[text] = stream
    return stream
  }
  private var nextStream = 0
}

/// Whether instructions of one template use what others of it leave in ASIC SRAM.
enum SRAMHazards {
  /// True if every instruction is for channels and none touches a stretch of SRAM that another writes.
  static func isFree(_ instructions: [Instruction]) -> Bool {
    var reads: [SRAMRange] = []
    var writes: [SRAMRange] = []
    for instruction in instructions {
      guard instruction.opcode.unit == .channels else { return false }
      instruction.forEachRead { reads.append($0) }
      instruction.forEachWrite { writes.append($0) }
    }
    // Sorted by address, neighbours that overlap are the only ones that need looking at.
    writes.sort { $0.start < $1.start }
    var end = Int32.min
    for range in writes where range.count > 0 {
      if range.start < end { return false }
      end = range.start + range.count
    }
    if writes.isEmpty { return true }
    for range in reads where range.count > 0 {
      // The first write that ends after the read starts.
      var low = 0
      var high = writes.count
      while low < high {
        let middle = (low + high) / 2
        if writes[middle].start + writes[middle].count > range.start {
          high = middle
        } else {
          low = middle + 1
        }
      }
      if low < writes.count && writes[low].start < range.start + range.count { return false }
    }
    return true
  }
}

internal import Hardware
internal import Instructions

/// What one channel is given by a template: steps in order, each one request or several bank accesses that are scheduled
/// together. Two channels with equal streams do the same.
final class Stream {
  /// Equal streams of a machine have the same number.
  let id: Int
  let steps: [[Request]]
  /// Rows that the steps ask for, relative to the block's.
  let rows: Set<Int32>
  /// Whether the first step that needs a row needs it in all banks, so that the rows before are all closed or all the same.
  let startsOnAllBanks: Bool
  private var numbers: [Int32] = []

  init(id: Int, steps: [[Request]], columns: Int32) {
    self.id = id
    self.steps = steps
    let accesses = steps.joined().filter { $0.command.role == .column }
    rows = Set(accesses.flatMap { $0.row + $0.column / columns...$0.row + ($0.column + $0.count - 1) / columns })
    startsOnAllBanks = accesses.first.map { $0.command.footprint == .all } ?? true
  }

  /// The number of a step in the memo.
  func number(_ index: Int, in memo: ChannelMemo) -> Int32 {
    if numbers.isEmpty { numbers = steps.map { memo.number(of: $0) } }
    return numbers[index]
  }
}

/// A template as the simulator runs it.
struct PreparedTemplate {
  /// How the steps of a template are carried out.
  enum Plan {
    /// Operands exist when the block starts: each channel goes through its stream on its own.
    case streams([(channels: ChannelMask, stream: Stream)], instructions: Int64)
    /// Instructions of the ASIC, one after the other.
    case asic([(work: ASICWork, cause: Cause)])
    /// Steps that may wait for one another, in program order.
    case steps([Step])
  }

  let template: Template
  let plan: Plan
}

/// Turns templates into plans; equal streams are made once.
struct TemplatePlanner {
  private let system: System
  private let timing: ASICTiming
  private let schedule: Schedule
  private var streams: [[[Request]]: Stream] = [:]
  private var prepared: [Int: PreparedTemplate] = [:]

  /// How many templates, and how many streams, are kept: many times what a layer has, few beside the tokens of a long run.
  private static let limit = 4096

  init(_ system: System, schedule: Schedule) {
    self.system = system
    self.schedule = schedule
    timing = ASICTiming(asic: system.asic)
  }

  /// The plan of a template; remembered by its number.
  mutating func plan(_ template: Template) -> PreparedTemplate.Plan {
    if let known = prepared[template.id], known.template === template { return known.plan }
    let plan = makePlan(template)
    if prepared.count == Self.limit { prepared.removeAll(keepingCapacity: true) }
    prepared[template.id] = PreparedTemplate(template: template, plan: plan)
    return plan
  }

  private mutating func makePlan(_ template: Template) -> PreparedTemplate.Plan {
    if schedule == .serial {
      if template.instructions.allSatisfy({ $0.opcode.unit == .asic }) {
        return .asic(template.instructions.map { (timing.work($0), .asic($0.opcode)) })
      }
      if SRAMHazards.isFree(template.instructions) { return makeStreams(template) }
    }
    return .steps(Step.steps(of: template, system: system, timing: timing))
  }

  /// Deals the instructions to channels: channels that are always named together share a stream.
  private mutating func makeStreams(_ template: Template) -> PreparedTemplate.Plan {
    var groups: [ChannelMask] = []
    var count: Int64 = 0
    for instruction in template.instructions {
      var rest = instruction.channels.rawValue
      count += Int64(instruction.channels.count)
      for i in groups.indices {
        let inside = groups[i].rawValue & rest
        if inside == 0 { continue }
        rest &= ~inside
        if inside != groups[i].rawValue {
          groups.append(ChannelMask(rawValue: groups[i].rawValue & ~inside))
          groups[i] = ChannelMask(rawValue: inside)
        }
      }
      if rest != 0 { groups.append(ChannelMask(rawValue: rest)) }
    }
    var shared: [(channels: ChannelMask, stream: Stream)] = []
    for group in groups {
      var steps: [[Request]] = []
      var batchFrom = -2
      for (index, instruction) in template.instructions.enumerated() where instruction.channels.contains(group) {
        guard let request = Request(instruction, organisation: system.organisation) else { continue }
        // Bank accesses that stand next to each other in the program are one batch.
        if request.command.isHostAccess && batchFrom >= 0
          && template.instructions[batchFrom..<index].allSatisfy({ $0.opcode.command?.isHostAccess == true })
        {
          steps[steps.count - 1].append(request)
        } else {
          steps.append([request])
          batchFrom = request.command.isHostAccess ? index : -2
        }
      }
      if steps.isEmpty { continue }
      let stream = intern(steps)
      if let same = shared.firstIndex(where: { $0.stream === stream }) {
        shared[same].channels = ChannelMask(rawValue: shared[same].channels.rawValue | group.rawValue)
      } else {
        shared.append((group, stream))
      }
    }
    return .streams(shared, instructions: count)
  }

  private mutating func intern(_ steps: [[Request]]) -> Stream {
    if let known = streams[steps] { return known }
    if streams.count == Self.limit { streams.removeAll(keepingCapacity: true) }
    nextStream += 1
    let stream = Stream(id: nextStream, steps: steps, columns: Int32(system.organisation.columns))
    streams[steps] = stream
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
        if writes[middle].start + writes[middle].count > range.start { high = middle } else { low = middle + 1 }
      }
      if low < writes.count && writes[low].start < range.start + range.count { return false }
    }
    return true
  }
}

import PIMHardware
import PIMNumerics
import Testing

@testable import PIMExecution
@testable import PIMInstructions

/// The description of each opcode (`Opcode.effects`) held to what its execution does to values.
///
/// The oracle knows nothing of the description: it changes what places hold and looks which results change.
@Suite struct EffectTests {
  @Test(arguments: Opcode.allCases) func executionReadsAndWritesWhatIsDescribed(opcode: Opcode) throws {
    guard opcode.unit != .control, opcode.isDefinedOnValues else {
      #expect([.SYNC, .AF, .RD_AF].contains(opcode))
      return
    }
    var random = SeededGenerator(seed: 1 + UInt64(opcode.rawValue))
    for readClears in [true, false] {
      let machine = try PlainMachine(readClears: readClears)
      for _ in 0..<25 {
        let instruction = machine.randomInstruction(opcode, &random)
        let fault = machine.difference(instruction, &random)
        #expect(fault == nil, "\(instruction)")
      }
    }
  }

  /// A description that leaves something out, or has something too much, is found.
  @Test func wrongDescriptionsAreFound() throws {
    var random = SeededGenerator(seed: 3)
    let machine = try PlainMachine(readClears: true)
    for opcode in [Opcode.WR_SBK, .MAC_ABK, .RD_MAC, .SUM, .SOFTMAX, .VMM, .EWMUL] {
      let instruction = machine.randomInstruction(opcode, &random)
      let effects = opcode.effects
      for index in effects.indices {
        var fewer = effects
        let left = fewer.remove(at: index)
        guard case .sram(let field, _) = left.place, instruction[field] == Instruction.none else {
          #expect(machine.difference(instruction, fewer, &random) != nil, "\(opcode) without \(left)")
          continue
        }
      }
      let more = effects + [.read(.globalBuffer(.columns)), .write(.accumulators(.all))]
      if opcode == .SUM {
        #expect(machine.difference(instruction, effects + [.read(.sram(.address, .vector))], &random) != nil)
      } else if opcode == .WR_SBK {
        #expect(machine.difference(instruction, more, &random) != nil)
      }
    }
  }
}

/// A small machine with numbered places: SRAM, cells, global buffers, accumulators. It executes single
/// instructions only with the units that move data.
private struct PlainMachine: ~Copyable {
  let model: MachineModel
  private let cells: CellMemory
  private let sram: UnsafeMutablePointer<BFloat16>
  private let buffers: UnsafeMutablePointer<Float>
  private let accumulators: UnsafeMutablePointer<Float>

  private var organisation: System.Organisation { model.shape.organisation }
  private var bufferElements: Int { model.shape.globalBufferColumns * organisation.elementsPerColumn }
  private var cellsPerChannel: Int { organisation.banks * organisation.rows * organisation.elementsPerRow }

  /// The first places of cells, global buffers and accumulators; SRAM begins at 0.
  private var firstCell: Int { model.shape.sramElements }
  private var firstBuffer: Int { firstCell + organisation.channels * cellsPerChannel }
  private var firstAccumulator: Int { firstBuffer + organisation.channels * bufferElements }
  private var count: Int { firstAccumulator + organisation.channels * organisation.banks }

  init(readClears: Bool) throws {
    let organisation = System.Organisation(
      channels: 3, bankGroups: 2, banksPerGroup: 3, rows: 3, columns: 2, elementsPerColumn: 4)
    let shape = MachineShape(organisation: organisation, globalBufferColumns: 3, sramBytes: 2 * 170)
    model = MachineModel(shape: shape, macUnit: MACUnit(lanes: 4), readClears: readClears)
    cells = try CellMemory(organisation)
    sram = .allocate(capacity: shape.sramElements)
    buffers = .allocate(capacity: organisation.channels * shape.globalBufferColumns * 4)
    accumulators = .allocate(capacity: organisation.channels * organisation.banks)
  }

  deinit {
    sram.deallocate()
    buffers.deallocate()
    accumulators.deallocate()
  }

  // MARK: Instructions

  /// An instruction with operands drawn from their ranges, small ones more often, until they are valid
  /// together.
  func randomInstruction(_ opcode: Opcode, _ random: inout SeededGenerator) -> Instruction {
    let validator = InstructionValidator(model.shape)
    while true {
      var instruction = Instruction(opcode)
      for operand in opcode.form.operands {
        if operand.isOptional, random.nextIndex(below: 2) == 0 { continue }
        let range = operand.unit.range(in: model.shape)
        let isSmall = random.nextIndex(below: 4) > 0 && operand.unit != .address
        let highest = isSmall ? min(range.highest, range.lowest + 9) : min(range.highest, 1000)
        switch operand.field {
        case .channels:
          instruction.channels = ChannelMask(rawValue: 1 + UInt64(random.nextIndex(below: 7)))
        case .immediate:
          instruction.immediate = operand.unit == .flag ? Float(random.nextIndex(below: 2)) : 0.75
        default:
          instruction[operand.field] =
            Int32(range.lowest) + Int32(random.nextIndex(below: Int(highest - range.lowest + 1)))
        }
      }
      if validator.fault(of: instruction) == nil, !overlaps(instruction) { return instruction }
    }
  }

  /// True if the instruction writes what it reads although its opcode does not update it. The values read
  /// depend on the order in which vectors are worked on.
  private func overlaps(_ instruction: Instruction) -> Bool {
    let effects = instruction.opcode.effects
    let reads = effects.filter { $0.access == .read }.flatMap { places($0, of: instruction).joined() }
    let writes = effects.filter(\.access.writes).map { Set(places($0, of: instruction).joined()) }
    let all = writes.reduce(Set()) { $0.union($1) }
    return !all.isDisjoint(with: reads) || all.count != writes.reduce(0) { $0 + $1.count }
  }

  // MARK: Description

  /// The places of an effect, in groups that are one value.
  private func places(_ effect: Effect, of i: Instruction) -> [[Int]] {
    var groups: [[Int]] = []
    var channels: [Int] = []
    i.channels.forEach { channels.append($0) }
    switch effect.place {
    case .sram(let field, let extent):
      guard let start = i.address(in: field) else { return [] }
      i.forEachRun(in: extent, from: start) { run in
        switch extent {
        case .tileState:
          let size = Int(Instruction.tileStateElements)
          for first in stride(from: run.lowerBound, to: run.upperBound, by: size) {
            groups.append(Array(first..<first + size))
          }
        case .argmax: groups.append(Array(run))
        case .vector, .elementPerBank, .vectorPerChannel, .vectors, .results, .weights:
          groups += run.map { [$0] }
        }
      }
    case .cells(let banks, let span):
      let run = i.cells(span, in: organisation)
      for (rank, channel) in channels.enumerated() {
        i.forEachBank(of: banks, rank: rank, in: organisation) { bank in
          run.forEachRow(of: organisation.elementsPerRow) { row, elements, _ in
            groups += elements.map { [cell(channel, bank, row, $0)] }
          }
        }
      }
    case .globalBuffer(let span):
      let bursts = i.bursts(span, in: organisation)
      let lanes = organisation.elementsPerColumn
      for channel in channels {
        let first = firstBuffer + channel * bufferElements
        groups += (bursts.lowerBound * lanes..<bursts.upperBound * lanes).map { [first + $0] }
      }
    case .accumulators(let banks):
      for (rank, channel) in channels.enumerated() {
        i.forEachBank(of: banks, rank: rank, in: organisation) { bank in
          groups.append([firstAccumulator + channel * organisation.banks + bank])
        }
      }
    case .functionResults: break
    }
    return groups
  }

  private func cell(_ channel: Int, _ bank: Int, _ row: Int, _ element: Int) -> Int {
    firstCell + channel * cellsPerChannel + (row * organisation.banks + bank) * organisation.elementsPerRow
      + element
  }

  // MARK: Execution

  /// The bits of all places after the instruction.
  private func execute(_ instruction: Instruction, on state: [UInt32]) -> [UInt32] {
    for place in state.indices { set(place, state[place]) }
    if instruction.opcode.unit == .asic {
      var engine = VectorEngine(model)
      engine.execute(instruction, sram: sram)
    } else {
      for channel in 0..<organisation.channels {
        ChannelUnit(
          machine: model, channel: channel, globalBuffer: buffers + channel * bufferElements,
          accumulators: accumulators + channel * organisation.banks, sram: sram
        ).execute(instruction, cells: cells)
      }
    }
    return state.indices.map { bits($0) }
  }

  private func set(_ place: Int, _ bits: UInt32) {
    if place < firstCell {
      sram[place] = BFloat16(bitPattern: UInt16(bits))
    } else if place < firstBuffer {
      cells.row(channel: 0, bank: 0, row: 0)[place - firstCell] = BFloat16(bitPattern: UInt16(bits))
    } else if place < firstAccumulator {
      buffers[place - firstBuffer] = Float(bitPattern: bits << 16)
    } else {
      accumulators[place - firstAccumulator] = Float(bitPattern: bits << 16)
    }
  }

  /// All bits of SRAM and cells, and all bits of the fp32 numbers of buffers and accumulators, so that every
  /// change counts.
  private func bits(_ place: Int) -> UInt32 {
    if place < firstCell { return UInt32(sram[place].bitPattern) }
    if place < firstBuffer {
      return UInt32(cells.row(channel: 0, bank: 0, row: 0)[place - firstCell].bitPattern)
    }
    let value =
      place < firstAccumulator ? buffers[place - firstBuffer] : accumulators[place - firstAccumulator]
    return value.bitPattern
  }

  /// What a place holds before, as `bits` has it.
  private func held(_ place: Int, _ state: [UInt32]) -> UInt32 {
    place < firstBuffer ? state[place] : state[place] << 16
  }

  /// A value of either sign between 2⁻⁴ and 2⁴, as bf16.
  private func moderate(_ random: inout SeededGenerator) -> UInt32 {
    let exponent = UInt32(123 + random.nextIndex(below: 8))
    return UInt32(random.nextIndex(below: 2)) << 15 | exponent << 7 | UInt32(random.nextIndex(below: 128))
  }

  /// Values that show in a result: another number, one beyond all others, not a number.
  private func disturbances(_ random: inout SeededGenerator) -> [UInt32] {
    [moderate(&random), UInt32(BFloat16(1e6).bitPattern), UInt32(BFloat16(-1e6).bitPattern), 0x7FC1]
  }

  // MARK: Comparison

  /// The difference between the description of an opcode and its execution, or nil.
  func difference(_ instruction: Instruction, _ random: inout SeededGenerator) -> String? {
    difference(instruction, instruction.opcode.effects, &random)
  }

  func difference(
    _ instruction: Instruction, _ effects: [Effect], _ random: inout SeededGenerator
  ) -> String? {
    let reads = effects.filter { $0.access.reads(isFirst: instruction.isFirst) }
      .flatMap { effect in places(effect, of: instruction).map { (group: $0, effect: effect) } }
    let writes = Set(
      effects.filter { $0.access.writes || $0.access == .clear && model.readClears }
        .flatMap { places($0, of: instruction).joined() })
    let read = Set(reads.flatMap(\.group))
    var changed: Set<Int> = []
    var unused = Dictionary(reads.map { ($0.group[0], $0.effect) }, uniquingKeysWith: { first, _ in first })
    for attempt in 0..<12 {
      if attempt > 0, changed == writes, unused.isEmpty { break }
      let state = (0..<count).map { _ in moderate(&random) }
      let after = execute(instruction, on: state)
      changed.formUnion(state.indices.filter { after[$0] != held($0, state) })
      if let place = changed.subtracting(writes).min() { return "writes place \(place)" }
      // What is not read changes nothing, and stays as it is where it is not written.
      for value in disturbances(&random) {
        var disturbed = state
        for place in state.indices where !read.contains(place) {
          disturbed[place] = value == 0x7FC1 ? value : moderate(&random)
        }
        let found = execute(instruction, on: disturbed)
        for place in state.indices {
          let expected = writes.contains(place) ? after[place] : held(place, disturbed)
          if found[place] != expected { return "reads more: place \(place) depends on it" }
        }
      }
      // Each value that is read changes some result.
      for (group, _) in reads where unused[group[0]] != nil {
        search: for place in group {
          for value in disturbances(&random) {
            var disturbed = state
            disturbed[place] = value
            let found = execute(instruction, on: disturbed)
            if writes.contains(where: { $0 != place && found[$0] != after[$0] })
              || writes.contains(place) && found[place] != after[place]
            {
              unused[group[0]] = nil
              break search
            }
          }
        }
      }
    }
    // The first tile names the state, too, but has nothing to correct with it.
    if instruction.opcode == .RESCALE_ADD, instruction.isFirst {
      unused = unused.filter { $0.value.place != .sram(.source2, .tileState) }
    }
    if let (place, effect) = unused.min(by: { $0.key < $1.key }) {
      return "does not use place \(place), \(effect)"
    }
    if let place = writes.subtracting(changed).min() { return "does not write place \(place)" }
    return nil
  }
}

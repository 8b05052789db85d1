internal import PIMHardware
package import PIMInstructions
package import PIMMapping
package import PIMNumerics

/// Executes instructions on values: banks, global buffers, accumulators, ASIC SRAM.
///
///     var executor = try Executor(MachineModel(system))
///     try executor.load(compiled, weights: weights)
///     var program = ModelProgram(compiled)
///     while let block = program.next() { try executor.execute(block) }
///     let hidden = executor.values(in: compiled.hidden)
///
/// The instructions are the only input. Before data moves, each instruction is checked in program order
/// against the machine's sizes and against what has been written (`WriteTracker`). The instructions between
/// two of the ASIC's are a batch, which is executed channel by channel on several threads. The result does
/// not depend on the threads: channels share only SRAM, and instructions that depend on each other there are
/// never in the same batch.
package struct Executor: ~Copyable {
  /// The sizes and the arithmetic of the machine.
  package let machine: MachineModel
  var tracker: WriteTracker
  let cells: CellMemory
  private let globalBuffers: UnsafeMutablePointer<Float>
  private let accumulators: UnsafeMutablePointer<Float>
  private let sram: UnsafeMutablePointer<BFloat16>
  private var engine: VectorEngine
  private let validator: InstructionValidator
  /// Number of blocks executed, without the current one.
  package private(set) var blocksExecuted = 0
  /// True if channels may work on several threads.
  package var usesThreads = true

  private var batch: [Instruction] = []
  private var batchReads: BitSet
  private var batchWrites: BitSet
  private var batchProducts = 0
  /// The least number of multiplications of a batch that is worth several threads.
  private static let productsWorthThreads = 1 << 16

  /// Creates a machine with empty banks.
  ///
  /// - Throws: `ExecutionError.machineTooLarge`.
  package init(_ machine: MachineModel) throws(ExecutionError) {
    self.machine = machine
    let organisation = machine.shape.organisation
    cells = try CellMemory(organisation)
    tracker = WriteTracker(machine)
    let elements = machine.shape.sramElements
    sram = .allocate(capacity: elements)
    sram.initialize(repeating: .zero, count: elements)
    let bufferElements =
      organisation.channels * machine.shape.globalBufferColumns * organisation.elementsPerColumn
    globalBuffers = .allocate(capacity: bufferElements)
    globalBuffers.initialize(repeating: 0, count: bufferElements)
    accumulators = .allocate(capacity: organisation.channels * organisation.banks)
    accumulators.initialize(repeating: 0, count: organisation.channels * organisation.banks)
    engine = VectorEngine(machine)
    validator = InstructionValidator(machine.shape)
    batchReads = BitSet(count: elements)
    batchWrites = BitSet(count: elements)
  }

  deinit {
    sram.deallocate()
    globalBuffers.deallocate()
    accumulators.deallocate()
  }

  // MARK: Blocks

  /// Executes a block.
  ///
  /// - Parameters:
  ///   - traceLine: the line of BLOCK in a trace without comments; the first line of the block in an AiM
  ///     trace.
  ///   - lines: the line of each instruction, if these are not the lines after `traceLine`.
  /// - Throws: the first `ExecutionError` in program order. All instructions before it have been executed.
  package mutating func execute(
    _ block: Block, traceLine: InstructionSite.TraceLine? = nil, lines: [Int] = []
  ) throws(ExecutionError) {
    let instructions = block.template.instructions
    tracker.beginBlock()
    for index in instructions.indices {
      var instruction = instructions[index]
      let site = Site(
        blockIndex: blocksExecuted, label: block.label, index: index, block: traceLine, lines: lines)
      do throws(ExecutionError) {
        if instruction.isHostAccess { throw .undefined(site(instruction)) }
        if let fault = validator.fault(of: instruction, rowOffset: block.rowOffset) {
          throw .invalid(site(instruction), fault)
        }
        if instruction.opcode.unit == .channels { instruction.row += block.rowOffset }
        if !isDefined(instruction) { throw .undefined(site(instruction)) }
        switch instruction.opcode.unit {
        case .channels:
          separateFromBatch(instruction)
          try control(instruction, site)
          batch.append(instruction)
        case .asic:
          flush()
          try control(instruction, site)
          engine.execute(instruction, sram: sram)
        case .control: flush()
        }
      } catch {
        flush()
        throw error
      }
    }
    flush()
    blocksExecuted += 1
  }

  /// Executes the batch first if the instruction conflicts with it: reads SRAM that the batch writes, or
  /// writes SRAM that it reads or writes. Adds the instruction's ranges to those of the batch.
  private mutating func separateFromBatch(_ instruction: Instruction) {
    var isDependent = false
    instruction.forEachRead { if batchWrites.intersects($0.elements) { isDependent = true } }
    instruction.forEachWrite {
      if batchWrites.intersects($0.elements) || batchReads.intersects($0.elements) { isDependent = true }
    }
    if isDependent { flush() }
    instruction.forEachRead { batchReads.insert($0.elements) }
    instruction.forEachWrite { batchWrites.insert($0.elements) }
    guard instruction.opcode == .MAC_ABK else { return }
    let organisation = machine.shape.organisation
    batchProducts +=
      instruction.channels.count * Int(instruction.count) * organisation.banks
      * organisation.elementsPerColumn
  }

  /// Moves the data of the batch.
  private mutating func flush() {
    if batch.isEmpty { return }
    var mask: UInt64 = 0
    for instruction in batch { mask |= instruction.channels.rawValue }
    let organisation = machine.shape.organisation
    let bufferElements = machine.shape.globalBufferColumns * organisation.elementsPerColumn
    var channels: [Int] = []
    ChannelMask(rawValue: mask).forEach { channels.append($0) }
    batch.withUnsafeBufferPointer { [machine, globalBuffers, accumulators, sram] batch in
      Parallel.forEach(
        channels.count, isWorthwhile: usesThreads && batchProducts >= Executor.productsWorthThreads
      ) { index in
        let channel = channels[index]
        let unit = ChannelUnit(
          machine: machine, channel: channel, globalBuffer: globalBuffers + channel * bufferElements,
          accumulators: accumulators + channel * organisation.banks, sram: sram)
        for instruction in batch { unit.execute(instruction, cells: cells) }
      }
    }
    batch.removeAll(keepingCapacity: true)
    batchReads.removeAll()
    batchWrites.removeAll()
    batchProducts = 0
  }

  // MARK: Values from outside

  /// The values in a range of SRAM, written or not.
  package func values(in range: SRAMRange) -> [BFloat16] {
    precondition(
      range.start >= 0 && Int(range.start) + Int(range.count) <= machine.shape.sramElements,
      "outside the SRAM")
    return Array(UnsafeBufferPointer(start: sram + Int(range.start), count: Int(range.count)))
  }

  /// True if every element of a range of SRAM holds a value.
  package func isWritten(_ range: SRAMRange) -> Bool {
    tracker.sram.firstMissing(in: Int(range.start)..<Int(range.start) + Int(range.count)) == nil
  }

  /// Writes values to SRAM: the input of a position if the embedding is switched off.
  package mutating func write(_ values: [BFloat16], at address: Int) {
    precondition(address >= 0 && address + values.count <= machine.shape.sramElements, "outside the SRAM")
    for (index, value) in values.enumerated() { sram[address + index] = value }
    tracker.sram.insert(address..<address + values.count)
  }

  /// The value of a cell, and true if the cell was ever written.
  package func cell(_ location: CellLocation) -> (value: BFloat16, isWritten: Bool) {
    let element = location.column * machine.shape.organisation.elementsPerColumn + location.lane
    let row = cells.row(channel: location.channel, bank: location.bank, row: location.row)
    return (
      row[element],
      tracker.isWritten(channel: location.channel, bank: location.bank, row: location.row, element: element)
    )
  }

  /// The cells that the last block has written.
  var cellsWritten: Set<CellLocation> {
    let lanes = machine.shape.organisation.elementsPerColumn
    var cells: Set<CellLocation> = []
    for run in tracker.recentWrites {
      for element in run.elements {
        cells.insert(
          CellLocation(
            channel: run.channel, bank: run.bank, row: run.row, column: element / lanes,
            lane: element % lanes))
      }
    }
    return cells
  }

  /// Writes values to a bank, from a cell on and over into the following rows.
  package mutating func write(_ values: [BFloat16], at location: CellLocation) {
    let organisation = machine.shape.organisation
    let run = CellRun(
      row: location.row, element: location.column * organisation.elementsPerColumn + location.lane,
      count: values.count)
    run.forEachRow(of: organisation.elementsPerRow) { row, elements, done in
      precondition(row < organisation.rows, "outside the bank")
      let target = cells.row(channel: location.channel, bank: location.bank, row: row)
      for (index, element) in elements.enumerated() { target[element] = values[done + index] }
      tracker.write(channel: location.channel, bank: location.bank, row: row, elements: elements)
    }
  }

  /// Marks rows of all banks as cleared. Their cells hold zeros that a product may multiply and no
  /// instruction may use otherwise.
  package mutating func clear(rows: Range<Int>) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= machine.shape.organisation.rows, "outside the banks")
    for channel in 0..<machine.shape.organisation.channels {
      for row in rows {
        cells.row(channel: channel, bank: 0, row: row).update(repeating: .zero, count: cells.rowStride)
      }
    }
    tracker.clear(rows)
  }

  /// Number of elements that instructions and loading have written to cells.
  var cellWrites: Int { tracker.cellWrites }

  /// A hash of all cells of rows, for tests that compare machines.
  package func fingerprint(rows: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for channel in 0..<machine.shape.organisation.channels {
      for row in rows {
        let start = cells.row(channel: channel, bank: 0, row: row)
        for element in 0..<cells.rowStride {
          hash = (hash ^ UInt64(start[element].bitPattern)) &* 0x100_0000_01B3
        }
      }
    }
    return hash
  }
}

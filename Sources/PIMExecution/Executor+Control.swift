internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping

/// What has been written, instruction by instruction.
extension Executor {
  /// Checks that everything an instruction reads has been written, and marks what it writes.
  mutating func control(_ instruction: Instruction, _ site: Site) throws(ExecutionError) {
    switch instruction.opcode.unit {
    case .channels: try controlChannels(instruction, site)
    case .asic: try controlASIC(instruction, site)
    case .control: break
    }
  }

  private func requireSRAM(_ range: Range<Int>, _ instruction: Instruction, _ site: Site)
    throws(ExecutionError)
  {
    if let missing = tracker.sram.firstMissing(in: range) {
      throw .unwrittenSRAM(site(instruction), address: missing)
    }
  }

  private mutating func controlChannels(_ instruction: Instruction, _ site: Site) throws(ExecutionError) {
    let organisation = machine.shape.organisation
    let (reads, writes) = instruction.sramRanges
    try requireSRAM(reads, instruction, site)
    let length = Int(instruction.length)
    let (row, column, count) = (Int(instruction.row), Int(instruction.column), Int(instruction.count))
    let (bank, burst) = (Int(instruction.bank), Int(instruction.offset))
    var rest = instruction.channels.rawValue
    var rank = 0
    while rest != 0 {
      let channel = rest.trailingZeroBitCount
      rest &= rest - 1
      switch instruction.opcode {
      case .WR_GB: tracker.writeBuffer(channel, firstBurst: burst, elements: length)
      case .WR_BIAS: tracker.preset(channel)
      case .MAC_ABK, .MAC_SBK:
        if let missing = tracker.firstUnwrittenBurst(channel, burst..<burst + count) {
          throw .unwrittenGlobalBuffer(site(instruction), channel: channel, burst: missing)
        }
        tracker.multiply(
          channel, banks: instruction.opcode == .MAC_SBK ? bank..<bank + 1 : 0..<organisation.banks, row: row,
          column: column, count: count, burst: burst, instruction: site.index)
      case .RD_MAC:
        let stored = min(organisation.banks, max(0, length - rank * organisation.banks))
        if let tainted = tracker.firstTainted(channel, banks: stored) {
          throw taintError(channel, tainted, site(instruction))
        }
        tracker.read(channel)
      case .RD_SBK:
        try readCells(instruction, channel: channel, to: Int(instruction.address) + rank * length, site)
      case .WR_SBK:
        forEachRow(of: organisation, row, column * organisation.elementsPerColumn + burst, length) {
          row, elements, _ in
          tracker.write(channel: channel, bank: bank, row: row, elements: elements)
        }
      case .WR_ABK:
        let element = column * organisation.elementsPerColumn + burst
        for bank in 0..<min(organisation.banks, max(0, length - rank * organisation.banks)) {
          tracker.write(channel: channel, bank: bank, row: row, elements: element..<element + 1)
        }
      case .OPEN_ABK: break
      case .COPY_BKGB:
        try requireCells(
          instruction, channel: channel, bank: bank, elements: count * organisation.elementsPerColumn, site)
        tracker.writeBuffer(channel, firstBurst: burst, elements: count * organisation.elementsPerColumn)
      case .COPY_GBBK:
        if let missing = tracker.firstUnwrittenBurst(channel, burst..<burst + count) {
          throw .unwrittenGlobalBuffer(site(instruction), channel: channel, burst: missing)
        }
        forEachRow(
          of: organisation, row, column * organisation.elementsPerColumn,
          count * organisation.elementsPerColumn
        ) {
          row, elements, _ in
          tracker.write(channel: channel, bank: bank, row: row, elements: elements)
        }
      case .EWMUL:
        guard organisation.banksPerGroup > ElementwiseProduct.product else {
          throw .undefined(site(instruction))
        }
        let elements = count * organisation.elementsPerColumn
        for first in stride(from: 0, to: organisation.banks, by: organisation.banksPerGroup) {
          for factor in ElementwiseProduct.factors {
            try requireCells(instruction, channel: channel, bank: first + factor, elements: elements, site)
          }
          forEachRow(of: organisation, row, column * organisation.elementsPerColumn, elements) {
            row, elements, _ in
            tracker.write(
              channel: channel, bank: first + ElementwiseProduct.product, row: row, elements: elements)
          }
        }
      default: throw .undefined(site(instruction))
      }
      rank += 1
    }
    if instruction.opcode == .RD_MAC { tracker.sram.insert(writes) }
  }

  private func taintError(_ channel: Int, _ bank: Int, _ site: InstructionSite) -> ExecutionError {
    switch tracker.channels[channel].taint[bank] {
    case .none, .unset: .unsetAccumulator(site, channel: channel, bank: bank)
    case .cell(let row, let column, let lane, let instruction):
      .taintedResult(
        site,
        CellLocation(channel: channel, bank: bank, row: Int(row), column: Int(column), lane: Int(lane)),
        accumulatedBy: Int(instruction))
    }
  }

  /// RD_SBK: elements that were written become values in SRAM, cleared ones do not, others must not be read.
  private mutating func readCells(
    _ instruction: Instruction, channel: Int, to address: Int, _ site: Site
  ) throws(ExecutionError) {
    let organisation = machine.shape.organisation
    let bank = Int(instruction.bank)
    let lanes = organisation.elementsPerColumn
    var unknown: CellLocation?
    forEachRow(
      of: organisation, Int(instruction.row), Int(instruction.column) * lanes, Int(instruction.length)
    ) { row, elements, done in
      let isKnown = tracker.isKnown(channel: channel, row: row)
      for (index, element) in elements.enumerated() {
        let place = address + done + index
        if tracker.isWritten(channel: channel, bank: bank, row: row, element: element) {
          tracker.sram.insert(place..<place + 1)
        } else {
          tracker.sram.remove(place..<place + 1)
          if !isKnown, unknown == nil {
            unknown = CellLocation(
              channel: channel, bank: bank, row: row, column: element / lanes, lane: element % lanes)
          }
        }
      }
    }
    if let unknown { throw .unwrittenCells(site(instruction), unknown) }
  }

  private func requireCells(
    _ instruction: Instruction, channel: Int, bank: Int, elements: Int, _ site: Site
  ) throws(ExecutionError) {
    let organisation = machine.shape.organisation
    let lanes = organisation.elementsPerColumn
    var missing: CellLocation?
    forEachRow(of: organisation, Int(instruction.row), Int(instruction.column) * lanes, elements) {
      row, elements, _ in
      for element in elements where missing == nil {
        if !tracker.isWritten(channel: channel, bank: bank, row: row, element: element) {
          missing = CellLocation(
            channel: channel, bank: bank, row: row, column: element / lanes, lane: element % lanes)
        }
      }
    }
    if let missing { throw .unwrittenCells(site(instruction), missing) }
  }

  private mutating func controlASIC(_ instruction: Instruction, _ site: Site) throws(ExecutionError) {
    let length = Int(instruction.length)
    let (count, stride) = (Int(instruction.count), Int(instruction.stride))
    func vector(_ address: Int32) -> Range<Int> { Int(address)..<Int(address) + length }
    func vectors(_ address: Int32) -> [Range<Int>] {
      (0..<count).map { Int(address) + $0 * stride..<Int(address) + $0 * stride + length }
    }
    func state(_ address: Int32) -> Range<Int> {
      Int(address)..<Int(address) + count * Int(Instruction.tileStateElements)
    }
    let argmax = Int(instruction.address)..<Int(instruction.address) + Int(Instruction.argmaxElements)
    let isFirst = instruction.immediate != 0
    var reads: [Range<Int>] = []
    var writes: [Range<Int>] = []
    switch instruction.opcode {
    case .LAYERNORM:
      reads = [vector(instruction.source), vector(instruction.source2), vector(instruction.source3)]
      writes = [vector(instruction.address)]
    case .SUM:
      reads = vectors(instruction.source)
      if instruction.source2 != Instruction.none { reads.append(vector(instruction.source2)) }
      if instruction.source3 != Instruction.none { reads.append(vector(instruction.source3)) }
      writes = [vector(instruction.address)]
    case .SCALE, .GELU:
      reads = [vector(instruction.source)]
      writes = [vector(instruction.address)]
    case .SOFTMAX:
      reads = vectors(instruction.source)
      writes = vectors(instruction.address)
    case .SOFTMAX_TILE:
      reads = vectors(instruction.source)
      if !isFirst { reads.append(state(instruction.source2)) }
      writes = vectors(instruction.address) + [state(instruction.source2)]
    case .RESCALE_ADD:
      reads = vectors(instruction.source) + [state(instruction.source2)]
      if !isFirst { reads += vectors(instruction.address) }
      writes = vectors(instruction.address)
    case .NORMALISE:
      reads = vectors(instruction.address) + [state(instruction.source2)]
      writes = vectors(instruction.address)
    case .ARGMAX:
      reads = [vector(instruction.source)]
      if !isFirst { reads.append(argmax) }
      writes = [argmax]
    case .VMM:
      reads = (0..<count).map { result in
        let place = Instruction.weightPlace(
          ofResult: result, banks: Int(instruction.column), channels: Int(instruction.offset))
        return vector(instruction.source + Int32(place * stride))
      }
      reads.append(vector(instruction.source2))
      writes = [Int(instruction.address)..<Int(instruction.address) + count]
    default: throw .undefined(site(instruction))
    }
    for range in reads { try requireSRAM(range, instruction, site) }
    for range in writes { tracker.sram.insert(range) }
  }
}

/// The banks of a bank group that EWMUL works on, as the trace generator of Gu et al., ASPLOS 2025, has them.
enum ElementwiseProduct {
  static let factors = [0, 1]
  static let product = 2
}

/// Elements of a bank from an element of a row on, row by row.
private func forEachRow(
  of organisation: System.Organisation, _ row: Int, _ element: Int, _ count: Int,
  _ body: (_ row: Int, _ elements: Range<Int>, _ done: Int) -> Void
) {
  var (row, element, done) = (row, element, 0)
  while done < count {
    let part = min(count - done, organisation.elementsPerRow - element)
    body(row, element..<element + part, done)
    done += part
    (row, element) = (row + 1, 0)
  }
}

internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping

extension Verifier {
  /// Compares the results of a block with the expected ones.
  mutating func compare(
    _ results: ExpectedResults, _ block: Block, _ expected: Block, _ traceLine: InstructionSite.TraceLine?
  ) throws(VerificationFailure) {
    var isEqual = true
    for stretch in results.stretches {
      let range = SRAMRange(Int32(stretch.address), Int32(stretch.values.count))
      if executor.values(in: range) != stretch.values || !executor.isWritten(range) { isEqual = false }
    }
    // A ring of rows has values of earlier tokens, so that the block itself has to write every cell.
    let written = results.cells.isEmpty ? [] : executor.cellsWritten
    for cell in results.cells {
      if executor.cell(cell.location).value != cell.value || !written.contains(cell.location) {
        isEqual = false
      }
    }
    guard isEqual else { throw .mismatch(firstMismatch(results, block, expected, traceLine)) }
    countCompared(results)
  }

  /// The wrong element that the earliest instruction wrote, or one that none has written.
  private func firstMismatch(
    _ results: ExpectedResults, _ block: Block, _ expected: Block, _ traceLine: InstructionSite.TraceLine?
  ) -> Mismatch {
    var best: (mismatch: Mismatch, index: Int)?
    var differences = 0
    func add(_ index: Int, isMissing: Bool, _ make: (InstructionSite) -> Mismatch) {
      differences += 1
      if let best, best.index <= index { return }
      let source = isMissing ? expected : block
      var instruction = source.template.instructions[index]
      if instruction.opcode.unit == .channels { instruction.row += source.rowOffset }
      let site = Site(
        blockIndex: executor.blocksExecuted - 1, label: block.label, index: index, block: traceLine)
      best = (make(site(instruction)), index)
    }
    for stretch in results.stretches {
      let found = executor.values(in: SRAMRange(Int32(stretch.address), Int32(stretch.values.count)))
      for (offset, value) in stretch.values.enumerated() {
        let address = stretch.address + offset
        guard found[offset] != value || !executor.isWritten(SRAMRange(Int32(address), 1)) else { continue }
        let writer = lastWriter(of: address, in: block)
        let index = writer ?? lastWriter(of: address, in: expected) ?? 0
        add(index, isMissing: writer == nil) { site in
          let location = writer.flatMap { accumulatedFrom(address, $0, block) }
          return Mismatch(
            site: site, location: location, content: location.map(compiled.memory.describe),
            result: stretch.name,
            element: stretch.firstElement + offset, address: address, found: found[offset], expected: value,
            differences: 0)
        }
      }
    }
    let written = executor.cellsWritten
    for cell in results.cells {
      let found = executor.cell(cell.location)
      guard found.value != cell.value || !written.contains(cell.location) else { continue }
      let writer = lastWriter(of: cell.location, in: block)
      let index = writer ?? lastWriter(of: cell.location, in: expected) ?? 0
      add(index, isMissing: writer == nil) { site in
        Mismatch(
          site: site, location: cell.location, content: compiled.memory.describe(cell.location),
          result: cell.name,
          element: cell.element, address: nil, found: found.value, expected: cell.value, differences: 0)
      }
    }
    var mismatch = best!.mismatch
    mismatch.differences = differences
    return mismatch
  }

  private func lastWriter(of address: Int, in block: Block) -> Int? {
    block.template.instructions.lastIndex { instruction in
      var writes = false
      instruction.forEachWrite { if $0.elements.contains(address) { writes = true } }
      return writes
    }
  }

  private func lastWriter(of cell: CellLocation, in block: Block) -> Int? {
    let organisation = executor.machine.shape.organisation
    let element = cell.column * organisation.elementsPerColumn + cell.lane
    return block.template.instructions.lastIndex { instruction in
      var instruction = instruction
      instruction.row += block.rowOffset
      return instruction.writesCell(
        channel: cell.channel, bank: cell.bank, row: cell.row, element: element, in: organisation)
    }
  }

  /// The first cell of the product whose result a RD_MAC, RD_SBK or VMM wrote to an address.
  private func accumulatedFrom(_ address: Int, _ index: Int, _ block: Block) -> CellLocation? {
    let instructions = block.template.instructions
    let read = instructions[index]
    let geometry = compiled.geometry
    var channels: [Int] = []
    read.channels.forEach { channels.append($0) }
    let element = address - Int(read.address)
    switch read.opcode {
    case .RD_MAC:
      let channel = channels[element / geometry.banks]
      let product = instructions[..<index].last {
        ($0.opcode == .MAC_ABK || $0.opcode == .MAC_SBK) && $0.channels.contains(channel)
      }
      guard let product else { return nil }
      return CellLocation(
        channel: channel, bank: element % geometry.banks, row: Int(product.row + block.rowOffset),
        column: Int(product.column), lane: 0)
    case .RD_SBK:
      let (rank, offset) = element.quotientAndRemainder(dividingBy: Int(read.length))
      let place = Int(read.column) * geometry.lanes + offset
      return CellLocation(
        channel: channels[rank], bank: Int(read.bank),
        row: Int(read.row + block.rowOffset) + place / geometry.elementsPerRow,
        column: place % geometry.elementsPerRow / geometry.lanes, lane: place % geometry.lanes)
    case .VMM:
      let weights =
        Int(read.source) + Int(read.stride) * read.weightPlace(ofResult: element)
      let source = instructions[..<index].lastIndex {
        $0.opcode == .RD_SBK
          && (Int($0.address)..<Int($0.address) + Int($0.length) * $0.channels.count).contains(weights)
      }
      return source.flatMap { accumulatedFrom(weights, $0, block) }
    case .WR_GB, .WR_BIAS, .MAC_ABK, .MAC_SBK, .WR_SBK, .WR_ABK, .COPY_BKGB, .COPY_GBBK, .EWMUL, .AF, .RD_AF,
      .OPEN_ABK, .LAYERNORM, .RMSNORM, .SUM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE,
      .ALIBI, .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX,
      .SYNC:
      return nil
    }
  }
}

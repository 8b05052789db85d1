internal import PIMInstructions

/// Places in ASIC SRAM that some instructions read and write, in elements or in granules.
struct SRAMExtent: Sendable {
  private(set) var reads = RunSet()
  private(set) var writes = RunSet()

  // MARK: Elements

  mutating func add(_ instruction: Instruction) {
    instruction.forEachRead { reads.insert($0.elements) }
    instruction.forEachWrite { writes.insert($0.elements) }
  }

  /// Whether an instruction touches one of the places, and one of the two writes it.
  func contends(with instruction: Instruction) -> Bool {
    var contends = false
    instruction.forEachRead { if writes.overlaps($0.elements) { contends = true } }
    instruction.forEachWrite {
      if writes.overlaps($0.elements) || reads.overlaps($0.elements) { contends = true }
    }
    return contends
  }

  // MARK: Granules

  mutating func add(_ operands: Operands, of list: OperandList) {
    for run in list.reads[operands.reads] { reads.insert(run) }
    for run in list.writes[operands.writes] { writes.insert(run) }
  }

  /// Whether a step touches one of the granules, and one of the two writes it.
  func contends(with operands: Operands, of list: OperandList) -> Bool {
    list.reads[operands.reads].contains { writes.overlaps($0) }
      || list.writes[operands.writes].contains { writes.overlaps($0) || reads.overlaps($0) }
  }
}

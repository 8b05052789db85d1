internal import PIMInstructions

/// The ranges of ASIC SRAM that instructions read and write, in elements or in granules.
struct SRAMExtent: Sendable {
  private(set) var reads = RunSet()
  private(set) var writes = RunSet()

  // MARK: Elements

  mutating func add(_ instruction: Instruction) {
    instruction.forEachRead { reads.insert($0.elements) }
    instruction.forEachWrite { writes.insert($0.elements) }
  }

  /// True if an instruction has a conflict with the ranges: both touch an element, and one writes it.
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

  /// True if a step has a conflict with the ranges: both touch a granule, and one writes it.
  func contends(with operands: Operands, of list: OperandList) -> Bool {
    list.reads[operands.reads].contains { writes.overlaps($0) }
      || list.writes[operands.writes].contains { writes.overlaps($0) || reads.overlaps($0) }
  }
}

package import PIMInstructions

/// Dependences between the instructions of a template through ASIC SRAM.
package enum SRAMHazards {
  /// True if every instruction is for channels and none touches an element of SRAM that another writes.
  package static func isFree(_ instructions: [Instruction]) -> Bool {
    var reads: [Range<Int>] = []
    var writes = RunSet()
    for instruction in instructions {
      if instruction.opcode.unit != .channels { return false }
      var isFree = true
      instruction.forEachWrite {
        let run = $0.elements
        if writes.overlaps(run) { isFree = false }
        writes.insert(run)
      }
      if !isFree { return false }
      instruction.forEachRead { reads.append($0.elements) }
    }
    return !reads.contains { writes.overlaps($0) }
  }
}

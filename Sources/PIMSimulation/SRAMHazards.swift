package import PIMInstructions

/// Whether instructions of one template use what others of it leave in ASIC SRAM.
package enum SRAMHazards {
  /// True if every instruction is for channels and none touches a stretch of SRAM that another writes.
  package static func isFree(_ instructions: [Instruction]) -> Bool {
    var reads: [SRAMRange] = []
    var writes: [SRAMRange] = []
    reads.reserveCapacity(instructions.count)
    writes.reserveCapacity(instructions.count)
    var isAscending = true
    for instruction in instructions {
      guard instruction.opcode.unit == .channels else { return false }
      instruction.forEachRead { reads.append($0) }
      instruction.forEachWrite {
        if let last = writes.last, $0.start < last.start { isAscending = false }
        writes.append($0)
      }
    }
    // Sorted by address, neighbours that overlap are the only ones that need looking at. Most templates write in that order.
    if !isAscending { writes.sort { $0.start < $1.start } }
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

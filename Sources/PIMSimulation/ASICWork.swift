internal import PIMResults

/// The time and the operations of an ASIC instruction.
package struct ASICWork: Sendable, Hashable {
  /// ASIC clock cycles from the first operation to the last result.
  package var cycles: Int64
  /// Additions; comparisons and integer additions are included.
  package var additions: Int64
  package var multiplications: Int64
}

extension SimulationResult.Work {
  /// Adds an instruction of the ASIC.
  mutating func add(_ work: ASICWork, time: Int64) {
    asicBusy += time
    asicInstructions += 1
    asicAdditions += work.additions
    asicMultiplications += work.multiplications
  }
}

internal import Hardware
internal import Instructions

/// How long the ASIC takes for an instruction. Placeholder until the cost of its functions comes from Numerics.
struct ASICTiming: Sendable {
  let asic: System.ASIC

  /// ASIC clock cycles.
  func cycles(_ instruction: Instruction) -> Int64 {
    Int64(instruction.length)
  }
}

internal import PIMInstructions

/// The runs of granules that the steps of a template read and write, step by step.
@usableFromInline package struct OperandList: Sendable {
  @usableFromInline package private(set) var reads: [Range<Int>] = []
  @usableFromInline package private(set) var writes: [Range<Int>] = []

  /// Adds the operands of a step.
  mutating func append(_ instructions: some Sequence<Instruction>) -> Operands {
    let (read, write) = (reads.count, writes.count)
    for instruction in instructions {
      instruction.forEachRead { Self.add($0, to: &reads, from: read) }
      instruction.forEachWrite { Self.add($0, to: &writes, from: write) }
    }
    return Operands(reads: read..<reads.count, writes: write..<writes.count)
  }

  /// Adds a range to the runs of a step, merged with the last run if the two touch.
  private static func add(_ range: SRAMRange, to runs: inout [Range<Int>], from start: Int) {
    if range.count <= 0 { return }
    let first = Int(range.start / OperandTracks.granule)
    let end = Int((range.start + range.count + OperandTracks.granule - 1) / OperandTracks.granule)
    if runs.count > start, let last = runs.last, last.upperBound >= first, last.lowerBound <= first {
      runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, end)
    } else {
      runs.append(first..<end)
    }
  }
}

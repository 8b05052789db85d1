internal import PIMInstructions

/// The parts of an instruction's site, assembled only for an error.
struct Site {
  var blockIndex: Int
  var label: BlockLabel
  var index: Int
  var block: InstructionSite.TraceLine?
  var lines: [Int] = []

  func callAsFunction(_ instruction: Instruction) -> InstructionSite {
    InstructionSite(
      blockIndex: blockIndex, label: label, index: index, instruction: instruction,
      traceLine: block.map { .init(file: $0.file, line: lines.isEmpty ? $0.line + 1 + index : lines[index]) })
  }
}

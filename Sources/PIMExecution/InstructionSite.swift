public import PIMInstructions

/// The place of an instruction in a program.
public struct InstructionSite: Sendable, Hashable, CustomStringConvertible {
  /// Number of blocks executed before the instruction's block.
  public var blockIndex: Int
  /// The operator, layer and position of the block.
  public var label: BlockLabel
  /// The instruction's index in its block, from 0.
  public var index: Int
  /// The instruction, with an absolute row.
  public var instruction: Instruction
  /// The line of the instruction, if the program is a trace.
  public var traceLine: TraceLine?

  /// A line of a trace file.
  public struct TraceLine: Sendable, Hashable {
    /// Path of the trace.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// Creates a line.
    package init(file: String, line: Int) {
      self.file = file
      self.line = line
    }
  }

  /// The place in words, with file and line of a trace.
  public var description: String {
    let layer = label.layer < 0 ? "" : " layer \(label.layer)"
    let part = label.part == 0 ? "" : " part \(label.part)"
    let place =
      "block \(blockIndex) (position \(label.position)\(layer) \(label.kind.rawValue)\(part)) instruction \(index)"
    let line = traceLine.map { "\($0.file):\($0.line): " } ?? ""
    return "\(line)\(place), \(instruction.opcode.mnemonic)"
  }
}

/// The reason why a trace cannot be written.
public enum TraceWriterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An instruction that does not fit the machine of the header; `index` is its index in the block, from 0.
  case invalidInstruction(block: BlockLabel, index: Int, fault: InstructionFault)
  /// A position, layer or tile number outside the range of the format.
  case invalidLabel(BlockLabel)
  /// A block of more than `TraceLimits.blockInstructions`.
  case blockTooLong(BlockLabel, instructions: Int)
  /// A size of the machine that the format cannot hold.
  case invalidHeader(field: TraceHeaderField, value: Int)
  /// An instruction that AiM traces cannot express; `index` is its index in the block, from 0.
  case notExpressible(block: BlockLabel, index: Int, instruction: String, reason: String)
  /// A system whose traces cannot be written in the format.
  case unsuitableSystem(name: String, reason: String)

  /// The message, on one line.
  public var description: String {
    switch self {
    case .invalidInstruction(let block, let index, let fault):
      "instruction \(index) of block '\(block.traceText)': \(fault)"
    case .invalidLabel(let block):
      "block '\(block.traceText)': expected position and part of 0 to \(TraceLimits.label) and layer of -1 to \(TraceLimits.label)"
    case .blockTooLong(let block, let count):
      "block '\(block.traceText)': found \(count) instructions, expected at most \(TraceLimits.blockInstructions)"
    case .invalidHeader(let field, let value):
      "header line '\(field.rawValue)': found \(value), expected \(field.range.lowerBound) to \(field.range.upperBound)"
    case .notExpressible(let block, let index, let instruction, let reason):
      "instruction \(index) of block '\(block.traceText)': AiM traces cannot say \(instruction): \(reason)"
    case .unsuitableSystem(let name, let reason): "no AiM trace for the system \(name): \(reason)"
    }
  }
}

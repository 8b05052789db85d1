/// A trace that cannot be written.
public enum TraceWriterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An instruction that does not fit the machine of the header; `index` counts in its block from 0.
  case invalidInstruction(block: BlockLabel, index: Int, fault: InstructionFault)
  /// A position, layer or part that is negative or absurd.
  case invalidLabel(BlockLabel)
  case blockTooLong(BlockLabel, instructions: Int)
  /// A size of the header that the format does not hold.
  case invalidHeader(field: TraceHeaderField, value: Int)
  /// An instruction that the format has no words for; `index` counts in its block from 0.
  case notExpressible(block: BlockLabel, index: Int, instruction: String, reason: String)
  /// A machine whose traces cannot be written in the format.
  case unsuitableSystem(name: String, reason: String)

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

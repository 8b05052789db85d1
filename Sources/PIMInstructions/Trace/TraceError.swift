/// A trace that cannot be read: where, what was found, what was expected.
public struct TraceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of mistake it is; the raw value is how a message names it.
  public enum Kind: String, CaseIterable, Sendable {
    case emptyFile = "empty file"
    case missingHeader = "not a trace"
    case unsupportedVersion = "unsupported version"
    case unknownHeader = "unknown header line"
    case duplicateHeader = "duplicate header line"
    case missingHeaderLine = "missing header line"
    case misplacedHeader = "header line after the first BLOCK"
    case machineMismatch = "trace for another machine"
    case unsupportedCommand = "unsupported command"
    case instructionOutsideBlock = "instruction before the first BLOCK"
    case malformedBlock = "malformed BLOCK line"
    case blockTooLong = "block too long"
    case unknownInstruction = "unknown instruction"
    case unknownOperand = "unknown operand"
    case duplicateOperand = "duplicate operand"
    case missingOperand = "missing operand"
    case malformedOperand = "malformed operand"
    case malformedValue = "malformed value"
    case outOfRange = "out of range"
    case unexpectedText = "unexpected text"
    case illegalByte = "illegal byte"
    case lineTooLong = "line too long"
    case missingEnd = "missing END"
    case contentAfterEnd = "content after END"
    case missingEOC = "missing EOC"
    case contentAfterEOC = "content after EOC"
  }

  public var kind: Kind
  /// The file's path, or the name its text was given.
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1, in bytes.
  public var column: Int
  /// What is there.
  public var found: String
  /// What should be.
  public var expected: String
  /// A word that may have been meant.
  public var suggestion: String?

  public var description: String {
    let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
    return "\(file):\(line):\(column): \(kind.rawValue): found \(found), expected \(expected)\(hint)"
  }
}

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

extension BlockLabel {
  /// The four words that follow BLOCK in a trace.
  public var traceText: String { "\(position) \(layer == -1 ? "-" : String(layer)) \(kind.rawValue) \(part)" }
}

/// The operating system refused a file.
public struct TraceFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// What was tried: `open`, `read`, `write`, `rename` …
  public var operation: String
  /// The system's own words.
  public var reason: String

  public var description: String { "\(path): cannot \(operation): \(reason)" }
}

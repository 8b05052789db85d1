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

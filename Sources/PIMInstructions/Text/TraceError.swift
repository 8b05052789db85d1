/// An error in a trace: its place, the text that was found, and the text that was expected.
public struct TraceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of errors; the raw value is the name in a message.
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

  /// The kind of the error.
  public var kind: Kind
  /// The path of the file, or the name given to a trace in memory.
  public var file: String
  /// Line number, from 1.
  public var line: Int
  /// Column in bytes, from 1.
  public var column: Int
  /// The text that was found.
  public var found: String
  /// The text that was expected, in words.
  public var expected: String
  /// A similar word that may have been meant; nil if there is none.
  public var suggestion: String?

  /// The message, on one line: file, line, column, kind, found, expected, suggestion.
  public var description: String {
    let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
    return "\(file):\(line):\(column): \(kind.rawValue): found \(found), expected \(expected)\(hint)"
  }
}

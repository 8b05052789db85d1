/// An error in a trace: its place, the text that was found, and the text that was expected.
public struct TraceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of errors; the raw value is the name in a message.
  public enum Kind: String, CaseIterable, Sendable {
    /// A file without bytes.
    case emptyFile = "empty file"
    /// A first line that is not the format's.
    case missingHeader = "not a trace"
    /// A version of the format that this code does not read.
    case unsupportedVersion = "unsupported version"
    /// A header line of an unknown name.
    case unknownHeader = "unknown header line"
    /// A header line that was given before.
    case duplicateHeader = "duplicate header line"
    /// A header without one of its lines.
    case missingHeaderLine = "missing header line"
    /// A header line after the first block.
    case misplacedHeader = "header line after the first BLOCK"
    /// A header that differs from the system's sizes.
    case machineMismatch = "trace for another machine"
    /// A command that the machine, or this program, does not have.
    case unsupportedCommand = "unsupported command"
    /// An instruction before the first block.
    case instructionOutsideBlock = "instruction before the first BLOCK"
    /// A BLOCK line that cannot be read.
    case malformedBlock = "malformed BLOCK line"
    /// A block of more instructions than a reader holds.
    case blockTooLong = "block too long"
    /// An unknown mnemonic.
    case unknownInstruction = "unknown instruction"
    /// An operand that the instruction does not have.
    case unknownOperand = "unknown operand"
    /// An operand that was given before.
    case duplicateOperand = "duplicate operand"
    /// An instruction without one of its operands.
    case missingOperand = "missing operand"
    /// An operand that is not `name=value`.
    case malformedOperand = "malformed operand"
    /// A value that is not a number of the operand's form.
    case malformedValue = "malformed value"
    /// A value outside the operand's range.
    case outOfRange = "out of range"
    /// Text where the line should end.
    case unexpectedText = "unexpected text"
    /// A byte that no trace contains.
    case illegalByte = "illegal byte"
    /// A line of more bytes than a reader holds.
    case lineTooLong = "line too long"
    /// A file that ends without END.
    case missingEnd = "missing END"
    /// Lines after END.
    case contentAfterEnd = "content after END"
    /// An AiM trace without EOC.
    case missingEOC = "missing EOC"
    /// Lines after EOC.
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

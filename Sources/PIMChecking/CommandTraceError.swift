/// An error in the text of a command trace, with its place.
public struct CommandTraceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name of the file.
  public let file: String
  /// The line, counted from 1.
  public let line: Int
  /// The byte of the line, counted from 1.
  public let column: Int
  /// The cause of the error.
  public let what: String
  /// The text that was expected.
  public let expected: String

  /// `FILE:LINE:COLUMN: cause; expected …`
  public var description: String { "\(file):\(line):\(column): \(what); expected \(expected)" }
}

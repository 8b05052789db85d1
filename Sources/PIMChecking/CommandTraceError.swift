/// An error in the text of a command trace, with its place.
package struct CommandTraceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name of the file.
  package let file: String
  /// The line, counted from 1.
  package let line: Int
  /// The byte of the line, counted from 1.
  package let column: Int
  /// The cause of the error.
  package let what: String
  /// The text that was expected.
  package let expected: String

  /// `FILE:LINE:COLUMN: cause; expected …`
  package var description: String { "\(file):\(line):\(column): \(what); expected \(expected)" }
}

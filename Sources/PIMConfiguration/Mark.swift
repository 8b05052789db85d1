/// A place for messages: a character of a file, or an option of the command line.
public struct Mark: Hashable, Sendable, CustomStringConvertible {
  /// The file or option that a mark points into.
  public enum Origin: Hashable, Sendable {
    /// A document, with the path under which it was opened.
    case file(String)
    /// An option of the command line, as the user typed it (`--set system.timing.tRP=20 ns`). It has no
    /// lines.
    case option(String)
  }

  /// The document or the option.
  public let origin: Origin
  /// The line, counted from 1; 0 if the origin has no lines.
  public let line: Int
  /// The column in characters, counted from 1; 0 if the origin has no lines.
  public let column: Int

  /// Creates the mark of a character in a document; lines and columns count from 1.
  package init(file: String, line: Int, column: Int) {
    self.origin = .file(file)
    self.line = line
    self.column = column
  }

  /// Creates the mark of an option, as the user typed it.
  package init(option: String) {
    self.origin = .option(option)
    self.line = 0
    self.column = 0
  }

  /// The path of the document; nil for an option of the command line.
  public var file: String? {
    if case .file(let path) = origin { path } else { nil }
  }

  /// `FILE:LINE:COLUMN`, or the option.
  public var description: String {
    switch origin {
    case .file(let path): "\(path):\(line):\(column)"
    case .option(let text): text
    }
  }

  /// `FILE:LINE`, or the option: the source of a value that names no other.
  public var lineDescription: String {
    switch origin {
    case .file(let path): "\(path):\(line)"
    case .option(let text): text
    }
  }
}

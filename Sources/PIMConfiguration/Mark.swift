/// A place that a user can look at: a character of a file, or an option of the command line.
public struct Mark: Hashable, Sendable, CustomStringConvertible {
  /// What the line and column are counted in.
  public enum Origin: Hashable, Sendable {
    /// A document, by the path under which it was opened.
    case file(String)
    /// An option of the command line, as the user typed it (`--set system.timing.tRP=20 ns`); it has no lines.
    case option(String)
  }

  /// The document or the option.
  public let origin: Origin
  /// Line, counted from 1; 0 where the origin has no lines.
  public let line: Int
  /// Column in characters, counted from 1; 0 where the origin has no lines.
  public let column: Int

  /// A character of a document; lines and columns from 1.
  public init(file: String, line: Int, column: Int) {
    self.origin = .file(file)
    self.line = line
    self.column = column
  }

  /// An option of the command line, as the user typed it.
  public init(option: String) {
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

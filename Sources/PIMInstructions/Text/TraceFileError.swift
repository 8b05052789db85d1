/// An operation on a file that the operating system refused.
public struct TraceFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the file.
  public var path: String
  /// The operation: `open`, `read`, `write`, `rename` …
  public var operation: String
  /// The operating system's description of the error.
  public var reason: String

  /// The message, on one line.
  public var description: String { "\(path): cannot \(operation): \(reason)" }
}

/// The operating system refused a file.
public struct TraceFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// What was tried: `open`, `read`, `write`, `rename` …
  public var operation: String
  /// The system's own words.
  public var reason: String

  public var description: String { "\(path): cannot \(operation): \(reason)" }
}

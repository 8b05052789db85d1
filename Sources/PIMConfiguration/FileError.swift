import Glibc

/// A file that cannot be read or written, and what the system says about it.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `read`, `write`, …
  public let operation: String
  /// The file, as it was named.
  public let path: String
  /// The system's `errno`.
  public let code: Int32

  /// An error from the system's code, right after the call that failed.
  public init(operation: String, path: String, code: Int32) {
    self.init(operation: operation, path: path, code: code, reason: String(cString: strerror(code)))
  }

  /// - Parameter reason: what to say in place of the system's words.
  init(operation: String, path: String, code: Int32, reason: String) {
    self.operation = operation
    self.path = path
    self.code = code
    self.reason = reason
  }

  /// The system's words for the code, or better ones.
  public let reason: String

  /// `cannot write reports/a.json: No space left on device`
  public var description: String { "cannot \(operation) \(path): \(reason)" }
}

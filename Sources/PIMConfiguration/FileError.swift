import Glibc

/// A failed operation on a file, with the system's reason.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The operation: `read`, `write`, `make`.
  public let operation: String
  /// The file's path, as the user wrote it.
  public let path: String
  /// The system's `errno`.
  public let code: Int32

  /// Creates an error from the system's code; to be called right after the call that failed.
  package init(operation: String, path: String, code: Int32) {
    self.init(operation: operation, path: path, code: code, reason: String(cString: strerror(code)))
  }

  /// - Parameter reason: the words in place of the system's.
  init(operation: String, path: String, code: Int32, reason: String) {
    self.operation = operation
    self.path = path
    self.code = code
    self.reason = reason
  }

  /// The reason, in the system's words unless better ones were given.
  public let reason: String

  /// `cannot write reports/a.json: No space left on device`
  public var description: String { "cannot \(operation) \(path): \(reason)" }
}

internal import Glibc
package import PIMConfiguration
internal import Synchronization

/// A result that a store keeps as one line of JSON.
package protocol StoredResult: Sendable {
  /// The identity of the result: a hash of everything that it depends on.
  var key: String { get }

  /// Reads a line, given without its line end.
  ///
  /// - Throws: `ConfigurationError` for any line that this version of the program did not write.
  init(reading line: [UInt8], of file: String) throws(ConfigurationError)
}

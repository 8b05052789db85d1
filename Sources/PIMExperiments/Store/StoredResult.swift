internal import Glibc
package import PIMConfiguration
internal import PIMReports
internal import Synchronization

/// A result that a store keeps as a line of JSON.
package protocol StoredResult: Sendable {
  /// The identity of the result: a hash of all that it depends on.
  var key: String { get }

  /// Reads a line without its end.
  ///
  /// - Throws: everything but a line that was written by the same version.
  init(reading line: [UInt8], of file: String) throws(ConfigurationError)
}

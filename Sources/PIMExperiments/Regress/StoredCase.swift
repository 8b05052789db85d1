internal import PIMConfiguration
internal import PIMReports

/// The stored results of a case.
struct StoredCase: Hashable, Sendable {
  var name: String
  /// SHA-256 of the experiment's resolved configuration.
  var hash: String
  /// The resolved configuration; nil in a file of schema version 1, which kept only the hash.
  var configuration: StoredConfiguration?
  var points: [StoredPoint]
  /// The numbers of executed positions and compared elements; nil if the case executes none.
  var executed: Executed?

  struct Executed: Hashable, Sendable {
    var positions: Int
    var elements: Int
  }
}

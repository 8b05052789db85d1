internal import PIMConfiguration
internal import PIMReports

/// The stored results of a case.
struct StoredCase: Hashable, Sendable {
  var name: String
  /// Of the whole experiment's resolved configuration.
  var hash: String
  var points: [StoredPoint]
  /// Positions that were executed and elements that were compared; nil where nothing was.
  var executed: Executed?

  struct Executed: Hashable, Sendable {
    var positions: Int
    var elements: Int
  }
}

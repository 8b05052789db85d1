internal import PIMConfiguration
internal import PIMReports
internal import PIMSimulation

/// A sweep or a store of results that cannot go on.
public struct SweepError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The error, with its place.
  public let description: String

  package init(_ description: String) { self.description = description }
}

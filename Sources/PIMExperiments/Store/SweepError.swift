internal import PIMConfiguration
internal import PIMReports
internal import PIMSimulation

/// What keeps a sweep from going on.
public struct SweepError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  package init(_ description: String) { self.description = description }
}

/// An error that stops a sweep or a store of results.
public struct SweepError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The message, with file or point.
  public let description: String

  package init(_ description: String) { self.description = description }
}

/// An error in the sizes of a model or a run.
public struct WorkloadError: Error, Hashable, CustomStringConvertible {
  /// The name of the model or option that the error is about.
  public var subject: String
  /// The value that is not allowed.
  public var problem: String
  /// What would be allowed.
  public var expected: String
  /// The key of a document that is most likely wrong; nil if none is.
  package var key: String?

  /// Creates an error.
  package init(_ subject: String, _ problem: String, expected: String, key: String? = nil) {
    self.subject = subject
    self.problem = problem
    self.expected = expected
    self.key = key
  }

  /// The message for the user.
  public var description: String { "\(subject): \(problem); expected \(expected)" }
}

/// An error in the sizes of a model or a run.
public struct WorkloadError: Error, Hashable, CustomStringConvertible {
  /// The name of the model or option that the error is about.
  public var subject: String
  /// The value that is not allowed.
  public var problem: String
  /// A proposal of a change.
  public var suggestion: String

  /// Creates an error.
  package init(_ subject: String, _ problem: String, suggestion: String) {
    self.subject = subject
    self.problem = problem
    self.suggestion = suggestion
  }

  /// The message for the user.
  public var description: String { "\(subject): \(problem); \(suggestion)" }
}

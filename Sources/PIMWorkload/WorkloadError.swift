/// A model or a run that cannot be.
public struct WorkloadError: Error, Hashable, CustomStringConvertible {
  /// What the error is about: a model's or an option's name.
  public var subject: String
  public var problem: String
  /// What to change.
  public var suggestion: String

  public init(_ subject: String, _ problem: String, suggestion: String) {
    self.subject = subject
    self.problem = problem
    self.suggestion = suggestion
  }

  public var description: String { "\(subject): \(problem); \(suggestion)" }
}

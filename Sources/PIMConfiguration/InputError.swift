/// An option or argument that cannot be understood, in the form of a `ConfigurationError`.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  public let subject: String
  public let what: String
  public let expected: String?
  public let suggestion: String?

  public init(_ subject: String, _ what: String, expected: String? = nil, suggestion: String? = nil) {
    self.subject = subject
    self.what = what
    self.expected = expected
    self.suggestion = suggestion
  }

  public var description: String {
    "\(subject): \(what)" + (expected.map { "; expected \($0)" } ?? "")
      + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
  }

  /// What a user typed, cut to what fits a message.
  public static func shortened(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return line.count <= 60 ? line : line.prefix(57) + "…"
  }
}

extension Node {
  /// What stands in a document, cut to what fits a message.
  package static func shown(_ text: String) -> String { "\"\(InputError.shortened(text))\"" }
}

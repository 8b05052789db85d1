/// An option or argument that cannot be understood, in the form of a `ConfigurationError`.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The option, argument or file, as the user writes it.
  public let subject: String
  /// The mistake, in words that continue `subject`.
  public let what: String
  /// The form or values that would be right; nil leaves it out of the message.
  public let expected: String?
  /// A similar value that may have been meant; nil if there is none.
  public let suggestion: String?

  /// An error about `subject` with its mistake.
  package init(_ subject: String, _ what: String, expected: String? = nil, suggestion: String? = nil) {
    self.subject = subject
    self.what = what
    self.expected = expected
    self.suggestion = suggestion
  }

  /// The message: subject, mistake, expectation and suggestion, on one line.
  public var description: String {
    "\(subject): \(what)" + (expected.map { "; expected \($0)" } ?? "")
      + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
  }

  /// A user's text as a message quotes it: on one line, and cut after 57 of more than 60 characters.
  public static func shortened(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return line.count <= 60 ? line : line.prefix(57) + "…"
  }
}

extension Node {
  /// Text of a document as a message quotes it: shortened, in quotation marks.
  package static func shown(_ text: String) -> String { "\"\(InputError.shortened(text))\"" }
}

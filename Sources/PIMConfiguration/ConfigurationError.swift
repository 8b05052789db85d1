/// An error in a document or an override: its place, its cause, and the value that was expected.
///
/// The description is the one line that the user reads:
///
///     mine.yaml:12:5: system.timing.tRPP: unknown key; expected one of tRP, tRAS; did you mean "tRP"?
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place of the error; nil if it is in no document, such as a file of the command line that does not
  /// exist.
  public var mark: Mark?
  /// The key path; empty for an error of the document as a whole.
  public var path: ConfigurationPath
  /// The cause, such as `unknown key`.
  public var what: String
  /// The text that was found.
  public var found: String?
  /// The text that was expected.
  public var expected: String?
  /// The name that was probably meant.
  public var suggestion: String?

  /// Creates an error from the parts of its message, in the order of the message.
  package init(
    mark: Mark?, path: ConfigurationPath = ConfigurationPath(), what: String, found: String? = nil,
    expected: String? = nil, suggestion: String? = nil
  ) {
    self.mark = mark
    self.path = path
    self.what = what
    self.found = found
    self.expected = expected
    self.suggestion = suggestion
  }

  /// `FILE:LINE:COLUMN: key.path: problem, found …; expected …; did you mean "…"?`
  public var description: String {
    var text = ""
    if let mark { text += "\(mark): " }
    if !path.isEmpty { text += "\(path): " }
    text += what
    if let found { text += ", found \(found)" }
    if let expected { text += "; expected \(expected)" }
    if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
    return text
  }
}

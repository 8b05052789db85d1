/// What is wrong with a document or an override, where, and what would be right.
///
/// Its description is the one line that the user reads:
///
///     configs/systems/mine.yaml:12:5: system.timing.tRPP: unknown key; expected one of tRP, tRAS; did you mean "tRP"?
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where to look; nil if the trouble has no place in a document (a file of the command line that is not there).
  public var mark: Mark?
  /// The key path; empty for trouble with the document as a whole.
  public var path: ConfigurationPath
  /// The problem, in the field's words.
  public var what: String
  /// What stands there.
  public var found: String?
  /// What should stand there.
  public var expected: String?
  /// The name that was probably meant.
  public var suggestion: String?

  /// The parts of the message, in its order.
  public init(
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

/// The source of a value and its certainty.
public struct Provenance: Hashable, Sendable {
  /// The document, table or page. For the user's own values, the file and line, or the option.
  public var source: String
  /// The certainty of the value.
  public var certainty: Certainty

  /// Creates a provenance from a source and a certainty.
  package init(source: String, certainty: Certainty) {
    self.source = source
    self.certainty = certainty
  }

  /// The provenance of a default.
  public static let builtIn = Provenance(source: "built-in default", certainty: .builtIn)
}

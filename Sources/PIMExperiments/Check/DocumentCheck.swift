public import PIMConfiguration

/// The result of checking one document of any kind as strictly as a run does.
public struct DocumentCheck {
  /// The kind of the document.
  public let kind: DocumentKind
  /// The resolved document, with defaults filled in and the source of every value. A suite, a sweep and a
  /// paper's claims are not resolved but kept as written.
  public let document: Node
  /// Remarks for the user, a line each.
  public let notes: [String]

  /// A function that reads a document of one kind and throws its first error.
  public typealias Reader = @Sendable (_ path: String, _ library: PresetLibrary) throws -> Void

  /// The document as text, each value followed by its source.
  public var annotatedText: String { canonicalText(of: document, style: .annotated) }
}

public import PIMConfiguration
internal import PIMHardware
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// Reads one document of any kind as strictly as a run would.
public struct DocumentCheck {
  /// The kind of the document.
  public let kind: DocumentKind
  /// Resolved, with defaults filled in and the source of every value; a suite, a sweep and a paper's claims
  /// as they are written.
  public let document: Node
  /// Remarks for the user, a line each.
  public let notes: [String]

  /// Reads a document of one kind for its errors.
  public typealias Reader = @Sendable (_ path: String, _ library: PresetLibrary) throws -> Void

  /// The document with the source of every value behind it.
  public var annotatedText: String { canonicalText(of: document, style: .annotated) }
}

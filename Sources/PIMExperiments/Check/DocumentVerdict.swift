internal import PIMConfiguration

/// The verdict on a file that was checked.
public struct DocumentVerdict: Sendable {
  /// The file, as the user names it.
  public let file: String
  /// The kind of document; nil for an invalid one.
  public let kind: DocumentKind?
  /// Remarks on the document, a line each.
  public let notes: [String]
  /// The error of an invalid document; nil for a valid one.
  public let error: String?

  /// The verdict on a valid document.
  public init(file: String, _ check: DocumentCheck) {
    (self.file, kind, notes, error) = (file, check.kind, check.notes, nil)
  }

  /// The verdict on an invalid document.
  public init(file: String, error: any Error) {
    (self.file, kind, notes, self.error) = (file, nil, [], "\(error)")
  }

  /// The verdicts on several files: `schema` is `pimgpt-check`.
  public static func json(_ verdicts: [DocumentVerdict]) -> [UInt8] {
    JSONWriter.document(schema: "pimgpt-check", version: 1) { json in
      json.array("files") { json in
        for verdict in verdicts {
          json.object { json in
            json.member("file", verdict.file)
            json.member("valid", verdict.error == nil)
            if let kind = verdict.kind { json.member("kind", kind.rawValue) }
            json.array("notes") { json in for note in verdict.notes { json.value(note) } }
            if let error = verdict.error { json.member("error", error) }
          }
        }
      }
    }
  }
}

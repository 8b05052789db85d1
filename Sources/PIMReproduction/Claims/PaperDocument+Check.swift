public import PIMExperiments

extension PaperDocument {
  /// The reader of claims for `DocumentCheck`.
  public static let reader: DocumentCheck.Reader = { path, library in
    _ = try PaperDocument(path: path, library: library)
  }
}

public import PIMExperiments

extension PaperDocument {
  /// The reader of claims that `DocumentCheck` uses.
  public static let reader: DocumentCheck.Reader = { path, library in
    _ = try PaperDocument(path: path, library: library)
  }
}

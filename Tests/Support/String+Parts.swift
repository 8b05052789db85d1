extension String {
  /// The text with the first occurrence of a part replaced.
  package func replacing(_ old: String, _ new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return String(self[..<range.lowerBound]) + new + self[range.upperBound...]
  }

  /// Without what names files by where they lie.
  package var withoutSources: String {
    split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("\"source\": \"/") }
      .joined(separator: "\n")
  }
}

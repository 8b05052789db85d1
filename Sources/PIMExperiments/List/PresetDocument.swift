internal import PIMConfiguration

/// A preset's document as written, for a listing.
struct PresetDocument {
  /// The document, not resolved.
  let node: Node
  /// The summary, without its full stop: the key `description`, or the first sentence of the comment at the
  /// head of the file.
  let summary: String?

  /// - Throws: `InputError` or `ConfigurationError` for a file that cannot be read.
  init(path: String) throws {
    let text = try TextFile.read(path)
    node = try Document.parse(text: text, name: path)
    let sentence = node["description"]?.scalar?.text ?? PresetDocument.firstSentence(ofComment: text)
    summary = sentence.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
  }

  /// The first sentence of the comment at the head of a file; nil without a comment.
  static func firstSentence(ofComment text: String) -> String? {
    var comment = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("#") else { break }
      let words = line.drop { $0 == "#" }.split(separator: " ")
      comment += (comment.isEmpty ? "" : " ") + words.joined(separator: " ")
    }
    if let end = comment.firstRange(of: ". ") { comment = String(comment[..<end.lowerBound]) }
    return comment.isEmpty ? nil : comment
  }

  /// The facts of a kind whose presets are not resolved.
  func facts(_ kind: PresetKind) -> [PresetFact] {
    var facts: [PresetFact] = []
    switch kind {
    case .suites: facts.append(PresetFact("cases", node["cases"]?.sequence?.count ?? 0, heading: "cases"))
    case .sweeps:
      let axes = node["axes"]?.mapping?.entries.map(\.key.name) ?? []
      facts.append(PresetFact("experiment", node["experiment"]?.scalar?.text ?? "", heading: "experiment"))
      facts.append(PresetFact("axes", axes.joined(separator: ", "), heading: "axes"))
    case .spaces:
      facts.append(PresetFact("choices", node["choices"]?.mapping?.entries.count ?? 0, heading: "choices"))
    case .models, .systems, .mappings, .experiments, .baselines, .paper: break
    }
    facts.append(PresetFact("summary", summary ?? "", heading: "summary"))
    return facts
  }
}

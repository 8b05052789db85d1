/// A value of a resolved document and where it comes from: a line of `pimgpt config show` and of a report.
public struct ResolvedConstant: Hashable, Sendable {
  /// Where it is in the document.
  public let path: ConfigurationPath
  /// As the document writes it, unit included.
  public let value: String
  /// Where it comes from.
  public let source: String
  /// How sure it is.
  public let certainty: Certainty
  /// Where it is written.
  public let mark: Mark

  /// Every scalar of a document, in its order; null is not a value.
  public static func all(in document: Node) -> [ResolvedConstant] {
    var result: [ResolvedConstant] = []
    collect(document, at: ConfigurationPath(), into: &result)
    return result
  }

  private static func collect(_ node: Node, at path: ConfigurationPath, into result: inout [ResolvedConstant])
  {
    switch node.content {
    case .scalar(let scalar):
      guard !scalar.isNull else { return }
      let provenance = node.resolvedProvenance
      result.append(
        ResolvedConstant(
          path: path, value: scalar.text, source: provenance.source, certainty: provenance.certainty,
          mark: node.mark))
    case .sequence(let nodes):
      for (index, child) in nodes.enumerated() {
        collect(child, at: path.appending(index: index), into: &result)
      }
    case .mapping(let mapping):
      for entry in mapping.entries { collect(entry.value, at: path.appending(entry.key.name), into: &result) }
    }
  }
}

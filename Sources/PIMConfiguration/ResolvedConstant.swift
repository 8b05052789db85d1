/// A value of a resolved document with its provenance: a line of `pimgpt config show` and of a report.
public struct ResolvedConstant: Hashable, Sendable {
  /// The path of the value in the document.
  public let path: ConfigurationPath
  /// The value as the document writes it, with its unit.
  public let value: String
  /// The source of the value.
  public let source: String
  /// The certainty of the value.
  public let certainty: Certainty
  /// The place of the value.
  public let mark: Mark

  /// All scalars of a document in its order, without nulls.
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

/// Remembers the defaults that decoding used, so that the document in force can be shown and hashed in full.
///
/// A value that is written out and equals its default then makes the same document as one that is left out.
public final class DecodingRecord {
  private var defaults: [(path: ConfigurationPath, value: Node)] = []

  public init() {}

  func use(_ value: Node.Scalar, at path: ConfigurationPath, mark: Mark) {
    defaults.append((path, Node(.scalar(value), mark: mark, provenance: .builtIn)))
  }

  /// The document with the defaults put in at the end of their mappings.
  public func effective(_ document: Node) -> Node {
    var result = document
    for (path, value) in defaults { result = Self.insert(value, into: result, at: path.components[...]) }
    return result
  }

  private static func insert(
    _ value: Node, into node: Node, at components: ArraySlice<ConfigurationPath.Component>
  ) -> Node {
    guard let first = components.first else { return node.isNull ? value : node }
    var result = node
    switch (first, node.content) {
    case (.key(let name), .mapping(var mapping)):
      let child = mapping[name] ?? Node(plain: "", mark: node.mark)
      let inner = insert(value, into: child, at: components.dropFirst())
      mapping.set(Node.Entry(key: Node.Key(name, mark: node.mark), value: inner))
      result.content = .mapping(mapping)
    case (.index(let index), .sequence(var nodes)) where nodes.indices.contains(index):
      nodes[index] = insert(value, into: nodes[index], at: components.dropFirst())
      result.content = .sequence(nodes)
    default:
      break
    }
    return result
  }
}

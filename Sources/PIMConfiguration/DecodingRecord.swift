/// Remembers the values that decoding read and the defaults that it used, so that the document in force can be shown
/// and hashed in full.
///
/// A value that is written out and equals its default then makes the same document as one that is left out, and so do
/// two ways of writing one value (`1 GHz` and `1 ns` for a clock).
public final class DecodingRecord {
  private var values: [(path: ConfigurationPath, value: Node)] = []

  /// A record of nothing yet; pass it to `Node.mapping(at:record:)` of the root.
  public init() {}

  func use(_ value: Node.Scalar, at path: ConfigurationPath, mark: Mark) {
    values.append((path, Node(.scalar(value), mark: mark, provenance: .builtIn)))
  }

  /// The document with every value as it was understood, and the defaults at the end of their mappings.
  ///
  /// - Parameter document: the one that was decoded, from its root.
  public func effective(_ document: Node) -> Node {
    var result = document
    for (path, value) in values { result = Self.insert(value, into: result, at: path.components[...]) }
    return result
  }

  private static func insert(
    _ value: Node, into node: Node, at components: ArraySlice<ConfigurationPath.Component>
  ) -> Node {
    var result = node
    guard let first = components.first else {
      if node.isNull { return value }
      if node.scalar != nil { result.content = value.content }
      return result
    }
    switch (first, node.content) {
    case (.key(let name), .mapping(var mapping)):
      let child = mapping[name] ?? Node(plain: "", mark: node.mark)
      let inner = insert(value, into: child, at: components.dropFirst())
      let key = mapping.entry(name)?.key ?? Node.Key(name, mark: node.mark)
      mapping.set(Node.Entry(key: key, value: inner))
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

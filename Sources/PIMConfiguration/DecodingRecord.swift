/// A record of the values and defaults that decoding has used. It completes a document for display and for
/// the hash.
///
/// A value that equals its default gives the same completed document whether it is written out or left out.
/// Two spellings of one value (`1 GHz` and `1 ns` for a clock) give the same document.
package final class DecodingRecord {
  private var values: [(path: ConfigurationPath, value: Node)] = []
  /// The paths of the keys that decoding has asked for, there or not, each once for every section that asked.
  package private(set) var asked: [ConfigurationPath] = []

  /// Creates an empty record; pass it to `Node.mapping(at:record:)` of the root.
  package init() {}

  func ask(_ path: ConfigurationPath) { asked.append(path) }

  func use(_ value: Node.Scalar, at path: ConfigurationPath, mark: Mark) {
    values.append((path, Node(.scalar(value), mark: mark, provenance: .builtIn)))
  }

  /// The document with every value as it was decoded, and with defaults at the end of their mappings.
  ///
  /// - Parameter document: the root of the document that was decoded.
  package func effective(_ document: Node) -> Node {
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

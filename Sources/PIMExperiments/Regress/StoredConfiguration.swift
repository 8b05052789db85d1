internal import PIMConfiguration

/// A resolved configuration as a suite's file keeps it: values by path, so that a difference names keys.
///
/// A list of mappings, such as the timing rules, is one value with a line for each element. In the file a
/// configuration is written as its difference to an earlier case's, where that is shorter.
struct StoredConfiguration: Hashable, Sendable {
  /// The value at a path, in canonical text.
  enum Content: Hashable, Sendable {
    case text(String)
    /// A line for each element of a list.
    case lines([String])

    /// The number of lines that it takes in the file.
    var size: Int { if case .lines(let lines) = self { lines.count + 2 } else { 1 } }
  }

  /// A value and its path.
  struct Entry: Hashable, Sendable {
    let path: String
    let content: Content
  }

  /// In the order of the document.
  private(set) var entries: [Entry] = []

  /// The number of lines that the configuration takes in the file.
  var size: Int { entries.reduce(0) { $0 + $1.content.size } }

  init(_ document: Node) { collect(document, at: ConfigurationPath()) }

  private init(entries: [Entry]) { self.entries = entries }

  private mutating func collect(_ node: Node, at path: ConfigurationPath) {
    switch node.content {
    case .mapping(let mapping):
      let entries = mapping.entries.filter { !$0.value.isNull }
      if entries.isEmpty { append(path, .text("{}")) }
      for entry in entries { collect(entry.value, at: path.appending(entry.key.name)) }
    case .sequence(let nodes) where nodes.contains { $0.scalar == nil }:
      append(path, .lines(nodes.map(Self.line)))
    case .sequence, .scalar: append(path, .text(Self.line(node)))
    }
  }

  private mutating func append(_ path: ConfigurationPath, _ content: Content) {
    entries.append(Entry(path: path.description, content: content))
  }

  /// A node on one line, in YAML's flow style; keys in the order of their bytes, since their order has no
  /// meaning.
  private static func line(_ node: Node) -> String {
    switch node.content {
    case .scalar: return String(canonicalText(of: node).prefix { !$0.isNewline })
    case .sequence(let nodes): return "[" + nodes.map(line).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      let entries = mapping.entries.filter { !$0.value.isNull }.sorted {
        $0.key.name.utf8.lexicographicallyPrecedes($1.key.name.utf8)
      }
      let parts = entries.map { "\(ConfigurationPath(keys: $0.key.name)): \(line($0.value))" }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }

  // MARK: Differences

  /// The entries that make this configuration out of another one, and the paths that only the other one has.
  func changes(from base: StoredConfiguration) -> (set: [Entry], without: [String]) {
    let (old, paths) = (base.byPath, Set(entries.map(\.path)))
    return (
      entries.filter { old[$0.path] != $0.content },
      base.entries.map(\.path).filter { !paths.contains($0) }
    )
  }

  /// The configuration with other entries; the inverse of `changes(from:)` but for the order.
  func applying(_ set: [Entry], without: [String]) -> StoredConfiguration {
    var new = Dictionary(uniqueKeysWithValues: set.map { ($0.path, $0) })
    let gone = Set(without)
    var result = entries.filter { !gone.contains($0.path) }.map { new.removeValue(forKey: $0.path) ?? $0 }
    result += set.filter { new[$0.path] != nil }
    return StoredConfiguration(entries: result)
  }

  /// Contents by path.
  var byPath: [String: Content] { Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $0.content) }) }

  static let empty = StoredConfiguration(entries: [])

  // MARK: Back to a document

  /// The document that has these values, for its hash.
  ///
  /// - Throws: a path or a value that cannot be read.
  func document(at mark: Mark) throws(ConfigurationError) -> Node {
    var values: [(path: ArraySlice<ConfigurationPath.Component>, node: Node)] = []
    for entry in entries {
      guard let path = ConfigurationPath(parsing: entry.path) else {
        throw ConfigurationError(mark: mark, what: "malformed path", found: Node.shown(entry.path))
      }
      let node: Node
      switch entry.content {
      case .text(let text): node = try Self.node(text, at: mark)
      case .lines(let lines):
        var nodes: [Node] = []
        for line in lines { nodes.append(try Self.node(line, at: mark)) }
        node = Node(.sequence(nodes), mark: mark)
      }
      values.append((path.components[...], node))
    }
    return try Self.assembled(values, at: mark)
  }

  private static func node(_ text: String, at mark: Mark) throws(ConfigurationError) -> Node {
    do throws(ConfigurationError) {
      guard let nodes = try Document.parse(text: "[\(text)\n]", name: "").sequence, nodes.count == 1 else {
        throw ConfigurationError(mark: mark, what: "several values")
      }
      return nodes[0]
    } catch {
      throw ConfigurationError(mark: mark, what: "malformed value", found: Node.shown(text))
    }
  }

  private static func assembled(
    _ values: [(path: ArraySlice<ConfigurationPath.Component>, node: Node)], at mark: Mark
  ) throws(ConfigurationError) -> Node {
    if values.count == 1, values[0].path.isEmpty { return values[0].node }
    var keys: [String] = []
    var groups: [String: [(path: ArraySlice<ConfigurationPath.Component>, node: Node)]] = [:]
    for value in values {
      guard case .key(let key)? = value.path.first else {
        throw ConfigurationError(mark: mark, what: "a path twice, or one within another")
      }
      if groups[key] == nil { keys.append(key) }
      groups[key, default: []].append((value.path.dropFirst(), value.node))
    }
    var entries: [Node.Entry] = []
    for key in keys {
      let node = try assembled(groups[key] ?? [], at: mark)
      entries.append(Node.Entry(key: Node.Key(key, mark: mark), value: node))
    }
    return Node(.mapping(Node.Mapping(entries)), mark: mark)
  }
}

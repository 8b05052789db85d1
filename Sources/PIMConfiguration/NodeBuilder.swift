/// A builder of nodes from parser events. Its explicit stack keeps nesting off the program's stack.
struct NodeBuilder {
  /// An event of a parser. Comments, directives and styles other than quoting are not represented.
  enum Event {
    case streamStart, streamEnd, documentStart, documentEnd
    case scalar(Node.Scalar)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  /// A collection that is still open.
  private struct Frame {
    let mark: Mark
    let isMapping: Bool
    var nodes: [Node] = []
    var entries: [Node.Entry] = []
    var lines: [String: Int] = [:]
    var exactLines: [ExactText: Int] = [:]
    var key: Node.Key?
  }

  private let syntax: Document.Syntax
  private let keys: Document.KeyComparison
  private var frames: [Frame] = []

  init(syntax: Document.Syntax, keys: Document.KeyComparison = .canonical) {
    self.syntax = syntax
    self.keys = keys
  }

  /// Takes an event and returns the root when it is complete.
  mutating func add(_ event: Event, mark: Mark) throws(ConfigurationError) -> Node? {
    switch event {
    case .scalar(let scalar):
      if isAtKey {
        try openKey(scalar.text, mark: mark)
        return nil
      }
      return finish(Node(.scalar(scalar), mark: mark))
    case .sequenceStart, .mappingStart:
      if isAtKey {
        throw ConfigurationError(
          mark: mark, path: path, what: "key that is not a scalar", expected: "a name as the key")
      }
      guard frames.count < Document.deepestNesting else {
        throw ConfigurationError(
          mark: mark, what: "nested too deeply", expected: "at most \(Document.deepestNesting) levels")
      }
      if case .mappingStart = event {
        frames.append(Frame(mark: mark, isMapping: true))
      } else {
        frames.append(Frame(mark: mark, isMapping: false))
      }
      return nil
    case .sequenceEnd:
      let frame = frames.removeLast()
      return finish(Node(.sequence(frame.nodes), mark: frame.mark))
    case .mappingEnd:
      let frame = frames.removeLast()
      return finish(Node(.mapping(Node.Mapping(frame.entries)), mark: frame.mark))
    case .streamStart, .streamEnd, .documentStart, .documentEnd:
      return nil
    }
  }

  /// True if the next node is the key of a mapping.
  private var isAtKey: Bool { frames.last.map { $0.isMapping && $0.key == nil } ?? false }

  private mutating func openKey(_ name: String, mark: Mark) throws(ConfigurationError) {
    var keyPath: ConfigurationPath { path.appending(Node.shortened(name)) }
    if syntax == .yaml {
      guard !name.isEmpty else {
        throw ConfigurationError(
          mark: mark, path: path, what: "empty key", expected: "a name before the colon")
      }
      guard name != "<<" else {
        throw ConfigurationError(
          mark: mark, path: path, what: "merge keys (\"<<\") are not supported", expected: "\"extends\"")
      }
      guard name.utf8.count <= Document.longestKey else {
        throw ConfigurationError(
          mark: mark, path: keyPath, what: "key too long", expected: "at most \(Document.longestKey) bytes")
      }
    }
    let top = frames.count - 1
    let line =
      switch keys {
      case .canonical: frames[top].lines.updateValue(mark.line, forKey: name)
      case .exact: frames[top].exactLines.updateValue(mark.line, forKey: ExactText(name))
      }
    if let line {
      throw ConfigurationError(
        mark: mark, path: keyPath, what: "duplicate key (first on line \(line))", expected: "each key once")
    }
    frames[top].key = Node.Key(name, mark: mark)
  }

  private mutating func finish(_ node: Node) -> Node? {
    guard !frames.isEmpty else { return node }
    let top = frames.count - 1
    if frames[top].isMapping {
      guard let key = frames[top].key else { preconditionFailure("a value without a key") }
      frames[top].entries.append(Node.Entry(key: key, value: node))
      frames[top].key = nil
    } else {
      frames[top].nodes.append(node)
    }
    return nil
  }

  /// The path of the open collection.
  private var path: ConfigurationPath {
    var components: [ConfigurationPath.Component] = []
    for frame in frames.dropLast() {
      if let key = frame.key {
        components.append(.key(key.name))
      } else {
        components.append(.index(frame.nodes.count))
      }
    }
    return ConfigurationPath(components)
  }
}

/// Resolution of references, `extends` and overrides into a document that is complete by itself.
///
/// Documents are laid over one another in this order: the document that is extended, the document's own keys,
/// each override in the order given. Mappings are merged key by key. Lists and scalars are replaced whole. A
/// value keeps its provenance. A mapping that names its own base (`extends`, or a reference such as `system:
/// pim-gpt`) replaces the one below.
package struct Resolver: Sendable {
  /// A function that returns another key for the same constant, such as nRP for tRP, given a key and the path
  /// of its mapping.
  package typealias RivalKey = @Sendable (_ key: String, _ mapping: ConfigurationPath) -> String?

  /// The key under which a mapping names its base.
  package static let extendsKey = "extends"

  private let library: PresetLibrary
  private let references: [String: PresetKind]
  private let rivalKey: RivalKey?

  /// Creates a resolver.
  ///
  /// - Parameters:
  ///   - references: the keys of an experiment whose values name documents of their own, with their kinds.
  ///   - rivalKey: keys that replace each other from layer to layer, such as tRP and nRP.
  package init(library: PresetLibrary, references: [String: PresetKind], rivalKey: RivalKey? = nil) {
    self.library = library
    self.references = references
    self.rivalKey = rivalKey
  }

  // MARK: Entrances

  /// Resolves a document of the command line: a preset, or the path of a file.
  ///
  /// - Throws: an error of the documents, references or overrides.
  package func resolve(
    _ name: String, kind: PresetKind = .experiments, overrides: [Override] = []
  ) throws(ConfigurationError) -> Node {
    let path =
      Self.isPath(name)
      ? name : try library.locate(name, kind: kind, reference: nil, path: ConfigurationPath())
    let document = try ProvenanceForm.apply(to: Document.load(path: path))
    return try resolve(document, identity: path, kind: kind, overrides: overrides)
  }

  /// Resolves a document in memory.
  ///
  /// - Throws: an error of the documents, references or overrides.
  package func resolve(
    document: Node, kind: PresetKind = .experiments, overrides: [Override] = []
  ) throws(ConfigurationError) -> Node {
    try resolve(
      try ProvenanceForm.apply(to: document), identity: document.mark.file, kind: kind, overrides: overrides)
  }

  private func resolve(
    _ document: Node, identity: String?, kind: PresetKind, overrides: [Override]
  ) throws(ConfigurationError) -> Node {
    guard document.mapping != nil else {
      throw document.value().wrongType("a mapping")
    }
    // Overrides of references come first: the other overrides apply to the new document, and the old one need
    // not exist.
    var document = document
    var later: [Override] = []
    for override in overrides {
      if replacesReference(override, kind: kind) {
        document = try Merge.setting(override, in: document)
      } else {
        later.append(override)
      }
    }
    let chain = identity.map { [File(path: $0)] } ?? []
    var result = try overlay(document, over: nil, at: ConfigurationPath(), kind: kind, chain: chain)
    for override in later {
      result = try apply(
        override, to: result, at: override.path.components[...], path: ConfigurationPath(), kind: kind)
    }
    return result
  }

  private func replacesReference(_ override: Override, kind: PresetKind) -> Bool {
    guard case .key(let last) = override.path.components.last else { return false }
    if last == Self.extendsKey { return true }
    return kind == .experiments && override.path.components.count == 1 && references[last] != nil
  }

  // MARK: Layers

  /// A file that is being resolved, for finding circles of `extends`.
  private struct File {
    let path: String
    let identity: String

    init(path: String) {
      self.path = path
      identity = FilePath.resolved(path) ?? path
    }
  }

  /// Lays a node over the one at the same path below it.
  private func overlay(
    _ own: Node, over base: Node?, at path: ConfigurationPath, kind: PresetKind, chain: [File]
  ) throws(ConfigurationError) -> Node {
    switch own.content {
    case .scalar(let scalar):
      guard kind == .experiments, path.components.count == 1, let key = path.lastKey,
        let section = references[key], !scalar.isNull
      else { return own }
      if section == .models, isForeign(own) { return own }
      return try load(own, at: path, kind: section, chain: chain)
    case .sequence(let nodes):
      var result = own
      var elements: [Node] = []
      for (index, node) in nodes.enumerated() {
        elements.append(
          try overlay(node, over: nil, at: path.appending(index: index), kind: kind, chain: chain))
      }
      result.content = .sequence(elements)
      return result
    case .mapping(let mapping):
      let inner = kindOfBase(at: path, in: kind)
      var below = base?.mapping ?? Node.Mapping()
      if let name = mapping[Self.extendsKey] {
        if inner == .models, isCheckpoint(name) { throw fixed(name, mapping, at: path, mark: name.mark) }
        below =
          try load(name, at: path.appending(Self.extendsKey), kind: inner, chain: chain).mapping
          ?? Node.Mapping()
      }
      if mapping[Self.extendsKey] == nil, isModel(path, in: kind), let base, isForeign(base) {
        throw fixed(base, mapping, at: path, mark: own.mark)
      }
      // Keys by name keep the time linear in the number of keys.
      let names = Set(mapping.entries.map(\.key.name))
      var positions = below.positions
      for entry in mapping.entries where entry.key.name != Self.extendsKey {
        let name = entry.key.name
        let childPath = path.appending(name)
        let old = positions[name].map { below.entries[$0].value }
        let node = try overlay(entry.value, over: old, at: childPath, kind: kind, chain: chain)
        if !node.isNull, let rival = rivalKey?(name, path), !names.contains(rival), positions[rival] != nil {
          below.remove(rival)
          positions = below.positions
        }
        if let position = positions[name] {
          below.entries[position] = Node.Entry(key: entry.key, value: node)
        } else {
          positions[name] = below.entries.count
          below.entries.append(Node.Entry(key: entry.key, value: node))
        }
      }
      return Node(.mapping(below), mark: own.mark)
    }
  }

  /// The kind of document that a mapping may extend.
  private func kindOfBase(at path: ConfigurationPath, in kind: PresetKind) -> PresetKind {
    guard kind == .experiments, case .key(let section) = path.components.first else { return kind }
    return references[section] ?? kind
  }

  /// Applies an override to a resolved document.
  private func apply(
    _ override: Override, to node: Node?, at components: ArraySlice<ConfigurationPath.Component>,
    path: ConfigurationPath, kind: PresetKind
  ) throws(ConfigurationError) -> Node {
    guard let first = components.first else {
      return try overlay(override.value, over: node, at: path, kind: kind, chain: [])
    }
    var result = node ?? Node.emptyMapping(mark: override.mark)
    switch first {
    case .key(let name):
      if isModel(path, in: kind), isForeign(result) {
        throw fixed(result, key: name, at: override.path, mark: override.mark)
      }
      if result.mapping == nil { result = Node.emptyMapping(mark: override.mark) }
      guard var mapping = result.mapping else { return result }
      let old = mapping.entry(name)
      let value = try apply(
        override, to: old?.value, at: components.dropFirst(), path: path.appending(name), kind: kind)
      if !value.isNull, let rival = rivalKey?(name, path) { mapping.remove(rival) }
      let key = components.count > 1 ? old?.key : nil
      mapping.set(Node.Entry(key: key ?? Node.Key(name, mark: override.mark), value: value))
      result.content = .mapping(mapping)
    case .index(let index):
      guard var nodes = node?.sequence else {
        throw ConfigurationError(
          mark: override.mark, path: path, what: "not a list", found: node?.kindDescription ?? "nothing",
          expected: "a list to take element \(index) of")
      }
      guard nodes.indices.contains(index) else {
        throw ConfigurationError(
          mark: override.mark, path: path, what: "no element \(index)",
          expected: nodes.isEmpty
            ? "no index, the list is empty" : "an index between 0 and \(nodes.count - 1)")
      }
      nodes[index] = try apply(
        override, to: nodes[index], at: components.dropFirst(), path: path.appending(index: index), kind: kind
      )
      result.content = .sequence(nodes)
    }
    return result
  }

  // MARK: References

  /// Loads and resolves the document that a scalar names.
  private func load(
    _ reference: Node, at path: ConfigurationPath, kind: PresetKind, chain: [File]
  ) throws(ConfigurationError) -> Node {
    let name = try reference.value(at: path).text()
    let file: File
    if Self.isPath(name), let place = reference.fileReference {
      guard name == StandardInput.path || FilePath.isFile(place) else {
        throw ConfigurationError(
          mark: reference.mark, path: path, what: "no such file", found: "\"\(place)\"",
          expected: "a path relative to the file that names it, or the name of a preset")
      }
      file = File(path: name == StandardInput.path ? name : place)
    } else {
      file = File(path: try library.locate(name, kind: kind, reference: reference.mark, path: path))
    }
    if let start = chain.firstIndex(where: { $0.identity == file.identity }) {
      let circle = (chain[start...].map(\.path) + [file.path]).joined(separator: " -> ")
      throw ConfigurationError(mark: reference.mark, path: path, what: "circle of documents: \(circle)")
    }
    let root = path.lastKey == Self.extendsKey ? ConfigurationPath(Array(path.components.dropLast())) : path
    let document = try ProvenanceForm.apply(
      to: Document.load(path: file.path, reference: reference.mark), at: root)
    guard document.mapping != nil else { throw document.value(at: root).wrongType("a mapping") }
    return try overlay(document, over: nil, at: root, kind: kind, chain: chain + [file])
  }

  /// True if a name is the path of a file or `-`, standard input, and not the name of a preset.
  package static func isPath(_ name: String) -> Bool {
    name == "-" || name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      || name.hasSuffix(".json")
  }

  /// True for the path of an experiment's model.
  private func isModel(_ path: ConfigurationPath, in kind: PresetKind) -> Bool {
    guard kind == .experiments, path.components.count == 1, let key = path.lastKey else { return false }
    return references[key] == .models
  }

  /// The error for a mapping that would change a checkpoint.
  private func fixed(
    _ checkpoint: Node, _ mapping: Node.Mapping, at path: ConfigurationPath, mark: Mark
  ) -> ConfigurationError {
    let key = mapping.entries.map(\.key.name).first { $0 != Self.extendsKey }
    return fixed(checkpoint, key: key ?? Self.extendsKey, at: path, mark: mark)
  }

  private func fixed(
    _ checkpoint: Node, key: String, at path: ConfigurationPath, mark: Mark
  ) -> ConfigurationError {
    ConfigurationError(
      mark: mark, path: path,
      what: "the model is the checkpoint \(checkpoint.fileReference ?? ""), whose sizes are fixed",
      expected: "another model, such as --model gpt2-small, to change its \(key)")
  }

  /// True for a model that is a checkpoint's folder or a `config.json`. Its reference is kept as written.
  private func isForeign(_ node: Node) -> Bool {
    (node.scalar?.text.hasSuffix(".json") ?? false) || isCheckpoint(node)
  }

  /// True if a name is that of a folder, or of a file `config.json`.
  private func isCheckpoint(_ node: Node) -> Bool {
    guard let text = node.scalar?.text, let path = node.fileReference else { return false }
    return FilePath.name(of: text) == "config.json" || (text.contains("/") && FilePath.isFolder(path))
  }
}

/// Changes to documents that are not resolved yet.
enum Merge {
  /// Sets a value at a path of keys, and makes the mappings that are missing on the way.
  static func setting(_ override: Override, in document: Node) throws(ConfigurationError) -> Node {
    try setting(override, in: document, at: override.path.components[...])
  }

  private static func setting(
    _ override: Override, in node: Node?, at components: ArraySlice<ConfigurationPath.Component>
  ) throws(ConfigurationError) -> Node {
    guard let first = components.first else { return override.value }
    guard case .key(let name) = first else {
      throw ConfigurationError(
        mark: override.mark, path: override.path, what: "base of a list element", expected: "a path of keys")
    }
    var mapping = node?.mapping ?? Node.Mapping()
    let old = mapping.entry(name)
    let value = try setting(override, in: old?.value, at: components.dropFirst())
    let key = components.count > 1 ? old?.key : nil
    mapping.set(Node.Entry(key: key ?? Node.Key(name, mark: override.mark), value: value))
    return Node(.mapping(mapping), mark: node?.mapping == nil ? override.mark : node?.mark ?? override.mark)
  }
}

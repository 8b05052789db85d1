/// A node of a document: a scalar, a sequence or a mapping, with its place and, once resolved, its
/// provenance.
public struct Node: Hashable, Sendable {
  /// The kind of a node, with its content.
  public enum Content: Hashable, Sendable {
    /// A single value.
    case scalar(Scalar)
    /// A list.
    case sequence([Node])
    /// Keys with values.
    case mapping(Mapping)
  }

  /// A scalar as written. The decoder that asks for it decides on its type.
  public struct Scalar: Hashable, Sendable {
    /// The characters, without quotes and escapes.
    public var text: String
    /// True if it was written without quotes; only then can it be null, a boolean or a number.
    public var isPlain: Bool

    /// Creates a scalar from its text.
    package init(_ text: String, isPlain: Bool = true) {
      self.text = text
      self.isPlain = isPlain
    }

    /// True for `null`, `~` and the empty text, unquoted.
    public var isNull: Bool { isPlain && (text.isEmpty || text == "null" || text == "~") }
  }

  /// A key of a mapping, with its place.
  public struct Key: Hashable, Sendable {
    /// The characters, without quotes and escapes.
    public var name: String
    /// The place of its first character.
    public var mark: Mark

    /// Creates a key from its name.
    package init(_ name: String, mark: Mark) {
      self.name = name
      self.mark = mark
    }
  }

  /// A key and its value.
  public struct Entry: Hashable, Sendable {
    /// The key.
    public var key: Key
    /// The value behind the colon.
    public var value: Node

    /// Creates an entry from its key and its value.
    package init(key: Key, value: Node) {
      self.key = key
      self.value = value
    }
  }

  /// Keys and values in the order of the document; no key occurs twice.
  public struct Mapping: Hashable, Sendable {
    /// The entries in the order of the document.
    public internal(set) var entries: [Entry]

    /// Creates a mapping from entries.
    ///
    /// - Precondition: no key occurs twice.
    package init(_ entries: [Entry] = []) { self.entries = entries }

    /// The value of a key; O(entries).
    public subscript(_ name: String) -> Node? { entry(name)?.value }

    /// The entry of a key; O(entries).
    public func entry(_ name: String) -> Entry? { entries.first { $0.key.name == name } }

    /// The index of each key's entry.
    var positions: [String: Int] {
      Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.key.name, $0) })
    }

    /// Replaces the entry with the same key, or appends the entry.
    mutating func set(_ entry: Entry) {
      if let index = entries.firstIndex(where: { $0.key.name == entry.key.name }) {
        entries[index] = entry
      } else {
        entries.append(entry)
      }
    }

    mutating func remove(_ name: String) { entries.removeAll { $0.key.name == name } }
  }

  /// The kind and content of the node.
  public var content: Content
  /// The place of the node's first character.
  public var mark: Mark
  /// The provenance of a scalar; nil before the document is resolved, and for sequences and mappings.
  public var provenance: Provenance?

  /// Creates a node of any kind.
  package init(_ content: Content, mark: Mark, provenance: Provenance? = nil) {
    self.content = content
    self.mark = mark
    self.provenance = provenance
  }

  /// Creates an unquoted scalar.
  package init(plain text: String, mark: Mark, provenance: Provenance? = nil) {
    self.init(.scalar(Scalar(text)), mark: mark, provenance: provenance)
  }

  /// An empty mapping: the document of a run that options alone describe.
  package static func emptyMapping(mark: Mark) -> Node { Node(.mapping(Mapping()), mark: mark) }

  /// The scalar; nil for any other kind.
  public var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
  /// The elements of a sequence; nil for any other kind.
  public var sequence: [Node]? { if case .sequence(let nodes) = content { nodes } else { nil } }
  /// The keys and values of a mapping; nil for any other kind.
  public var mapping: Mapping? { if case .mapping(let mapping) = content { mapping } else { nil } }
  /// True for the scalar null.
  public var isNull: Bool { scalar?.isNull ?? false }

  /// The value of a key; nil if this is no mapping or has no such key.
  public subscript(_ key: String) -> Node? { mapping?[key] }

  /// The node in words for messages: `the integer 12`, `the text "abc"`, `a mapping`.
  package var kindDescription: String {
    switch content {
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .scalar(let scalar):
      if scalar.isNull { return "nothing" }
      let text = Self.shortened(scalar.text)
      guard scalar.isPlain else { return "the text \"\(text)\"" }
      if scalar.text == "true" || scalar.text == "false" { return "the boolean \(text)" }
      if ExactDecimal(scalar.text) != nil {
        return scalar.text.contains(".") ? "the number \(text)" : "the integer \(text)"
      }
      if let (_, unit) = Dimension.splitQuantity(scalar.text),
        let dimension = Dimension.all.first(where: { $0.unit(unit) != nil })
      {
        return "\(dimension.noun) \(text)"
      }
      return "the text \"\(text)\""
    }
  }

  /// The path that a scalar names; nil for any other kind. A path in a document is relative to the folder of
  /// that document, a path on the command line to the working folder.
  package var fileReference: String? {
    guard let text = scalar?.text else { return nil }
    return FilePath.joining(FilePath.folder(of: mark.file ?? ""), text)
  }

  /// The text on one line, cut to 60 characters, for a message.
  static func shortened(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return line.count <= 60 ? line : String(line.prefix(57)) + "…"
  }
}

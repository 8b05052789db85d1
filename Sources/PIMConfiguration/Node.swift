/// A node of a document: a scalar, a sequence or a mapping, with its place and, once resolved, its provenance.
public struct Node: Hashable, Sendable {
  /// The three kinds of node.
  public enum Content: Hashable, Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping(Mapping)
  }

  /// A scalar as written; what it means is decided by the decoder that asks for it.
  public struct Scalar: Hashable, Sendable {
    /// The characters, without quotes and escapes.
    public var text: String
    /// Whether it was written without quotes; only then can it be null, a boolean or a number.
    public var isPlain: Bool

    /// A scalar of this text.
    public init(_ text: String, isPlain: Bool = true) {
      self.text = text
      self.isPlain = isPlain
    }

    /// Whether it is `null`, `~` or nothing, unquoted.
    public var isNull: Bool { isPlain && (text.isEmpty || text == "null" || text == "~") }
  }

  /// A key and its place.
  public struct Key: Hashable, Sendable {
    /// The characters, without quotes and escapes.
    public var name: String
    /// Where it starts.
    public var mark: Mark

    /// A key of this name.
    public init(_ name: String, mark: Mark) {
      self.name = name
      self.mark = mark
    }
  }

  /// A key and its value.
  public struct Entry: Hashable, Sendable {
    /// The key.
    public var key: Key
    /// What stands behind the colon.
    public var value: Node

    /// A key with its value.
    public init(key: Key, value: Node) {
      self.key = key
      self.value = value
    }
  }

  /// Keys and values in the order of the document; no key is there twice.
  public struct Mapping: Hashable, Sendable {
    /// Keys and values in the order of the document.
    public internal(set) var entries: [Entry]

    /// A mapping of these; no key may be there twice.
    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// The value of a key; O(entries).
    public subscript(_ name: String) -> Node? { entry(name)?.value }

    /// The key and value; O(entries).
    public func entry(_ name: String) -> Entry? { entries.first { $0.key.name == name } }

    /// The place of each key among the entries.
    var positions: [String: Int] {
      Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.key.name, $0) })
    }

    /// Puts the entry in place of the one with the same key, or at the end.
    mutating func set(_ entry: Entry) {
      if let index = entries.firstIndex(where: { $0.key.name == entry.key.name }) {
        entries[index] = entry
      } else {
        entries.append(entry)
      }
    }

    mutating func remove(_ name: String) { entries.removeAll { $0.key.name == name } }
  }

  /// What it is.
  public var content: Content
  /// Where it starts.
  public var mark: Mark
  /// The source of a scalar; nil until the document is resolved, and for sequences and mappings.
  public var provenance: Provenance?

  /// A node of any kind.
  public init(_ content: Content, mark: Mark, provenance: Provenance? = nil) {
    self.content = content
    self.mark = mark
    self.provenance = provenance
  }

  /// An unquoted scalar.
  public init(plain text: String, mark: Mark, provenance: Provenance? = nil) {
    self.init(.scalar(Scalar(text)), mark: mark, provenance: provenance)
  }

  /// A mapping without keys: the document of a run that is described by options alone.
  public static func emptyMapping(mark: Mark) -> Node { Node(.mapping(Mapping()), mark: mark) }

  /// The scalar, if it is one.
  public var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
  /// The elements, if it is a sequence.
  public var sequence: [Node]? { if case .sequence(let nodes) = content { nodes } else { nil } }
  /// The keys and values, if it is a mapping.
  public var mapping: Mapping? { if case .mapping(let mapping) = content { mapping } else { nil } }
  /// Whether it is the scalar null.
  public var isNull: Bool { scalar?.isNull ?? false }

  /// The value of a key, if this is a mapping that has it.
  public subscript(_ key: String) -> Node? { mapping?[key] }

  /// What the user would call it: `the integer 12`, `the text "abc"`, `a mapping`.
  public var kindDescription: String {
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

  /// A path written in a document is relative to the folder of that document; one of the command line, to the working
  /// folder. Nil if this is not a scalar.
  public var fileReference: String? {
    guard let text = scalar?.text else { return nil }
    return FilePath.joining(FilePath.folder(of: mark.file ?? ""), text)
  }

  /// Text cut to what fits a message, without line breaks.
  static func shortened(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return line.count <= 60 ? line : String(line.prefix(57)) + "…"
  }
}

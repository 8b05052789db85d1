/// A cursor over the keys of a mapping. A key that is never read is an error.
///
///     var section = try node.mapping(at: ConfigurationPath(keys: "timing"))
///     let tRP = try section.time("tRP")
///     let banks = try section.integer("banks", default: 16, in: 1...64)
///     try section.finish()  // throws for a key that was not read
///
/// A key with the value null counts as absent.
package struct Section {
  /// The path of the mapping in its document.
  package let path: ConfigurationPath
  /// The place of the mapping's first character.
  package let mark: Mark
  private let mapping: Node.Mapping
  private let record: DecodingRecord?
  private let positions: [String: Int]
  private var wasRead: [Bool]
  private var asked: [String] = []

  init(_ mapping: Node.Mapping, mark: Mark, path: ConfigurationPath, record: DecodingRecord?) {
    self.mapping = mapping
    self.mark = mark
    self.path = path
    self.record = record
    positions = Dictionary(
      mapping.entries.enumerated().map { ($1.key.name, $0) }, uniquingKeysWith: { first, _ in first })
    wasRead = Array(repeating: false, count: mapping.entries.count)
  }

  // MARK: Keys

  /// The keys in the order of the document, read or not.
  package var keys: [Node.Key] { mapping.entries.map(\.key).filter { $0.name != ProvenanceForm.key } }

  /// True if the key is there and not null. Does not count as reading it.
  package func contains(_ key: String) -> Bool {
    positions[key].map { !mapping.entries[$0].value.isNull } ?? false
  }

  /// The value of a key that may be absent; the key counts as read.
  package mutating func optionalValue(_ key: String) -> Value? {
    if !asked.contains(key) {
      asked.append(key)
      record?.ask(path.appending(key))
    }
    guard let position = positions[key] else { return nil }
    wasRead[position] = true
    let node = mapping.entries[position].value
    return node.isNull ? nil : Value(node, path: path.appending(key), record: record)
  }

  /// The value of a key. The key counts as read.
  ///
  /// - Parameter expected: the expected value, for the message.
  /// - Throws: an error if the key is missing or null.
  package mutating func value(_ key: String, expected: String) throws(ConfigurationError) -> Value {
    if let value = optionalValue(key) { return value }
    if let position = positions[key] {
      throw Value(mapping.entries[position].value, path: path.appending(key), record: nil).wrongType(expected)
    }
    throw ConfigurationError(
      mark: mark, path: path.appending(key), what: "missing key", found: similarUnreadKey(to: key),
      expected: expected)
  }

  /// All keys with their values in the order of the document, for tables with free keys. All count as read.
  package mutating func entries() -> [(key: Node.Key, value: Value)] {
    for index in wasRead.indices { wasRead[index] = true }
    return mapping.entries.filter { $0.key.name != ProvenanceForm.key }.map { entry in
      (entry.key, Value(entry.value, path: path.appending(entry.key.name), record: record))
    }
  }

  /// An unread key with a similar name, which is probably the missing key misspelt.
  private func similarUnreadKey(to key: String) -> String? {
    var candidates: [Node.Key] = []
    for (index, entry) in mapping.entries.enumerated() where !wasRead[index] && key.count >= 4 {
      candidates.append(entry.key)
    }
    guard let name = NearMiss.suggestion(for: key, among: candidates.map(\.name)),
      let found = candidates.first(where: { $0.name == name })
    else { return nil }
    return found.mark.line > 0
      ? "the similar key \"\(name)\" on line \(found.mark.line)" : "the similar key \"\(name)\""
  }

  // MARK: Forms

  /// The value of a key that must be there.
  ///
  /// - Throws: an error if it is missing or does not have the form.
  package mutating func required<Decoded>(
    _ key: String, _ form: Form<Decoded>
  ) throws(ConfigurationError) -> Decoded {
    try value(key, expected: form.expectation).decode(form)
  }

  /// The value of a key that may be absent; nil if it is.
  ///
  /// - Throws: an error if it does not have the form.
  package mutating func optional<Decoded>(
    _ key: String, _ form: Form<Decoded>
  ) throws(ConfigurationError) -> Decoded? {
    guard let value = optionalValue(key) else { return nil }
    return try value.decode(form)
  }

  /// The value of a key, or its default, which the record notes.
  ///
  /// - Throws: an error if it does not have the form.
  package mutating func withDefault<Decoded>(
    _ key: String, _ standard: Decoded, _ form: Form<Decoded>
  ) throws(ConfigurationError) -> Decoded {
    if let value = optionalValue(key) { return try value.decode(form) }
    record?.use(form.write(standard), at: path.appending(key), mark: mark)
    return standard
  }

  // MARK: Collections

  /// The section under a key.
  ///
  /// - Throws: an error if it is missing or no mapping.
  package mutating func section(_ key: String) throws(ConfigurationError) -> Section {
    try value(key, expected: "a mapping").section()
  }

  /// The section under a key that may be absent; nil if it is.
  ///
  /// - Throws: an error if it is no mapping.
  package mutating func optionalSection(_ key: String) throws(ConfigurationError) -> Section? {
    guard let value = optionalValue(key) else { return nil }
    return try value.section()
  }

  /// The elements of a list.
  ///
  /// - Throws: an error if it is missing, no list, or has more or fewer elements than `count` allows.
  package mutating func list(
    _ key: String, count: ClosedRange<Int> = 0...Int.max
  ) throws(ConfigurationError) -> [Value] {
    let value = try value(key, expected: "a list")
    let elements = try value.list()
    guard count.contains(elements.count) else {
      throw value.error(
        "wrong length", found: "\(elements.count)",
        expected: RangeText.expectation("a length", count.lowerBound, count.upperBound, 0, Int.max))
    }
    return elements
  }

  /// The elements of a list that may be absent; nil if it is.
  ///
  /// - Throws: an error if it is no list.
  package mutating func optionalList(_ key: String) throws(ConfigurationError) -> [Value]? {
    guard let value = optionalValue(key) else { return nil }
    return try value.list()
  }

  // MARK: Accounting

  /// The provenance of the value of a key; nil if the key is not there.
  package func provenance(of key: String) -> Provenance? { mapping[key]?.resolvedProvenance }

  /// The place of the value of a key; nil if the key is not there or null.
  package func mark(of key: String) -> Mark? { contains(key) ? mapping[key]?.mark : nil }

  /// An error at a key, or at the mapping if it has no such key; for values that contradict each other.
  package func error(
    _ key: String, _ what: String, found: String? = nil, expected: String? = nil, suggestion: String? = nil
  ) -> ConfigurationError {
    ConfigurationError(
      mark: mapping.entry(key)?.key.mark ?? mark, path: path.appending(key), what: what, found: found,
      expected: expected, suggestion: suggestion)
  }

  /// Ends reading.
  ///
  /// - Throws: an error for the first key, in the order of the document, that was not read.
  package func finish() throws(ConfigurationError) {
    for (index, entry) in mapping.entries.enumerated() where !wasRead[index] {
      if entry.key.name == ProvenanceForm.key { continue }
      let shown = asked.count <= 12 ? asked : asked.prefix(12) + ["…"]
      throw ConfigurationError(
        mark: entry.key.mark, path: path.appending(entry.key.name), what: "unknown key",
        expected: asked.isEmpty ? "no key" : "one of \(shown.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: entry.key.name, among: asked))
    }
  }
}

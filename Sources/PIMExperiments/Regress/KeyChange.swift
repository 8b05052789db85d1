internal import PIMConfiguration

/// A value of a configuration that is not what it was when a result was stored.
struct KeyChange: Hashable, Sendable {
  /// The path of the value, such as `system.timing.tRP`. Of a list of mappings, such as the timing rules, the
  /// element is named by what it says: `system.rules[after: [ACT], before: [PRE], scope: bank].delay`.
  let path: String
  /// Canonical text; nil where the value was not there.
  let stored: String?
  /// Canonical text; nil where the value is gone.
  let now: String?

  /// Every value that two configurations do not share, in the order of the stored one.
  static func all(_ stored: StoredConfiguration, _ now: StoredConfiguration) -> [KeyChange] {
    let (old, new) = (stored.byPath, now.byPath)
    let paths = stored.entries.map(\.path) + now.entries.map(\.path).filter { old[$0] == nil }
    return paths.filter { old[$0] != new[$0] }.flatMap { path -> [KeyChange] in
      switch (old[path], new[path]) {
      case (.lines(let a)?, .lines(let b)?): elements(a, b, of: path)
      case (.lines(let a)?, nil): elements(a, [], of: path)
      case (nil, .lines(let b)?): elements([], b, of: path)
      case (let a, let b): [KeyChange(path: path, stored: a.map(text), now: b.map(text))]
      }
    }
  }

  private static func text(_ content: StoredConfiguration.Content) -> String {
    switch content {
    case .text(let text): text
    case .lines(let lines): "[" + lines.joined(separator: ", ") + "]"
    }
  }

  /// An element of a list: its line, and its values by key; no values for what is no mapping.
  private struct Element {
    let line: String
    let values: [(key: String, text: String)]

    init(_ line: String) {
      self.line = line
      let node = try? Document.parse(text: "[\(line)\n]", name: "").sequence?.first
      values = (node.map { StoredConfiguration($0).entries } ?? []).map {
        ($0.path, KeyChange.text($0.content))
      }
    }

    /// The keys that two mappings do not share the values of.
    func differingKeys(_ other: Element) -> [String] {
      let keys =
        values.map(\.key) + other.values.map(\.key).filter { key in !values.contains { $0.key == key } }
      return keys.filter { self[$0] != other[$0] }
    }

    subscript(key: String) -> String? { values.first { $0.key == key }?.text }
  }

  /// Differences of two lists. Elements that both have are left out, wherever they stand; those that differ
  /// in one key are one element that was changed.
  private static func elements(_ a: [String], _ b: [String], of path: String) -> [KeyChange] {
    var added = b
    var removed: [String] = []
    for line in a {
      if let index = added.firstIndex(of: line) { added.remove(at: index) } else { removed.append(line) }
    }
    // Both have the same elements in another order.
    if removed.isEmpty, added.isEmpty {
      return [KeyChange(path: path, stored: "\(a.count) elements", now: "the same in another order")]
    }
    var rest = added.map(Element.init)
    return removed.map(Element.init).map { old -> KeyChange in
      guard let index = rest.firstIndex(where: { old.differingKeys($0).count == 1 }) else {
        return KeyChange(path: "\(path)[\(shown(old.line))]", stored: "there", now: nil)
      }
      let new = rest.remove(at: index)
      let key = old.differingKeys(new)[0]
      let others = old.values.filter { $0.key != key }.map { "\($0.key): \($0.text)" }
      return KeyChange(
        path: "\(path)[\(others.joined(separator: ", "))].\(key)", stored: old[key], now: new[key])
    } + rest.map { KeyChange(path: "\(path)[\(shown($0.line))]", stored: nil, now: "there") }
  }

  /// A mapping's line without its braces.
  private static func shown(_ line: String) -> String {
    line.hasPrefix("{") && line.hasSuffix("}") ? String(line.dropFirst().dropLast()) : line
  }
}

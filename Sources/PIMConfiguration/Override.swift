/// A value that replaces one of a document, such as `--set system.timing.tRP=20ns`.
package struct Override: Hashable, Sendable {
  /// The path of the value that is replaced.
  package let path: ConfigurationPath
  /// The new value, with its provenance. Every mark in it is the option.
  package let value: Node

  /// Reads `path=value`. The value is YAML in flow style (`20 ns`, `[1, 2]`, `{a: b}`).
  ///
  /// - Parameter before: what stands before the text on the command line, for messages.
  /// - Throws: an error for a path or a value that cannot be read.
  package init(parsing text: String, before: String = "--set ") throws(ConfigurationError) {
    let mark = Mark(option: before + Node.shortened(text))
    guard let equals = text.firstIndex(of: "=") else {
      throw ConfigurationError(
        mark: mark, what: "no \"=\"", expected: "a path and a value such as system.timing.tRP=20ns")
    }
    guard let path = ConfigurationPath(parsing: String(text[..<equals])) else {
      throw ConfigurationError(
        mark: mark, what: "malformed path", found: "\"\(text[..<equals])\"",
        expected: "keys with points between them, such as system.timing.tRP")
    }
    try self.init(path: path, text: String(text[text.index(after: equals)...]), mark: mark)
  }

  /// Reads texts such as `path=value`, in order.
  ///
  /// - Throws: the error of the first text that cannot be read.
  package static func list(_ texts: [String]) throws(ConfigurationError) -> [Override] {
    try texts.map { text throws(ConfigurationError) in try Override(parsing: text) }
  }

  /// Creates the override of an option with a fixed path, such as `--model gpt2-small` for the path `model`.
  ///
  /// - Throws: an error for a value that cannot be read.
  package init(path: ConfigurationPath, text: String, option: String) throws(ConfigurationError) {
    try self.init(path: path, text: text, mark: Mark(option: "\(option) \(Node.shortened(text))"))
  }

  /// Creates an override whose value stands in another document, such as a point of a sweep. Messages name
  /// that place.
  package init(path: ConfigurationPath, value: Node) {
    self.path = path
    self.value = value
  }

  private init(path: ConfigurationPath, text: String, mark: Mark) throws(ConfigurationError) {
    self.path = path
    let list: Node
    do throws(ConfigurationError) {
      // Brackets put everything in flow style, and keep a comment from swallowing the end.
      list = try Document.parse(text: "[\(text)\n]", name: "")
    } catch {
      // libyaml's context names the brackets added above, so it is cut off.
      let what =
        error.what.firstRange(of: " while parsing").map { error.what[..<$0.lowerBound] } ?? error.what[...]
      throw ConfigurationError(
        mark: mark, path: path, what: String(what), found: error.found,
        expected: error.expected ?? "a value such as 20 ns, \"text\" or [1, 2]")
    }
    guard let nodes = list.sequence, nodes.count <= 1 else {
      throw ConfigurationError(
        mark: mark, path: path, what: "several values",
        expected: "one; a list is written [a, b], a comma in text needs quotes")
    }
    guard let value = nodes.first else {
      throw ConfigurationError(
        mark: mark, path: path, what: "no value",
        expected: "a value such as 20 ns, or null to leave an optional key out")
    }
    self.value = try ProvenanceForm.apply(to: value.replacingMarks(with: mark), at: path)
  }

  var mark: Mark { value.mark }
}

extension Node {
  func replacingMarks(with mark: Mark) -> Node {
    var result = self
    result.mark = mark
    switch content {
    case .scalar: break
    case .sequence(let nodes): result.content = .sequence(nodes.map { $0.replacingMarks(with: mark) })
    case .mapping(let mapping):
      result.content = .mapping(
        Mapping(
          mapping.entries.map {
            Entry(key: Key($0.key.name, mark: mark), value: $0.value.replacingMarks(with: mark))
          }))
    }
    return result
  }
}

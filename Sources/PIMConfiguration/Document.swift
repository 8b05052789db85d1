/// Reads YAML and JSON documents.
package enum Document {
  /// The languages of documents.
  package enum Syntax: Hashable, Sendable {
    /// YAML without anchors, aliases and tags.
    case yaml
    /// JSON by RFC 8259, without extensions.
    case json

    /// JSON for a name that ends in `.json`, YAML for all others.
    package init(ofFileNamed name: String) { self = name.hasSuffix(".json") ? .json : .yaml }
  }

  /// The comparison that finds a key that is there twice.
  package enum KeyComparison: Hashable, Sendable {
    /// Canonical equivalence, as `String` compares.
    case canonical
    /// Equal bytes, for tables of tokens. A `Section` takes the first of equivalent keys.
    case exact
  }

  /// The deepest nesting of a document, in levels. A deeper one is an error; descriptions of machines need
  /// fewer than ten.
  package static let deepestNesting = 64
  /// The length of the longest key, in bytes. A longer one is an error; libyaml reads and writes simple keys
  /// up to 1,024 characters.
  package static let longestKey = 200
  /// The size of the largest file, in bytes. A larger one is an error.
  package static let largestFile = 64 << 20

  /// Reads the document in a file; `-` is standard input.
  ///
  /// - Parameters:
  ///   - reference: the place that names the file, for the message if it cannot be read.
  ///   - syntax: nil to choose by the file's name.
  ///   - keys: the comparison of keys in JSON.
  /// - Throws: the errors of `parse`, and an error for a file that cannot be read.
  package static func load(
    path: String, reference: Mark? = nil, syntax: Syntax? = nil, keys: KeyComparison = .canonical
  ) throws(ConfigurationError) -> Node {
    let bytes: [UInt8]
    do {
      bytes = try FilePath.read(path, atMost: largestFile, isInput: true)
    } catch {
      throw ConfigurationError(mark: reference, what: error.description)
    }
    return try parse(
      bytes: bytes, name: StandardInput.shown(path), syntax: syntax ?? Syntax(ofFileNamed: path), keys: keys)
  }

  /// Reads a document from bytes.
  ///
  /// - Parameters:
  ///   - name: the file's name in marks, usually its path.
  ///   - keys: the comparison of keys in JSON.
  /// - Throws: an error for broken YAML or JSON, duplicate keys, anchors, aliases, tags, keys that are not
  ///   scalars, several documents or none, invalid UTF-8, and nesting deeper than `deepestNesting`.
  package static func parse(
    bytes: [UInt8], name: String, syntax: Syntax = .yaml, keys: KeyComparison = .canonical
  ) throws(ConfigurationError) -> Node {
    // `withUnsafeBufferPointer` does not carry typed errors through every overload, so the closure returns a
    // `Result`.
    let result: Result<Node, ConfigurationError> = bytes.withUnsafeBufferPointer { buffer in
      do throws(ConfigurationError) {
        return .success(try parse(buffer, name: name, syntax: syntax, keys: keys))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Reads a document from memory, without a copy.
  ///
  /// - Throws: as for an array of bytes.
  package static func parse(
    bytes: UnsafeRawBufferPointer, name: String, syntax: Syntax = .yaml
  ) throws(ConfigurationError) -> Node {
    try parse(bytes.bindMemory(to: UInt8.self), name: name, syntax: syntax, keys: .canonical)
  }

  /// Reads a document from text.
  ///
  /// - Throws: as for an array of bytes.
  package static func parse(
    text: String, name: String, syntax: Syntax = .yaml
  ) throws(ConfigurationError) -> Node {
    try parse(bytes: Array(text.utf8), name: name, syntax: syntax)
  }

  private static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String, syntax: Syntax, keys: KeyComparison
  ) throws(ConfigurationError) -> Node {
    if syntax == .json {
      // ASCII is valid UTF-8, and most JSON is ASCII.
      if bytes.reduce(0, |) >= 0x80 { try checkEncoding(bytes, name: name, syntax: syntax) }
      var parser = JSONParser(bytes: bytes, name: name, keys: keys)
      return try parser.parse()
    }
    try checkEncoding(bytes, name: name, syntax: syntax)
    // libyaml counts a byte order mark as a column, which would break the indentation.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? UnsafeBufferPointer(rebasing: bytes[mark.count...]) : bytes
    var parser = YAMLParser(bytes: text, name: name)
    var builder = NodeBuilder(syntax: syntax)
    var root: Node?
    while true {
      let (event, mark) = try parser.next()
      switch event {
      case .streamStart, .documentEnd: break
      case .documentStart:
        if root != nil {
          throw ConfigurationError(mark: mark, what: "second document in one file", expected: "one document")
        }
      case .streamEnd:
        guard let root else {
          throw ConfigurationError(
            mark: Mark(file: name, line: 1, column: 1), what: "empty document", expected: "a mapping")
        }
        return root
      default:
        if let node = try builder.add(event, mark: mark) { root = node }
      }
    }
  }

  /// Looks for invalid UTF-8 and, in YAML, for control characters, since libyaml's own message has no line.
  /// The JSON parser finds control characters itself.
  private static func checkEncoding(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String, syntax: Syntax
  ) throws(ConfigurationError) {
    var line = 1
    var column = 1
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      let place = Mark(file: name, line: line, column: column)
      switch decoder.decode(&iterator) {
      case .emptyInput: return
      case .error:
        throw ConfigurationError(mark: place, what: "invalid UTF-8", expected: "text encoded in UTF-8")
      case .scalarValue(let scalar):
        column += 1
        if scalar == "\n" { (line, column) = (line + 1, 1) }
        if syntax == .yaml, scalar.value < 0x20, scalar != "\n", scalar != "\r", scalar != "\t" {
          throw ConfigurationError(
            mark: place, what: "control character U+\(hexadecimal(scalar))", expected: "text")
        }
      }
    }
  }

  static func hexadecimal(_ scalar: Unicode.Scalar) -> String { hexadecimal(scalar.value) }

  static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

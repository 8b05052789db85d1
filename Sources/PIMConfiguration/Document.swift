/// Reads YAML and JSON documents.
public enum Document {
  /// The languages of documents.
  public enum Syntax: Hashable, Sendable {
    /// YAML without anchors, aliases and tags.
    case yaml
    /// JSON as RFC 8259 has it, and nothing else.
    case json

    /// JSON for a name that ends in `.json`, YAML for all others.
    public init(ofFileNamed name: String) { self = name.hasSuffix(".json") ? .json : .yaml }
  }

  /// Deeper nesting is an error; no description of a machine comes near.
  public static let deepestNesting = 64
  /// Longer keys are an error, in bytes; libyaml writes and reads keys of a line only up to 1,024 characters.
  public static let longestKey = 200
  /// Larger files are an error, in bytes.
  public static let largestFile = 64 << 20

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - reference: the place that named the file, for the message if it cannot be read.
  ///   - syntax: nil to tell by the name.
  /// - Throws: what `parse` throws, and files that cannot be read.
  public static func load(
    path: String, reference: Mark? = nil, syntax: Syntax? = nil
  ) throws(ConfigurationError) -> Node {
    let bytes: [UInt8]
    do {
      bytes = try FilePath.read(path, atMost: largestFile, isInput: true)
    } catch {
      throw ConfigurationError(mark: reference, what: error.description)
    }
    return try parse(bytes: bytes, name: path, syntax: syntax ?? Syntax(ofFileNamed: path))
  }

  /// Reads a document.
  ///
  /// - Parameter name: what marks call it, usually its path.
  /// - Throws: broken YAML or JSON, duplicate keys, anchors, aliases, tags, keys that are not scalars,
  ///   several documents or none, invalid UTF-8, nesting deeper than `deepestNesting`.
  public static func parse(
    bytes: [UInt8], name: String, syntax: Syntax = .yaml
  ) throws(ConfigurationError) -> Node {
    // `withUnsafeBufferPointer` does not carry typed errors through every overload, so the result travels.
    let result: Result<Node, ConfigurationError> = bytes.withUnsafeBufferPointer { buffer in
      do throws(ConfigurationError) {
        return .success(try parse(buffer, name: name, syntax: syntax))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Reads a document in memory that is not copied.
  public static func parse(
    bytes: UnsafeRawBufferPointer, name: String, syntax: Syntax = .yaml
  ) throws(ConfigurationError) -> Node {
    try parse(bytes.bindMemory(to: UInt8.self), name: name, syntax: syntax)
  }

  /// Reads a document from text.
  public static func parse(
    text: String, name: String, syntax: Syntax = .yaml
  ) throws(ConfigurationError) -> Node {
    try parse(bytes: Array(text.utf8), name: name, syntax: syntax)
  }

  private static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String, syntax: Syntax
  ) throws(ConfigurationError) -> Node {
    if syntax == .json {
      // ASCII is valid, and most of JSON is nothing else.
      if bytes.reduce(0, |) >= 0x80 { try checkEncoding(bytes, name: name, syntax: syntax) }
      var parser = JSONParser(bytes: bytes, name: name)
      return try parser.parse()
    }
    try checkEncoding(bytes, name: name, syntax: syntax)
    // libyaml counts a byte order mark as a column and then finds the indentation wrong.
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

  /// libyaml's own message has no line, so we look first. The reader of JSON looks for control characters
  /// itself.
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

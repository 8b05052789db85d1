/// A writer of JSON: keys in the order given, two spaces of indentation, the same bytes for the same calls.
///
///     var json = JSONWriter()
///     try json.object { json throws(JSONWriter.Failure) in
///       json.member("cycles", 1_024)
///       try json.member("milliseconds", 0.5)
///       try json.array("layers") { json throws(JSONWriter.Failure) in json.value(12) }
///     }
///     let bytes = json.finish()
public struct JSONWriter {
  /// A number that JSON cannot hold.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The keys and indices that lead to the number.
    public let path: String
    /// The number: `nan`, `inf` or `-inf`.
    public let number: String

    /// `report.energy: nan is not a JSON number`
    public var description: String { "\(path.isEmpty ? "" : path + ": ")\(number) is not a JSON number" }
  }

  private enum Container {
    case object(count: Int, key: String)
    case array(count: Int)
  }

  private var bytes: [UInt8] = []
  private var containers: [Container] = []
  private var hasKey = false

  /// Creates an empty document.
  public init() {}

  /// Ends the document and returns its bytes, with a newline at the end.
  ///
  /// - Precondition: one value was written, and every container is closed.
  public consuming func finish() -> [UInt8] {
    precondition(containers.isEmpty && !bytes.isEmpty, "JSON is not complete")
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// A document of a schema: an object that begins with the schema's name and version.
  public static func document<E: Error>(
    schema: String, version: Int, _ body: (inout JSONWriter) throws(E) -> Void
  ) throws(E) -> [UInt8] {
    var json = JSONWriter()
    try json.object { json throws(E) in
      json.member("schema", schema)
      json.member("schema_version", version)
      try body(&json)
    }
    return json.finish()
  }

  // MARK: Containers

  /// Writes an object, as an element or as the whole document.
  public mutating func object<E: Error>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
    open("{", .object(count: 0, key: ""))
    try body(&self)
    close("}")
  }

  /// Writes an array, as an element or as the whole document.
  public mutating func array<E: Error>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
    open("[", .array(count: 0))
    try body(&self)
    close("]")
  }

  /// Writes an object as a member.
  public mutating func object<E: Error>(
    _ name: String, _ body: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    key(name)
    try object(body)
  }

  /// Writes an array as a member.
  public mutating func array<E: Error>(
    _ name: String, _ body: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    key(name)
    try array(body)
  }

  /// Writes the key of the next value.
  ///
  /// - Precondition: an object is open, and no other key waits for its value.
  public mutating func key(_ name: String) {
    guard case .object(let count, _) = containers.last, !hasKey else {
      preconditionFailure("no place for a key")
    }
    containers[containers.count - 1] = .object(count: count + 1, key: name)
    startItem(count)
    append(quoted: name)
    bytes.append(contentsOf: ": ".utf8)
    hasKey = true
  }

  // MARK: Values

  /// Writes a string.
  public mutating func value(_ text: String) {
    startValue()
    append(quoted: text)
  }

  /// Writes an integer in all its digits.
  public mutating func value(_ integer: some BinaryInteger) {
    startValue()
    bytes.append(contentsOf: "\(integer)".utf8)
  }

  /// Writes a boolean.
  public mutating func value(_ boolean: Bool) {
    startValue()
    bytes.append(contentsOf: (boolean ? "true" : "false").utf8)
  }

  /// Writes null.
  public mutating func null() {
    startValue()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes the shortest digits that read back to the same number.
  ///
  /// - Throws: an error for infinity and NaN.
  public mutating func value(_ number: Double) throws(Failure) {
    guard number.isFinite else {
      throw Failure(path: path, number: number.isNaN ? "nan" : "\(number)")
    }
    startValue()
    bytes.append(contentsOf: "\(number)".utf8)
  }

  /// Writes a string as a member.
  public mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes an integer as a member.
  public mutating func member(_ name: String, _ integer: some BinaryInteger) {
    key(name)
    value(integer)
  }

  /// Writes a boolean as a member.
  public mutating func member(_ name: String, _ boolean: Bool) {
    key(name)
    value(boolean)
  }

  /// Writes a number as a member, in the shortest digits that read back to it.
  ///
  /// - Throws: an error for infinity and NaN.
  public mutating func member(_ name: String, _ number: Double) throws(Failure) {
    key(name)
    try value(number)
  }

  /// Writes null as a member.
  public mutating func memberNull(_ name: String) {
    key(name)
    null()
  }

  // MARK: Bytes

  private mutating func open(_ bracket: Unicode.Scalar, _ container: Container) {
    startValue()
    bytes.append(UInt8(ascii: bracket))
    containers.append(container)
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    precondition(!hasKey, "a key without a value")
    let count =
      switch containers.removeLast() {
      case .object(let count, _): count
      case .array(let count): count
      }
    if count > 0 { newLine() }
    bytes.append(UInt8(ascii: bracket))
  }

  private mutating func startValue() {
    switch containers.last {
    case .none: precondition(bytes.isEmpty, "a second value")
    case .object:
      precondition(hasKey, "a value without a key")
      hasKey = false
    case .array(let count):
      containers[containers.count - 1] = .array(count: count + 1)
      startItem(count)
    }
  }

  private mutating func startItem(_ count: Int) {
    if count > 0 { bytes.append(UInt8(ascii: ",")) }
    newLine()
  }

  private mutating func newLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * containers.count))
  }

  private mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: bytes.append(contentsOf: "\\\"".utf8)
      case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      // JSON requires escapes for the first range only. YAML requires them for all, so that JSON can be
      // pasted into YAML.
      case 0..<0x20, 0x7F...0x9F, 0x2028...0x2029, 0xFEFF, 0xFFFE...0xFFFF: append(escape: scalar.value)
      default: bytes.append(contentsOf: scalar.utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends `\u00ff`; for the Basic Multilingual Plane only.
  private mutating func append(escape value: UInt32) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] { bytes.append(digits[Int(value >> UInt32(shift) & 15)]) }
  }

  private var path: String {
    var components: [ConfigurationPath.Component] = []
    for (depth, container) in containers.enumerated() {
      switch container {
      case .object(_, let key): components.append(.key(key))
      case .array(let count):
        let isOpen = depth < containers.count - 1
        components.append(.index(isOpen ? count - 1 : count))
      }
    }
    return ConfigurationPath(components).description
  }
}

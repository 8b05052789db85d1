/// A parser of JSON (RFC 8259) that makes nodes with their places.
///
/// The parser is strict. Errors are: a trailing comma, a comment, a key without quotes, text in single
/// quotes, a control character in text, half of a surrogate pair, NaN, Infinity, and a key that is there
/// twice. A byte order mark is skipped. Nesting takes no stack of the program.
struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let name: String
  private var offset = 0
  private var line = 1
  /// Offset of the line's first byte.
  private var lineStart = 0
  /// The number of UTF-8 continuation bytes of the line so far, which are no columns.
  private var continuations = 0
  private var builder: NodeBuilder
  /// The open containers, the innermost last; true for an object.
  private var containers: [Bool] = []

  /// - Parameter bytes: valid UTF-8 that outlives the parser.
  init(bytes: UnsafeBufferPointer<UInt8>, name: String, keys: Document.KeyComparison = .canonical) {
    self.bytes = bytes
    self.name = name
    builder = NodeBuilder(syntax: .json, keys: keys)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (offset, lineStart) = (3, 3) }
  }

  /// Reads the document and returns its root.
  ///
  /// - Throws: an error at the first place that is not JSON.
  mutating func parse() throws(ConfigurationError) -> Node {
    skipSpace()
    guard offset < bytes.count else {
      throw ConfigurationError(
        mark: Mark(file: name, line: 1, column: 1), what: "empty document", expected: "a mapping")
    }
    while true {
      if let root = try value() {
        skipSpace()
        if offset < bytes.count {
          throw try isComment() ?? fault("text behind the end of the document", "one value in one file")
        }
        return root
      }
    }
  }

  // MARK: Values

  /// Reads a scalar, or opens a container.
  ///
  /// - Returns: the root, if this completes it.
  private mutating func value() throws(ConfigurationError) -> Node? {
    skipSpace()
    let place = mark
    guard let byte = next else { throw fault("the text ends", "a value") }
    switch byte {
    case UInt8(ascii: "{"):
      _ = try builder.add(.mappingStart, mark: place)
      containers.append(true)
      offset += 1
      skipSpace()
      if next != UInt8(ascii: "}") { try key() } else { return try closings() }
      return nil
    case UInt8(ascii: "["):
      _ = try builder.add(.sequenceStart, mark: place)
      containers.append(false)
      offset += 1
      skipSpace()
      return next == UInt8(ascii: "]") ? try closings() : nil
    case UInt8(ascii: "\""):
      return try finish(Node.Scalar(try text(), isPlain: false), place)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return try finish(Node.Scalar(try number()), place)
    default:
      for word in ["true", "false", "null"] where takes(word) { return try finish(Node.Scalar(word), place) }
      throw try wrongValue()
    }
  }

  private mutating func finish(_ scalar: Node.Scalar, _ place: Mark) throws(ConfigurationError) -> Node? {
    if let root = try builder.add(.scalar(scalar), mark: place) { return root }
    return try closings()
  }

  /// Reads what follows a value: the ends of containers, up to a comma and the key behind it.
  ///
  /// - Returns: the root, if this completes it.
  private mutating func closings() throws(ConfigurationError) -> Node? {
    while let isObject = containers.last {
      skipSpace()
      let end = UInt8(ascii: isObject ? "}" : "]")
      guard let byte = next else {
        throw fault("the text ends in \(isObject ? "an object" : "an array")", "\"\(isObject ? "}" : "]")\"")
      }
      if byte == end {
        let place = mark
        offset += 1
        containers.removeLast()
        if let root = try builder.add(isObject ? .mappingEnd : .sequenceEnd, mark: place) { return root }
        continue
      }
      guard byte == UInt8(ascii: ",") else {
        throw try isComment()
          ?? fault("found \(character)", "a comma or \"\(isObject ? "}" : "]")\"")
      }
      let comma = mark
      offset += 1
      skipSpace()
      if next == end {
        throw ConfigurationError(
          mark: comma, what: "broken JSON: a comma in front of \"\(isObject ? "}" : "]")\"",
          expected: "no comma behind the last \(isObject ? "member" : "element")")
      }
      if isObject { try key() }
      return nil
    }
    return nil
  }

  /// Reads a key and its colon.
  private mutating func key() throws(ConfigurationError) {
    let place = mark
    guard next == UInt8(ascii: "\"") else {
      if next == UInt8(ascii: "'") { throw fault("a key in single quotes", "double quotes") }
      if next == nil { throw fault("the text ends in an object", "a key in double quotes") }
      throw try isComment() ?? fault("found \(character)", "a key in double quotes")
    }
    _ = try builder.add(.scalar(Node.Scalar(try text(), isPlain: false)), mark: place)
    skipSpace()
    guard next == UInt8(ascii: ":") else {
      throw try isComment()
        ?? fault(next == nil ? "the text ends behind a key" : "found \(character)", "a colon behind the key")
    }
    offset += 1
  }

  private func wrongValue() throws(ConfigurationError) -> ConfigurationError {
    if let comment = try isComment() { return comment }
    if next == UInt8(ascii: "'") { return fault("text in single quotes", "double quotes") }
    for word in ["NaN", "Infinity"] where starts(with: word) {
      return fault("\(word) is no number", "a finite number, or null")
    }
    return fault(
      "found \(character)",
      "a value: an object, an array, text in double quotes, a number, true, false or null")
  }

  private func isComment() throws(ConfigurationError) -> ConfigurationError? {
    starts(with: "#") || starts(with: "//") || starts(with: "/*")
      ? fault("a comment", "none: JSON has no comments") : nil
  }

  // MARK: Numbers

  /// Reads a number such as `-12.5e-3`: no plus sign, no leading zeros, digits on both sides of a point.
  private mutating func number() throws(ConfigurationError) -> String {
    let (start, place) = (offset, mark)
    func malformed(_ what: String) -> ConfigurationError {
      ConfigurationError(
        mark: place, what: "broken JSON: malformed number, \(what)", expected: "a number such as -12.5e-3")
    }
    if next == UInt8(ascii: "-") { offset += 1 }
    if starts(with: "Infinity") {
      throw ConfigurationError(
        mark: place, what: "broken JSON: -Infinity is no number", expected: "a finite number, or null")
    }
    let isZero = next == UInt8(ascii: "0")
    guard let whole = digits() else { throw malformed("no digit behind the sign") }
    if isZero, whole > 1 { throw malformed("a zero in front of other digits") }
    if next == UInt8(ascii: ".") {
      offset += 1
      guard digits() != nil else { throw malformed("no digit behind the point") }
    }
    if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      guard digits() != nil else { throw malformed("no digit in the exponent") }
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Reads digits.
  ///
  /// - Returns: their number; nil for none.
  private mutating func digits() -> Int? {
    let start = offset
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
    return offset > start ? offset - start : nil
  }

  // MARK: Text

  /// Reads text in quotes, from the first quote on.
  private mutating func text() throws(ConfigurationError) -> String {
    let opening = mark
    offset += 1
    var result: [UInt8] = []
    var start = offset
    while true {
      guard let byte = next else {
        throw ConfigurationError(
          mark: opening, what: "broken JSON: the text ends inside quotes", expected: "a closing quote")
      }
      switch byte {
      case UInt8(ascii: "\""):
        let rest = bytes[start..<offset]
        offset += 1
        if result.isEmpty { return String(decoding: rest, as: UTF8.self) }
        return String(decoding: result + rest, as: UTF8.self)
      case UInt8(ascii: "\\"):
        result += bytes[start..<offset]
        result += Array(String(try escape()).utf8)
        start = offset
      case ..<0x20:
        let hint = [0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"][Int(byte)]
        throw fault(
          "control character U+\(Document.hexadecimal(Unicode.Scalar(byte))) in text",
          hint.map { "\($0), or a closing quote before it" } ?? "an escape such as \\u001f")
      default:
        if byte & 0xC0 == 0x80 { continuations += 1 }
        offset += 1
      }
    }
  }

  /// Reads an escape sequence, from the backslash on.
  private mutating func escape() throws(ConfigurationError) -> Unicode.Scalar {
    let place = mark
    func fault(_ what: String, _ expected: String) -> ConfigurationError {
      ConfigurationError(mark: place, what: "broken JSON: \(what)", expected: expected)
    }
    offset += 1
    guard let letter = next else { throw fault("the text ends in an escape", "a letter behind \\") }
    offset += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let unit = codeUnit() else {
        throw fault(
          bytes.count < offset + 4 ? "the text ends in an escape" : "malformed escape",
          "four hexadecimal digits behind \\u")
      }
      if let scalar = Unicode.Scalar(unit) { return scalar }
      if UTF16.isLeadSurrogate(unit), starts(with: "\\u") {
        let end = (offset, continuations)
        offset += 2
        if let second = codeUnit(), UTF16.isTrailSurrogate(second) {
          return UTF16.decode(UTF16.EncodedScalar([unit, second]))
        }
        (offset, continuations) = end
      }
      throw fault(
        "half of a surrogate pair, \\u\(Document.hexadecimal(UInt32(unit)))",
        "\\ud800 to \\udbff and \\udc00 to \\udfff together, in this order")
    default:
      throw fault("unknown escape", "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
  }

  private mutating func codeUnit() -> UInt16? {
    guard offset + 4 <= bytes.count else { return nil }
    var unit: UInt16 = 0
    for byte in bytes[offset..<offset + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    offset += 4
    return unit
  }

  // MARK: Bytes

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private var mark: Mark {
    Mark(file: name, line: line, column: offset - lineStart - continuations + 1)
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
      case UInt8(ascii: "\n"):
        offset += 1
        (line, lineStart, continuations) = (line + 1, offset, 0)
      default: return
      }
    }
  }

  private func starts(with word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    return offset + count <= bytes.count
      && bytes[offset..<offset + count].elementsEqual(
        UnsafeBufferPointer(start: word.utf8Start, count: count))
  }

  private func starts(with word: String) -> Bool { bytes[offset...].starts(with: word.utf8) }

  /// Reads a word, if it ends here.
  private mutating func takes(_ word: String) -> Bool {
    guard starts(with: word) else { return false }
    let end = offset + word.utf8.count
    if end < bytes.count, Character(Unicode.Scalar(bytes[end])).isLetter || bytes[end] == UInt8(ascii: "_") {
      return false
    }
    offset = end
    return true
  }

  /// The word or character at the current place, for a message.
  private var character: String {
    guard offset < bytes.count else { return "the end" }
    let rest = String(decoding: bytes[offset..<min(bytes.count, offset + 60)], as: UTF8.self)
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let shown = word.isEmpty ? String(rest.prefix(1)) : String(word)
    return "\"\(Node.shortened(shown))\""
  }

  private func fault(_ what: String, _ expected: String) -> ConfigurationError {
    ConfigurationError(mark: mark, what: "broken JSON: \(what)", expected: expected)
  }
}

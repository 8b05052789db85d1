/// A step from the texts of tokens to text.
enum TokenDecoder {
  /// Characters of the alphabet of bytes back to bytes, and these as UTF-8.
  case byteLevel
  /// Tokens `<0x00>` to `<0xFF>` as the bytes of UTF-8.
  case byteFallback
  /// All tokens joined.
  case fuse
  /// A character removed at the ends of each token, up to a number of times.
  case strip(Unicode.Scalar, start: Int, stop: Int)
  /// A plain text, which is not empty, replaced in each token.
  case replace([Unicode.Scalar], by: [Unicode.Scalar])
  /// The visible character back to a space.
  case metaspace(Metaspace)
  /// Steps one after the other.
  case sequence([TokenDecoder])

  /// The texts of tokens after this step.
  func decoded(_ tokens: [[Unicode.Scalar]]) -> [[Unicode.Scalar]] {
    switch self {
    case .byteLevel:
      let bytes = tokens.flatMap(Self.bytes)
      return [Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)]
    case .byteFallback: return Self.bytesDecoded(tokens)
    case .fuse: return [Array(tokens.joined())]
    case .strip(let scalar, let start, let stop):
      return tokens.map { token in
        let left = token.prefix(start).prefix { $0 == scalar }.count
        let right = token.suffix(stop).reversed().prefix { $0 == scalar }.count
        return Array(token.dropLast(right).dropFirst(left))
      }
    case .replace(let pattern, let content):
      return tokens.map { TextNormalizer.replace(pattern, by: content, in: $0) }
    case .metaspace(let metaspace):
      return tokens.enumerated().map { index, token in
        if index == 0, metaspace.prepending != .never { return token.filter { $0 != metaspace.replacement } }
        return token.map { $0 == metaspace.replacement ? " " : $0 }
      }
    case .sequence(let steps): return steps.reduce(tokens) { $1.decoded($0) }
    }
  }

  /// The bytes of a token of the alphabet of bytes; the UTF-8 of one with another character.
  private static func bytes(_ token: [Unicode.Scalar]) -> [UInt8] {
    let bytes = token.compactMap(ByteAlphabet.byte)
    if bytes.count == token.count { return bytes }
    return token.flatMap { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) }
  }

  /// Runs of tokens of bytes as text; U+FFFD for each byte of a run that is no UTF-8.
  private static func bytesDecoded(_ tokens: [[Unicode.Scalar]]) -> [[Unicode.Scalar]] {
    var result: [[Unicode.Scalar]] = []
    var bytes: [UInt8] = []
    func flush() {
      if bytes.isEmpty { return }
      if let text = String(validating: bytes, as: UTF8.self) {
        result.append(Array(text.unicodeScalars))
      } else {
        result += bytes.map { _ in ["\u{FFFD}"] }
      }
      bytes = []
    }
    for token in tokens {
      if let byte = byte(named: token) {
        bytes.append(byte)
      } else {
        flush()
        result.append(token)
      }
    }
    flush()
    return result
  }

  /// The byte of a token such as `<0x0A>`; nil for another token.
  private static func byte(named token: [Unicode.Scalar]) -> UInt8? {
    guard token.count == 6, token.starts(with: "<0x".unicodeScalars), token[5] == ">", token[3].isASCII,
      token[4].isASCII
    else { return nil }
    return UInt8(String(String.UnicodeScalarView(token[3...4])), radix: 16)
  }

  /// The greatest factor by which a text can grow.
  var growth: Int {
    switch self {
    case .replace(let pattern, let content): TextNormalizer.growth(pattern, content)
    case .sequence(let steps): steps.reduce(1) { TextNormalizer.product($0, $1.growth) }
    default: 1
    }
  }
}

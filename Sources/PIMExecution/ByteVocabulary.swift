internal import PIMWorkload

/// Text as tokens: a byte each. A model says that its tokens are bytes (`TokenEncoding`); a small vocabulary
/// alone does not.
public struct ByteVocabulary: Sendable, Hashable {
  /// Bytes from 0 on that are tokens.
  public let size: Int

  /// A vocabulary of so many bytes; nil for more than there are.
  public init?(size: Int) {
    guard (1...TokenEncoding.mostBytes).contains(size) else { return nil }
    self.size = size
  }

  /// The tokens of a text, or nil where a byte of it is none.
  public func tokens(of text: String) -> [Int]? {
    let bytes = text.utf8.map { Int($0) }
    return bytes.allSatisfy { $0 < size } ? bytes : nil
  }

  /// The text of a token: itself where it is a printable ASCII character or a white space, a replacement
  /// otherwise.
  public func text(of token: Int) -> String {
    (32..<127).contains(token) || token == 10 || token == 9 ? String(UnicodeScalar(UInt8(token))) : "\u{FFFD}"
  }
}

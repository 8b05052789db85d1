internal import PIMWorkload

/// The vocabulary of text as bytes, one token a byte. A model declares it (`TokenEncoding`); a small
/// vocabulary alone does not imply it.
package struct ByteVocabulary: Sendable, Hashable {
  /// Number of tokens: bytes from 0 on.
  package let size: Int

  /// Creates a vocabulary of the first `size` bytes; nil for more than 256.
  package init?(size: Int) {
    guard (1...TokenEncoding.mostBytes).contains(size) else { return nil }
    self.size = size
  }

  /// The tokens of a text; nil if a byte of the text is not in the vocabulary.
  package func tokens(of text: String) -> [Int]? {
    let bytes = text.utf8.map { Int($0) }
    return bytes.allSatisfy { $0 < size } ? bytes : nil
  }

  /// The text of a token: the character itself if it is printable ASCII or white space, otherwise a
  /// replacement.
  package func text(of token: Int) -> String {
    (32..<127).contains(token) || token == 10 || token == 9 ? String(UnicodeScalar(UInt8(token))) : "\u{FFFD}"
  }
}

/// The text of tokens, one token after the other.
///
/// Tokens of a tokenizer can be parts of a character, and a decoder may treat the first one in a special way.
/// So the text of a token is what the text of the tokens since the last whole character has more with the
/// token than without.
public struct TokenTextStream {
  /// The number of tokens that are kept for the rest of a character: no character has more bytes, and longer
  /// runs are no UTF-8.
  private static let mostPending = 8

  private let codec: TextCodec
  private var tokens: [Int]
  /// The index of the first token that is decoded again.
  private var start = 0
  /// The index of the first token whose text is not out yet.
  private var pending: Int

  init(_ codec: TextCodec, behind prompt: [Int]) {
    self.codec = codec
    tokens = prompt
    pending = prompt.count
  }

  /// Adds a token.
  ///
  /// - Returns: the text that is complete by now; it may be empty.
  public mutating func append(_ token: Int) -> String {
    guard codec.hasContext else { return codec.text(of: token, isFirst: false) }
    tokens.append(token)
    return flush(isEnd: tokens.count - pending >= Self.mostPending)
  }

  /// The text that is left, with U+FFFD for characters that are not complete.
  public mutating func finish() -> String {
    codec.hasContext && pending < tokens.count ? flush(isEnd: true) : ""
  }

  private mutating func flush(isEnd: Bool) -> String {
    let all = codec.text(of: tokens[start...]).unicodeScalars
    if !isEnd, all.last == "\u{FFFD}" { return "" }
    let shown = codec.text(of: tokens[start..<pending]).unicodeScalars
    (start, pending) = (pending, tokens.count)
    return String(String.UnicodeScalarView(all.dropFirst(shown.count)))
  }
}

public import PIMConfiguration
internal import PIMExecution
public import PIMWorkload

/// The conversion between text and a model's tokens: text is bytes if the model's tokens are bytes, else a
/// list of token numbers.
public struct TextCodec {
  private let vocabulary: Int
  private let bytes: ByteVocabulary?

  /// - Parameter takesBytes: treats tokens as bytes even if the model does not declare them as such.
  /// - Throws: `InputError` if the model has more tokens than there are bytes.
  public init(_ model: ModelDescription, takesBytes: Bool = false) throws(InputError) {
    vocabulary = model.vocabulary
    bytes = takesBytes || model.encoding == .bytes ? ByteVocabulary(size: model.vocabulary) : nil
    if takesBytes, bytes == nil {
      throw InputError(
        "--bytes", "a vocabulary of \(vocabulary) is not bytes",
        expected: "a model of at most \(TokenEncoding.mostBytes) tokens")
    }
  }

  /// True if text is bytes; false if it is token numbers separated by spaces.
  public var isText: Bool { bytes != nil }

  /// - Parameter name: the option or the file that the text is from, for messages.
  public func tokens(of text: String, name: String) throws(InputError) -> [Int] {
    if let bytes {
      if let tokens = bytes.tokens(of: text) { return tokens }
      throw InputError(
        name, "text outside the vocabulary", expected: "characters with codes below \(vocabulary)")
    }
    var tokens: [Int] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "," || $0.isNewline }) {
      guard let token = Int(word), (0..<vocabulary).contains(token) else {
        throw InputError(
          name, "not a token, found \(InputError.shortened(String(word)))",
          expected:
            "numbers from 0 to \(vocabulary - 1) with spaces between: the model does not say that its tokens are bytes"
            + (vocabulary <= TokenEncoding.mostBytes ? "; --bytes if they are" : ""))
      }
      tokens.append(token)
    }
    return tokens
  }

  /// The text of a token.
  ///
  /// - Parameter isFirst: true for the first token; other token numbers follow a space.
  public func text(of token: Int, isFirst: Bool) -> String {
    bytes?.text(of: token) ?? (isFirst ? "\(token)" : " \(token)")
  }
}

extension TextCodec {
  func quoted(_ token: Int) -> String { isText ? "\"\(text(of: token, isFirst: true))\"" : "\(token)" }
}

public import PIMConfiguration
internal import PIMExecution
internal import PIMTokenizers
public import PIMWorkload

/// The conversion between text and a model's tokens: text is bytes if the model's tokens are bytes, else what
/// the tokenizer of the model's checkpoint reads, else a list of token numbers.
public struct TextCodec {
  private enum Encoding {
    case bytes(ByteVocabulary)
    case tokenizer(Tokenizer)
    case numbers
  }

  private let vocabulary: Int
  private let encoding: Encoding

  /// The codec of a model without a checkpoint's tokenizer.
  ///
  /// - Parameter takesBytes: treats tokens as bytes even if the model does not declare them as such.
  /// - Throws: `InputError` if the model has more tokens than there are bytes.
  public init(_ model: ModelDescription, takesBytes: Bool = false) throws(InputError) {
    vocabulary = model.vocabulary
    let bytes = takesBytes || model.encoding == .bytes ? ByteVocabulary(size: model.vocabulary) : nil
    encoding = bytes.map { .bytes($0) } ?? .numbers
    if takesBytes, bytes == nil {
      throw InputError(
        "--bytes", "a vocabulary of \(vocabulary) is not bytes",
        expected: "a model of at most \(TokenEncoding.mostBytes) tokens")
    }
  }

  /// The codec of an experiment's model, with the tokenizer in the checkpoint's folder if there is one and
  /// the model does not declare its tokens as bytes.
  ///
  /// - Parameters:
  ///   - takesBytes: treats tokens as bytes even if the model does not declare them as such.
  ///   - takesNumbers: treats text as token numbers in spite of a tokenizer.
  /// - Throws: `InputError` if the model has more tokens than there are bytes; `ConfigurationError` for a
  ///   tokenizer that is not supported.
  public init(_ experiment: Experiment, takesBytes: Bool = false, takesNumbers: Bool = false) throws {
    let plain = try TextCodec(experiment.model, takesBytes: takesBytes)
    guard case .numbers = plain.encoding, !takesNumbers, let folder = experiment.source.checkpointFolder,
      Tokenizer.isPresent(in: folder)
    else {
      vocabulary = plain.vocabulary
      encoding = takesNumbers ? .numbers : plain.encoding
      return
    }
    vocabulary = plain.vocabulary
    do throws(ConfigurationError) {
      encoding = .tokenizer(try Tokenizer(folder: folder))
    } catch {
      var error = error
      error.expected = (error.expected.map { "\($0), or " } ?? "") + "--ids and token numbers"
      throw error
    }
  }

  /// True if tokens are text; false if they are numbers separated by spaces.
  public var isText: Bool { if case .numbers = encoding { false } else { true } }

  /// The tokens of a text. A tokenizer adds its token for the beginning, if it has one.
  ///
  /// - Parameter name: the option or the file that the text is from, for messages.
  /// - Throws: an error for text that is no list of numbers where one is expected, and for tokens that the
  ///   model does not have.
  public func tokens(of text: String, name: String) throws(InputError) -> [Int] {
    switch encoding {
    case .bytes(let bytes):
      if let tokens = bytes.tokens(of: text) { return tokens }
      throw InputError(
        name, "text outside the vocabulary", expected: "characters with codes below \(vocabulary)")
    case .tokenizer(let tokenizer):
      let tokens = tokenizer.encode(text, addsSpecialTokens: true)
      if let token = tokens.first(where: { $0 >= vocabulary }) {
        let shown = tokenizer.text(of: token).map { ", \"\(InputError.shortened($0))\"," } ?? ""
        throw InputError(
          name, "token \(token)\(shown) of \(tokenizer.file), and the model has \(vocabulary) tokens",
          expected: "the tokenizer of the model, or --ids and token numbers")
      }
      return tokens
    case .numbers: return try numbers(in: text, name: name)
    }
  }

  private func numbers(in text: String, name: String) throws(InputError) -> [Int] {
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

  /// The text of a token by itself. The text of several tokens, which may share a character, is a
  /// `TokenTextStream`'s.
  ///
  /// - Parameter isFirst: true for the first token; other token numbers follow a space.
  public func text(of token: Int, isFirst: Bool) -> String {
    switch encoding {
    case .bytes(let bytes): bytes.text(of: token)
    case .tokenizer: text(of: [token])
    case .numbers: isFirst ? "\(token)" : " \(token)"
    }
  }

  /// The text of tokens from the first on.
  func text(of tokens: some Collection<Int>) -> String {
    if case .tokenizer(let tokenizer) = encoding { return tokenizer.decode(Array(tokens)) }
    return tokens.enumerated().map { text(of: $1, isFirst: $0 == 0) }.joined()
  }

  /// True if the text of a token depends on those in front of it.
  var hasContext: Bool { if case .tokenizer = encoding { true } else { false } }

  /// A stream of the text of tokens that follow a prompt.
  public func stream(behind prompt: [Int]) -> TokenTextStream { TokenTextStream(self, behind: prompt) }

  func quoted(_ token: Int) -> String { isText ? "\"\(text(of: token, isFirst: true))\"" : "\(token)" }
}

public import PIMConfiguration

/// A tokenizer of a model: text to token numbers and back, equal to Hugging Face tokenizers.
///
///     let tokenizer = try Tokenizer(folder: "gpt2")
///     let tokens = tokenizer.encode("In the beginning", addsSpecialTokens: true)
///     let text = tokenizer.decode(tokens)
///
/// Text goes through the added tokens, the normalizer, the pre-tokenizer and the model, in this order;
/// token numbers, through the decoder. docs/tokenizers.md lists what is supported.
public struct Tokenizer: Sendable {
  /// The file that describes the tokenizer: tokenizer.json, or vocab.json.
  public let file: String
  /// The number of tokens that the special tokens of `encode` put in front of a text.
  public var leadingCount: Int { template.leading.count }

  let model: BytePairModel
  let normalizer: TextNormalizer?
  let preTokenizer: PreTokenizer?
  let decoder: TokenDecoder?
  let template: TokenTemplate
  private let added: [Int: AddedToken]
  /// The added tokens that are looked for in text as it is.
  private let plainTokens: AddedTokens
  /// The added tokens that are looked for in normalised text.
  private let normalizedTokens: AddedTokens

  /// Reads the tokenizer of a folder: tokenizer.json, or vocab.json and merges.txt.
  ///
  /// - Throws: an error with file, line and column for a file that cannot be read, a component that is not
  ///   supported, and contradictions.
  public init(folder: String) throws(ConfigurationError) {
    let path = FilePath.joining(folder, Self.fileName)
    if FilePath.exists(path) {
      try self.init(file: path)
    } else {
      try self.init(vocabularyFolder: folder)
    }
  }

  /// True for a folder with tokenizer.json or vocab.json.
  public static func isPresent(in folder: String) -> Bool {
    [fileName, vocabularyName].contains { FilePath.exists(FilePath.joining(folder, $0)) }
  }

  /// Puts a tokenizer together from its components.
  init(
    file: String, model: BytePairModel, added: [AddedToken], normalizer: TextNormalizer? = nil,
    preTokenizer: PreTokenizer? = nil, decoder: TokenDecoder? = nil, template: TokenTemplate = TokenTemplate()
  ) {
    self.file = file
    self.model = model
    self.normalizer = normalizer
    self.preTokenizer = preTokenizer
    self.decoder = decoder
    self.template = template
    self.added = Dictionary(added.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    plainTokens = AddedTokens(
      added.filter { !$0.isNormalized }.map { ($0, Array($0.content.unicodeScalars)) })
    normalizedTokens = AddedTokens(
      added.filter(\.isNormalized).map {
        let content = Array($0.content.unicodeScalars)
        return ($0, normalizer?.normalized(content) ?? content)
      })
  }

  // MARK: Encoding

  /// The tokens of a text; O(n log n) in its length.
  ///
  /// Characters that the vocabulary does not have, and no token for unknown ones stands for, are left out.
  ///
  /// - Parameter addsSpecialTokens: adds the tokens that the tokenizer puts around a text, such as one for
  ///   its beginning.
  public func encode(_ text: String, addsSpecialTokens: Bool) -> [Int] {
    var result = addsSpecialTokens ? template.leading : []
    let scalars = Array(text.unicodeScalars)
    for part in plainTokens.parts(of: scalars[...]) {
      switch part {
      case .token(let token): result.append(token)
      case .text(let text): encode(text, startsText: text.startIndex == 0, into: &result)
      }
    }
    return addsSpecialTokens ? result + template.trailing : result
  }

  private func encode(_ text: ArraySlice<Unicode.Scalar>, startsText: Bool, into result: inout [Int]) {
    let normalized = normalizer.map { $0.normalized(Array(text))[...] } ?? text
    let start = normalized.startIndex
    for part in normalizedTokens.parts(of: normalized) {
      switch part {
      case .token(let token): result.append(token)
      case .text(let text):
        let whole = [Piece(scalars: text, startsText: startsText && text.startIndex == start)]
        for piece in preTokenizer?.pieces(of: whole) ?? whole { model.encode(piece.scalars, into: &result) }
      }
    }
  }

  // MARK: Decoding

  /// The text of tokens. Bytes that are no UTF-8 become U+FFFD; numbers that are no token are left out.
  ///
  /// - Parameter skipsSpecialTokens: leaves out tokens that are no text, such as one for the beginning.
  public func decode(_ tokens: [Int], skipsSpecialTokens: Bool = false) -> String {
    var texts: [[Unicode.Scalar]] = []
    for token in tokens {
      if skipsSpecialTokens, added[token]?.isSpecial == true { continue }
      if let text = self.text(of: token) { texts.append(Array(text.unicodeScalars)) }
    }
    var view = String.UnicodeScalarView()
    if let decoder {
      for text in decoder.decoded(texts) { view.append(contentsOf: text) }
    } else {
      view.append(contentsOf: texts.joined(separator: [" "]))
    }
    return String(view)
  }

  /// The text of a token as the vocabulary writes it; nil for a number that is no token.
  public func text(of token: Int) -> String? { added[token]?.content ?? model.text(of: token) }
}

/// The tokens that a tokenizer puts around a text.
struct TokenTemplate {
  var leading: [Int] = []
  var trailing: [Int] = []
}

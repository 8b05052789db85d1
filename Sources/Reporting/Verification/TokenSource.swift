internal import Execution
internal import Numerics
public import Workload

/// Tokens where no text is given: seeded, of the whole vocabulary.
struct TokenSource {
  private let vocabulary: Int
  private var generator: SeededGenerator

  init(vocabulary: Int, seed: UInt64) {
    self.vocabulary = vocabulary
    generator = SeededGenerator(seed: seed)
  }

  mutating func next() -> Int { generator.nextIndex(below: vocabulary) }
}

/// Text as tokens of a model, and back: bytes for a byte vocabulary, numbers for others.
public struct TextCodec {
  private let vocabulary: Int
  private let bytes: ByteVocabulary?

  public init(_ model: ModelDescription) {
    vocabulary = model.vocabulary
    bytes = ByteVocabulary(size: model.vocabulary)
  }

  /// Whether text is bytes; otherwise it is token numbers with spaces between.
  public var isText: Bool { bytes != nil }

  /// - Parameter name: for messages: the option or the file.
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
          name, "not a token",
          expected:
            "numbers from 0 to \(vocabulary - 1) with spaces between: this model's vocabulary is not bytes; found "
            + InputError.shortened(String(word)))
      }
      tokens.append(token)
    }
    return tokens
  }

  public func text(of token: Int, isFirst: Bool) -> String {
    bytes?.text(of: token) ?? (isFirst ? "\(token)" : " \(token)")
  }
}

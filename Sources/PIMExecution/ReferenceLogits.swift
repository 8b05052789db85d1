internal import PIMWorkload

/// The tokens of a text and the logits that another program computes from them, in a safetensors file.
///
/// `input_ids` is [positions], I32 or I64; `logits` is [positions, vocabulary], F32, F16 or BF16. The
/// logits stay in the mapped file and are read a position at a time.
package struct ReferenceLogits: Sendable {
  /// The path, as the user writes it.
  package let path: String
  /// The input token of each position.
  package let tokens: [Int]
  /// The largest absolute logit of the file, greater than 0.
  package let largestLogit: Float
  private let vocabulary: Int
  private let logits: TensorData

  /// The names of the tensors.
  private static let (tokensName, logitsName) = ("input_ids", "logits")

  /// Opens a file and checks it against a model: every token, the shape of the logits, every logit.
  ///
  /// - Parameters:
  ///   - vocabulary: the number of tokens that the model knows.
  ///   - context: the number of positions that the model can have.
  /// - Throws: `CheckpointError` with the file and the tensor.
  package init(path: String, vocabulary: Int, context: Int) throws {
    let file = try SafeTensors(path: path)
    (self.path, self.vocabulary) = (path, vocabulary)
    tokens = try Self.tokens(of: file, vocabulary: vocabulary, context: context)
    func failure(_ problem: String) -> CheckpointError {
      CheckpointError(file: path, tensor: Self.logitsName, problem)
    }
    let logits = try file.tensor(Self.logitsName)
    guard logits.shape == [tokens.count, vocabulary] else {
      throw failure(
        "has shape \(logits.shape); expected [\(tokens.count), \(vocabulary)]: tokens of \(Self.tokensName) "
          + "by the model's vocabulary")
    }
    self.logits = logits
    var largest: Float = 0
    for position in tokens.indices {
      let first = position * vocabulary
      for (k, logit) in logits.floats(first..<first + vocabulary).enumerated() {
        guard logit.isFinite else {
          throw failure("is \(logit.isNaN ? "nan" : "\(logit)") for token \(k) at position \(position)")
        }
        largest = max(largest, abs(logit))
      }
    }
    guard largest > 0 else { throw failure("is 0 everywhere") }
    largestLogit = largest
  }

  /// The file's tokens, checked.
  private static func tokens(of file: SafeTensors, vocabulary: Int, context: Int) throws -> [Int] {
    func failure(_ problem: String) -> CheckpointError {
      CheckpointError(file: file.path, tensor: tokensName, problem)
    }
    if let shape = file[tokensName]?.shape, shape.count != 1 || shape[0] == 0 {
      throw failure("has shape \(shape); expected one extent, the number of tokens")
    }
    if let count = file[tokensName]?.elements, count > context {
      throw failure("has \(count) tokens; expected at most \(context), the model's context")
    }
    let tokens = try file.wideIntegers(tokensName)
    for (position, token) in tokens.enumerated() where !(0..<Int64(vocabulary)).contains(token) {
      throw failure(
        "is \(token) at position \(position); expected 0 to \(vocabulary - 1), the model's vocabulary")
    }
    return tokens.map { Int($0) }
  }

  /// The logits of a position, one for each token of the vocabulary.
  ///
  /// - Precondition: the file has the position.
  package func logits(at position: Int) -> [Float] {
    logits.floats(position * vocabulary..<(position + 1) * vocabulary)
  }
}

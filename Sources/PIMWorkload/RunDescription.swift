/// What is run: how many tokens are generated, after how long a prompt, and which parts of the model count.
///
/// A step processes one position. Positions `0 ..< max(promptLength, 1) − 1` only fill the KV cache; each one from
/// `max(promptLength, 1) − 1` on generates a token. With no prompt or one of one token, N tokens are N steps.
public struct RunDescription: Sendable, Hashable {
  /// Tokens to generate.
  public let tokens: Int
  public let promptLength: Int
  /// Whether generating steps end in final norm, LM head and argmax. The paper counts blocks only.
  public let lmHead: Bool
  /// Whether every step begins with the look-up of token and position embedding.
  public let embedding: Bool
  /// Positions that the KV cache has room for, where more than the run needs.
  public let maximumContext: Int?
  /// Allows positions beyond the model's context limit: the position embedding is as much longer, its data the
  /// user's business.
  public let extendContext: Bool

  /// - Throws: `WorkloadError` when no token is generated or a length is negative.
  public init(
    tokens: Int, promptLength: Int = 1, lmHead: Bool = false, embedding: Bool = false,
    maximumContext: Int? = nil, extendContext: Bool = false
  ) throws(WorkloadError) {
    guard tokens >= 1 else {
      throw WorkloadError("run", "tokens is \(tokens)", suggestion: "generate at least 1 token")
    }
    guard promptLength >= 0 else {
      throw WorkloadError("run", "promptLength is \(promptLength)", suggestion: "give 0 or more")
    }
    guard maximumContext ?? 1 >= 1 else {
      throw WorkloadError("run", "maximumContext is \(maximumContext!)", suggestion: "give at least 1")
    }
    self.tokens = tokens
    self.promptLength = promptLength
    self.lmHead = lmHead
    self.embedding = embedding
    self.maximumContext = maximumContext
    self.extendContext = extendContext
  }

  /// Steps that fill the KV cache and generate nothing.
  public var prefillSteps: Int { max(promptLength, 1) - 1 }

  /// All positions of the run, in order.
  public var positions: Range<Int> { 0..<prefillSteps + tokens }

  /// Whether the step at that position generates a token.
  public func generates(at position: Int) -> Bool { position >= prefillSteps }

  /// Positions reserved in the KV cache.
  ///
  /// - Throws: `WorkloadError` when that is more than the model has and `extendContext` is not set.
  public func reservedContext(for model: ModelDescription) throws(WorkloadError) -> Int {
    if let maximumContext, maximumContext < positions.count {
      throw WorkloadError(
        "run of \(model.name)",
        "maximumContext is \(maximumContext) and the run has \(positions.count) positions",
        suggestion: "give \(positions.count) or more, or leave it out")
    }
    let needed = maximumContext ?? positions.count
    guard needed <= model.contextLimit || extendContext else {
      throw WorkloadError(
        "run of \(model.name)",
        "\(needed) positions are more than the model's context limit of \(model.contextLimit)",
        suggestion: "shorten the run or set extendContext: true")
    }
    return needed
  }
}

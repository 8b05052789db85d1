/// The extent of a run: number of generated tokens, length of the prompt, and parts of the model that count.
///
/// A run processes its positions in order. Positions `0 ..< max(promptLength, 1) − 1` only fill the KV cache
/// (prefill); each position from `max(promptLength, 1) − 1` on generates a token. Without a prompt, or with a
/// prompt of one token, N tokens take N positions.
public struct RunDescription: Sendable, Hashable {
  /// Number of tokens to generate.
  public let tokens: Int
  /// Number of tokens of the prompt.
  public let promptLength: Int
  /// True if a generating position ends in final norm, LM head and argmax. The paper counts layers only.
  public let lmHead: Bool
  /// True if every position begins with the look-up of token and position embedding.
  public let embedding: Bool
  /// Positions reserved in the KV cache; nil to reserve as many as the run has.
  public let maximumContext: Int?
  /// True if positions beyond the model's context limit are allowed. The position embedding gets a row for
  /// each of them, which the weights may lack.
  public let extendContext: Bool

  /// Creates a run.
  ///
  /// - Throws: `WorkloadError` if no token is generated or there is no prompt.
  public init(
    tokens: Int, promptLength: Int = 1, lmHead: Bool = false, embedding: Bool = false,
    maximumContext: Int? = nil, extendContext: Bool = false
  ) throws(WorkloadError) {
    guard tokens >= 1 else {
      throw WorkloadError("run", "tokens is \(tokens)", expected: "at least 1")
    }
    guard promptLength >= 1 else {
      throw WorkloadError("run", "promptLength is \(promptLength)", expected: "at least 1, the token before the first generated one", key: "promptLength")
    }
    guard maximumContext ?? 1 >= 1 else {
      throw WorkloadError("run", "maximumContext is \(maximumContext!)", expected: "at least 1")
    }
    self.tokens = tokens
    self.promptLength = promptLength
    self.lmHead = lmHead
    self.embedding = embedding
    self.maximumContext = maximumContext
    self.extendContext = extendContext
  }

  /// Number of positions that fill the KV cache and generate nothing.
  public var prefillSteps: Int { promptLength - 1 }

  /// All positions of the run, in order.
  public var positions: Range<Int> { 0..<prefillSteps + tokens }

  /// True if the position generates a token.
  public func generates(at position: Int) -> Bool { position >= prefillSteps }

  /// Positions reserved in the KV cache.
  ///
  /// - Throws: `WorkloadError` for more than the model's context limit without `extendContext` or with
  ///   dynamic rotary scaling, and for a `maximumContext` that is less than the run needs.
  public func reservedContext(for model: ModelDescription) throws(WorkloadError) -> Int {
    if let maximumContext, maximumContext < positions.count {
      throw WorkloadError(
        "run of \(model.name)",
        "maximumContext is \(maximumContext) and the run has \(positions.count) positions",
        expected: "at least \(positions.count), or no maximumContext")
    }
    let needed = maximumContext ?? positions.count
    guard needed <= model.contextLimit || extendContext else {
      throw WorkloadError(
        "run of \(model.name)",
        "\(needed) positions are more than the model's context limit of \(model.contextLimit)",
        expected: "a shorter run, or extendContext: true")
    }
    if needed > model.contextLimit, case .rotary(let rotary) = model.features.positions,
      case .dynamic = rotary.scaling
    {
      throw WorkloadError(
        "run of \(model.name)",
        "\(needed) positions are more than the \(model.contextLimit) up to which dynamic rotary scaling changes nothing",
        expected: "a shorter run")
    }
    return needed
  }
}

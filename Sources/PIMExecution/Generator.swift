public import PIMHardware
public import PIMMapping
internal import PIMNumerics
public import PIMWorkload

/// Chooses the next token from logits.
public struct TokenChooser: Sendable {
  public enum Method: Sendable, Hashable {
    /// The greatest logit, the first of equals.
    case greedy
    /// A random token with probabilities softmax(logits / temperature).
    case temperature(Double, seed: UInt64)
  }

  private let method: Method
  private var generator: SeededGenerator

  /// - Precondition: a temperature is positive.
  public init(_ method: Method) {
    self.method = method
    generator = SeededGenerator(seed: 0)
    if case .temperature(let temperature, let seed) = method {
      precondition(temperature > 0, "a temperature is positive")
      generator = SeededGenerator(seed: seed)
    }
  }

  /// The next token.
  ///
  /// - Precondition: all logits are finite.
  public mutating func choose(_ logits: [Float]) -> Int {
    guard case .temperature(let temperature, _) = method else { return indexOfGreatest(logits) }
    // Relative to the greatest, so that no temperature makes any of them infinite.
    let most = Double(greatest(logits).value)
    let weights = logits.map { exponential((Double($0) - most) / temperature) }
    var rest = Double(generator.next() >> 11) * 0x1p-53 * weights.reduce(0, +)
    for (token, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return token }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }
}

/// Generates tokens on the executed machine.
///
///     var generator = try Generator(model, on: system, policy: policy, weights: weights, prompt: prompt, tokens: 200)
///     try generator.run(.greedy) { step in print(vocabulary.text(of: step.token), terminator: "") }
public struct Generator: ~Copyable {
  /// One generated token.
  public struct Step: Sendable {
    /// The position whose logits it was chosen from.
    public var position: Int
    public var token: Int
    /// Distance of the greatest logit from the second: near 0, other arithmetic may choose otherwise.
    public var margin: Float
  }

  public let prompt: [Int]
  /// What is executed; its run has the prompt's length, and simulating it gives the latency of every token.
  public var compiled: CompiledModel { machine.compiled }
  private var machine: ModelExecutor

  /// Maps the model for a run of this prompt and so many tokens, and loads the weights.
  ///
  /// - Precondition: the prompt has at least one token, all of the vocabulary.
  /// - Throws: `MappingError`, `WorkloadError` for runs beyond the context, `CheckpointError`,
  ///   `ExecutionError`.
  public init(
    _ model: ModelDescription, on system: System, policy: MappingPolicy, weights: some Weights, prompt: [Int],
    tokens: Int, extendContext: Bool = false
  ) throws {
    precondition(
      !prompt.isEmpty && prompt.allSatisfy { (0..<model.vocabulary).contains($0) }, "tokens of the vocabulary"
    )
    let run = try RunDescription(
      tokens: tokens, promptLength: prompt.count, lmHead: true, embedding: true, extendContext: extendContext)
    let compiled = try CompiledModel(model, on: system, policy: policy, run: run)
    let machine = try ModelExecutor(compiled, on: system, weights: weights)
    self.init(prompt, machine)
  }

  private init(_ prompt: [Int], _ machine: consuming ModelExecutor) {
    self.prompt = prompt
    self.machine = machine
  }

  /// Executes the run from the beginning.
  ///
  /// The run ends at logits that are not finite, since nothing can be chosen from them; verifying its inputs
  /// tells where they come from.
  ///
  /// - Parameters:
  ///   - onToken: called as each token is chosen; false ends the run.
  ///   - onPrompt: called before a position whose token is the prompt's.
  /// - Returns: the prompt and all tokens generated: what `Verifier.verify(tokens:)` takes, less the last,
  ///   which is no input but in a run that ended at such logits.
  /// - Throws: `ExecutionError`.
  public mutating func run(
    _ method: TokenChooser.Method, onToken: (Step) -> Bool = { _ in true }, onPrompt: (Int) -> Void = { _ in }
  ) throws(ExecutionError) -> [Int] {
    var chooser = TokenChooser(method)
    var tokens = prompt
    for position in machine.compiled.run.positions {
      if position < prompt.count { onPrompt(position) }
      let logits = BFloat16.widened(try machine.step(.token(tokens[position]), position: position))
      guard logits.allSatisfy(\.isFinite) else { break }
      guard position + 1 == tokens.count else { continue }
      let token = chooser.choose(logits)
      tokens.append(token)
      if !onToken(Step(position: position, token: token, margin: Generator.margin(of: logits))) { break }
    }
    return tokens
  }

  private static func margin(of logits: [Float]) -> Float {
    var (first, second) = (-Float.infinity, -Float.infinity)
    for value in logits {
      if value > first { (first, second) = (value, first) } else if value > second { second = value }
    }
    return first - second
  }
}

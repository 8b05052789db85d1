package import PIMHardware
package import PIMMapping
internal import PIMNumerics
package import PIMWorkload

/// Generates tokens on the executed machine.
///
///     var generator = try Generator(
///       model, on: system, policy: policy, weights: weights, prompt: prompt, tokens: 200)
///     try generator.run(.greedy) { step in print(vocabulary.text(of: step.token), terminator: "") }
package struct Generator: ~Copyable {
  /// One generated token.
  package struct Step: Sendable {
    /// The position whose logits the token was chosen from.
    package var position: Int
    /// The token.
    package var token: Int
    /// The difference of the two greatest logits. Near 0, another arithmetic may choose another token.
    package var margin: Float
  }

  /// The tokens of the prompt.
  package let prompt: [Int]
  /// The executed model. Its run has the prompt's length, and simulating it gives the latency of every token.
  package var compiled: CompiledModel { machine.compiled }
  private var machine: ModelExecutor

  /// Maps the model for a run of this prompt and number of tokens, and loads the weights.
  ///
  /// - Precondition: the prompt has at least one token, and all are in the vocabulary.
  /// - Throws: `MappingError`, `WorkloadError` for a run beyond the context, `CheckpointError`,
  ///   `ExecutionError`.
  package init(
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
  /// The run ends at logits that are not finite, since no token can be chosen from them. Verifying the
  /// returned inputs finds the origin of such logits.
  ///
  /// - Parameters:
  ///   - onToken: called with each chosen token; returns false to end the run.
  ///   - onPrompt: called before each position whose token is the prompt's.
  /// - Returns: the prompt and all generated tokens. `Verifier.verify(tokens:)` takes all of them but the
  ///   last, which is an input only of a run that ended at such logits.
  /// - Throws: `ExecutionError`.
  package mutating func run(
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

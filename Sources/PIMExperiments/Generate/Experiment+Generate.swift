public import PIMFastForward
public import PIMExecution
internal import PIMHardware
internal import PIMMapping
internal import PIMNumerics
internal import PIMReports
internal import PIMSimulation
internal import PIMWorkload

extension Experiment {
  /// Generates text on the executed machine, verifies what was executed, and times it.
  ///
  /// - Parameters:
  ///   - prompt: tokens to go on from, one at least.
  ///   - count: tokens to generate.
  ///   - codec: how tokens are shown.
  ///   - progress: is told of tokens that are read, verified and simulated; not while tokens are chosen.
  ///   - onToken: called as each token is chosen.
  /// - Throws: what cannot be read or mapped, and `NonFiniteValue` where the model's values leave what the
  ///   arithmetic holds. A program that fails its verification is not thrown but reported, without a time.
  public func generate(
    prompt: [Int], tokens count: Int, method: TokenChooser.Method = .greedy, codec: TextCodec,
    engine: Engine = .fast, progress: ProgressMonitor? = nil, onToken: (Int) -> Void = { _ in }
  ) throws -> Generation {
    if run.extendContext { try checkEmbeddings(positions: prompt.count + count - 1) }
    let plain = try source.weights()
    let weights = progress?.counting(plain) ?? plain
    var generator = try Generator(
      model, on: system, policy: policy, weights: weights, prompt: prompt,
      tokens: count, extendContext: run.extendContext)
    let tokens = try generator.run(
      method,
      onToken: { step in
        onToken(step.token)
        return true
      }, onPrompt: { progress?.update($0 + 1, of: prompt.count, .tokens) })
    let compiled = generator.compiled
    // The last token is no input, unless nothing could be chosen behind it.
    let isWhole = tokens.count == prompt.count + count
    let inputs = isWhole ? Array(tokens.dropLast()) : tokens
    var verifier = try Verifier(compiled, on: system, weights: weights)
    let verification = verifier.verify(
      tokens: inputs,
      progress: progress.map { progress in { progress.update($0, of: inputs.count, .positions) } })
    let difference =
      method == .greedy && verification.passed
      ? try Self.firstDifference(model, weights, tokens: tokens, prompt: prompt.count) : nil
    var simulation: SimulationResult?
    if verification.passed {
      var program = ModelProgram(compiled, tokens: inputs)
      simulation = try Simulator(system, engine: engine, schedule: policy.schedule).run(&program)
    }
    return Generation(
      experiment: self, tokens: tokens, promptCount: prompt.count, verification: verification,
      simulation: simulation, firstDifference: difference, codec: codec, notes: weights.notes)
  }

  private static func firstDifference(
    _ model: ModelDescription, _ weights: any Weights, tokens: [Int], prompt: Int
  ) throws -> Generation.Difference? {
    var reference = try FloatReference(model: model, weights: weights)
    for position in 0..<tokens.count - 1 {
      let logits = reference.step(.token(tokens[position]), position: position)
      guard position + 1 >= prompt else { continue }
      let choice = indexOfGreatest(logits)
      let chosen = tokens[position + 1]
      if choice != chosen {
        return Generation.Difference(
          index: position + 1 - prompt, chosen: chosen, floatChoice: choice,
          floatMargin: logits[choice] - logits[chosen])
      }
    }
    return nil
  }
}

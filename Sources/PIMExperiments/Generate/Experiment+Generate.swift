public import PIMExecution
public import PIMFastForward
internal import PIMMapping
internal import PIMResults
internal import PIMSimulation
internal import PIMWorkload

extension Experiment {
  /// Generates text by executing the program on values, verifies the execution, and simulates its time.
  ///
  /// - Parameters:
  ///   - prompt: the tokens to continue, at least one.
  ///   - count: the number of tokens to generate.
  ///   - codec: the conversion of tokens to text for the report.
  ///   - progress: receives the number of tokens that are read, verified and simulated, but not of those
  ///     chosen.
  ///   - onToken: receives each token when it is chosen.
  /// - Throws: errors of reading and mapping; `NonFiniteValue` if a value of the model exceeds the range of
  ///   the arithmetic. A failed verification is not thrown: the result reports it and has no time.
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
    // The last generated token is not an input. If generation ended early, every token was an input.
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
      simulation: simulation, firstDifference: difference, codec: codec,
      notes: weights.notes
        + (source.checkpointFolder == nil
          ? ["\(model.name) comes without weights: they are random, and so is what is generated"] : []))
  }

  private static func firstDifference(
    _ model: ModelDescription, _ weights: any Weights, tokens: [Int], prompt: Int
  ) throws -> Generation.Difference? {
    var reference = try FloatReference(model: model, context: tokens.count, weights: weights)
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

public import PIMExecution
public import PIMFastForward
internal import PIMHardware
internal import PIMMapping
internal import PIMNumerics
public import PIMSimulation
internal import PIMWorkload

/// Text generated on the executed machine, verified, with the time that the machine takes for it.
public struct Generation {
  public let experiment: Experiment
  public let tokens: [Int]
  public let promptCount: Int
  public let verification: VerificationResult
  /// Time of each position; nil if the verification failed.
  public let simulation: SimulationResult?
  /// The first position at which binary32 would have chosen another token.
  public let firstDifference: Difference?
  private let codec: TextCodec
  private let notes: [String]

  /// Where binary32 chooses otherwise.
  public struct Difference: Sendable, Hashable {
    /// Counts the generated tokens from 0.
    public var index: Int
    public var chosen: Int
    public var floatChoice: Int
    /// Distance of binary32's greatest logit from that of the token chosen.
    public var floatMargin: Float
  }

  /// - Parameters:
  ///   - codec: how tokens are shown.
  ///   - progress: is told of tokens that are read, verified and simulated; not while tokens are chosen.
  ///   - onToken: called as each token is chosen.
  public init(
    _ experiment: Experiment, prompt: [Int], tokens count: Int, method: TokenChooser.Method,
    codec: TextCodec, engine: Engine = .fast, progress: Progress? = nil,
    onToken: (Int) -> Void
  ) throws {
    if experiment.run.extendContext { try experiment.checkEmbeddings(positions: prompt.count + count - 1) }
    let plain = try experiment.source.weights()
    let weights = progress?.counting(plain) ?? plain
    var generator = try Generator(
      experiment.model, on: experiment.system, policy: experiment.policy, weights: weights, prompt: prompt,
      tokens: count, extendContext: experiment.run.extendContext)
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
    var verifier = try Verifier(compiled, on: experiment.system, weights: weights)
    let verification = verifier.verify(
      tokens: inputs,
      progress: progress.map { progress in { progress.update($0, of: inputs.count, .positions) } })
    self.experiment = experiment
    self.codec = codec
    notes = weights.notes
    self.tokens = tokens
    promptCount = prompt.count
    self.verification = verification
    firstDifference =
      method == .greedy && verification.passed
      ? try Generation.firstDifference(experiment.model, weights, tokens: tokens, prompt: prompt.count) : nil
    if verification.passed {
      var program = ModelProgram(compiled, tokens: inputs)
      simulation = try Simulator(experiment.system, engine: engine, schedule: experiment.policy.schedule).run(
        &program)
    } else {
      simulation = nil
    }
  }

  private static func firstDifference(
    _ model: ModelDescription, _ weights: any Weights, tokens: [Int], prompt: Int
  ) throws -> Difference? {
    var reference = try FloatReference(model: model, weights: weights)
    for position in 0..<tokens.count - 1 {
      let logits = reference.step(.token(tokens[position]), position: position)
      guard position + 1 >= prompt else { continue }
      let choice = indexOfGreatest(logits)
      let chosen = tokens[position + 1]
      if choice != chosen {
        return Difference(
          index: position + 1 - prompt, chosen: chosen, floatChoice: choice,
          floatMargin: logits[choice] - logits[chosen])
      }
    }
    return nil
  }

  public var passed: Bool { verification.passed }

  /// What is said after the text.
  public func text() -> String {
    let notes = notes.map { "\($0)\n" }.joined()
    guard let simulation else {
      var text = notes + "NOT verified: \(verification.failure.map { "\($0)" } ?? "no reason")\n"
      if case .notFinite = verification.failure { text += VerificationReport.overflow }
      return TextWidth.printable(text)
    }
    let generated = tokens.count - promptCount
    let prefill = simulation.tokens.prefix(promptCount - 1).reduce(0) { $0 + $1.time }
    var text =
      notes
      + "verified: \(NumberText.count(verification.elementsCompared)) elements equal to the hardware reference, "
    text += "every bit\n"
    if let difference = firstDifference {
      text +=
        "binary32 would choose \(codec.quoted(difference.floatChoice)) in place of \(codec.quoted(difference.chosen)) as "
      text +=
        "token \(difference.index + 1): a near-tie, its logits differ by \(NumberText.significant(Double(difference.floatMargin)))\n"
    } else {
      text += "binary32 chooses the same tokens\n"
    }
    var table = TextTable([.left, .right, .left])
    let total = simulation.time - prefill
    table.row(
      "latency", NumberText.duration(simulation.time), "\(experiment.model.name) on \(experiment.system.name)"
    )
    if prefill > 0 { table.row("of it prompt", NumberText.duration(prefill), "\(promptCount - 1) positions") }
    table.row(
      "per token", NumberText.duration(picoseconds: Double(total) / Double(max(1, generated))),
      "\(NumberText.count(generated)) generated")
    return TextWidth.printable(text + "\n" + table.text)
  }
}

extension TextCodec {
  func quoted(_ token: Int) -> String { isText ? "\"\(text(of: token, isFirst: true))\"" : "\(token)" }
}

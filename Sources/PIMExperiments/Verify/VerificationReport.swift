internal import PIMConfiguration
public import PIMExecution
internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// What a verification of an experiment found, and, if every bit agrees, how long the verified program takes.
public struct VerificationReport {
  public let experiment: Experiment
  public let result: VerificationResult
  /// Where the weights and the tokens come from, in words.
  public let inputs: String
  /// What the user should know of the weights, a line each.
  public let notes: [String]

  public var passed: Bool { result.passed }

  /// Executes the first tokens of an experiment on its weights and compares with both references.
  ///
  /// - Parameters:
  ///   - tokens: inputs by position; nil for tokens from the seed.
  ///   - count: how many positions, all of the run for nil.
  ///   - seed: of weights and tokens where nothing gives them.
  ///   - trace: a trace to verify in place of the experiment's own program.
  ///   - progress: is told of positions.
  /// - Throws: what cannot be loaded or mapped; a wrong result is not thrown but reported.
  public init(
    _ experiment: Experiment, tokens: [Int]? = nil, count: Int? = nil, seed: UInt64 = 1, trace: String? = nil,
    progress: ProgressMonitor? = nil
  ) throws {
    let compiled = try experiment.compile()
    if experiment.run.embedding {
      try experiment.checkEmbeddings(positions: compiled.run.positions.upperBound)
    }
    let plain = try experiment.source.weights(seed: seed)
    let weights = progress?.counting(plain) ?? plain
    let positions = compiled.run.positions.upperBound
    let wanted = count ?? min(positions, tokens?.count ?? positions)
    guard (1...positions).contains(wanted) else {
      throw InputError("--tokens \(wanted)", "outside the run", expected: "1 to \(positions)")
    }
    guard wanted <= tokens?.count ?? .max else {
      throw InputError("--tokens \(wanted)", "more than the \(tokens!.count) tokens given")
    }
    let vocabulary = experiment.model.vocabulary
    var random = TokenSource(vocabulary: vocabulary, seed: seed)
    let inputs =
      tokens.map { Array($0.prefix(wanted)) }
      ?? (0..<wanted).map { position in
        // A compiled trace looks up the embeddings of its own tokens.
        trace == nil
          ? random.next() : ModelProgram.placeholderToken(position: position, vocabulary: vocabulary)
      }
    var verifier = try Verifier(compiled, on: experiment.system, weights: weights)
    let report = progress.map { progress in { progress.update($0, of: wanted, .positions) } }
    if let trace {
      var reader = try TraceReader(path: trace)
      try reader.check(against: MachineShape(experiment.system), name: experiment.system.name)
      result = try verifier.verify(&reader, tokens: inputs, seed: seed, progress: report)
    } else {
      result = verifier.verify(tokens: inputs, seed: seed, progress: report)
    }
    self.experiment = experiment
    notes = weights.notes
    self.inputs =
      "\(experiment.source.checkpointFolder.map { "weights of \($0)" } ?? "random weights, seed \(seed)"); "
      + (tokens != nil
        ? "tokens as given" : trace == nil ? "random tokens, seed \(seed)" : "the tokens of `compile`")
  }

  /// The report for a terminal. A failed verification says what differs and nothing about time.
  public func text() -> String {
    var text = "\(experiment.model.name) on \(experiment.system.name), mapping \(experiment.policy.name): "
    if let failure = result.failure {
      text += "NOT verified\n"
      text += notes.map { "\($0)\n" }.joined() + "\n\(failure)\n"
      if case .notFinite = failure { text += VerificationReport.overflow }
      text += "\nUp to there: \(summary)\n"
      return TextWidth.printable(text)
    }
    text += "verified\n\(inputs)\n" + notes.map { "\($0)\n" }.joined() + "\n"
    var table = TextTable([.left, .right, .left])
    table.row("positions", NumberText.count(result.positions), "executed instruction by instruction")
    table.row(
      "instructions", NumberText.count(result.instructions), "in \(NumberText.count(result.blocks)) blocks")
    table.row(
      "elements", NumberText.count(result.elementsCompared), "equal to the hardware reference, every bit")
    text += table.text
    text += "\nAgainst binary32\n\n" + VerificationReport.floatTable(result).text
    return TextWidth.printable(text)
  }

  /// What a value that is not finite means, where every weight is.
  static let overflow =
    "All weights are finite: the model's own values leave what the arithmetic holds. Nothing is said of the program.\n"

  private var summary: String {
    "\(NumberText.count(result.positions)) whole positions, \(NumberText.count(result.instructions)) instructions, "
      + "\(NumberText.count(result.elementsCompared)) elements equal"
  }

  static func floatTable(_ result: VerificationResult) -> TextTable {
    var table = TextTable([.left, .right, .left])
    table.row("residual stream", NumberText.significant(result.maximumHiddenDifference), "largest difference")
    table.row("", NumberText.significant(result.meanHiddenDifference), "mean difference")
    if let logits = result.logits {
      table.row("logits", NumberText.significant(logits.maximumDifference), "largest difference")
      table.row("", NumberText.significant(logits.meanDifference), "mean difference")
      table.row("KL divergence", NumberText.significant(logits.meanDivergence), "nats, mean")
      table.row("", NumberText.significant(logits.maximumDivergence), "nats, largest")
      table.row(
        "top-1 agreement", NumberText.percent(logits.topOneAgreement), "of \(logits.positions) positions")
    }
    return table
  }
}

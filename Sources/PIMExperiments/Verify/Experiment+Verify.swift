internal import PIMConfiguration
public import PIMExecution
internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

extension Experiment {
  /// Executes the first positions of the run on the model's weights and compares the values with both
  /// references.
  ///
  /// - Parameters:
  ///   - tokens: the input token of each position; nil for tokens from the seed.
  ///   - count: the number of positions; nil for the whole run.
  ///   - seed: the seed of weights and tokens that no file or text gives.
  ///   - trace: a trace to verify instead of the experiment's own program.
  ///   - progress: receives the number of verified positions.
  /// - Throws: errors of loading and mapping. A failed verification is not thrown: the report states it.
  public func verify(
    tokens: [Int]? = nil, count: Int? = nil, seed: UInt64 = 1, trace: String? = nil,
    progress: ProgressMonitor? = nil
  ) throws -> VerificationReport {
    try verify(
      tokens: tokens, count: count, seed: seed, trace: trace, comparesWithFloat: true,
      counting: { progress?.counting($0) ?? $0 },
      progress: progress.map { progress in { progress.update($0, of: $1, .positions) } })
  }

  /// Executes the text of a reference file and compares the logits with the file's, beside what `verify`
  /// compares.
  ///
  /// - Parameters:
  ///   - path: a safetensors file with `input_ids` [n], I32 or I64, and `logits` [n, vocabulary], F32,
  ///     F16 or BF16.
  ///   - tolerance: the greatest difference of Reference B from the file, relative to the file's largest
  ///     absolute logit; not negative.
  ///   - progress: receives the number of verified positions.
  /// - Throws: `InputError` for a run that does not compute the logits of every position on weights,
  ///   `CheckpointError` for a file that does not belong to the model, and errors of loading and mapping. A
  ///   failed verification, or a difference over the tolerance, is not thrown: the report states it.
  public func verify(
    reference path: String, tolerance: Double = ReferenceComparison.defaultTolerance,
    progress: ProgressMonitor? = nil
  ) throws -> VerificationReport {
    let reference = try reference(path)
    return try verify(
      tokens: reference.tokens, count: nil, seed: 1, trace: nil, comparesWithFloat: true,
      reference: (reference, tolerance), counting: { progress?.counting($0) ?? $0 },
      progress: progress.map { progress in { progress.update($0, of: $1, .positions) } })
  }

  /// Opens a reference file for this experiment.
  private func reference(_ path: String) throws -> ReferenceLogits {
    func failure(_ problem: String, _ expected: String) -> InputError {
      InputError("--reference \(path)", problem, expected: expected)
    }
    guard source.checkpointFolder != nil else {
      throw failure("\(model.name) has random weights", "a model with a checkpoint")
    }
    guard run.embedding else { throw failure("the run has no embedding", "embedding: true") }
    guard run.lmHead else { throw failure("the run has no LM head", "lmHead: true") }
    guard run.prefillSteps == 0 else {
      throw failure(
        "the run computes no logits at the first \(run.prefillSteps) positions of its prompt",
        "promptLength: 1")
    }
    let reference = try ReferenceLogits(
      path: path, vocabulary: model.vocabulary, context: model.contextLimit)
    guard reference.tokens.count <= run.positions.count else {
      throw CheckpointError(
        file: path, tensor: "input_ids",
        "has \(reference.tokens.count) tokens and the run has \(run.positions.count) positions; "
          + "expected a run as long, by --set tokens=\(reference.tokens.count)")
    }
    return reference
  }

  /// Executes positions without a monitor of loading, and compares with Reference B only if asked.
  ///
  /// - Parameter progress: receives the number of verified positions.
  func verify(
    count: Int, comparesWithFloat: Bool, progress: @escaping (Int) -> Void
  ) throws -> VerificationReport {
    try verify(
      tokens: nil, count: count, seed: 1, trace: nil, comparesWithFloat: comparesWithFloat, counting: { $0 },
      progress: { done, _ in progress(done) })
  }

  private func verify(
    tokens: [Int]?, count: Int?, seed: UInt64, trace: String?, comparesWithFloat: Bool,
    reference: (logits: ReferenceLogits, tolerance: Double)? = nil,
    counting: (any Weights) -> any Weights, progress: ((_ done: Int, _ all: Int) -> Void)?
  ) throws -> VerificationReport {
    let compiled = try compile()
    if self.run.embedding {
      try checkEmbeddings(positions: compiled.run.positions.upperBound)
    }
    let weights = counting(try source.weights(seed: seed))
    let positions = compiled.run.positions.upperBound
    let wanted = count ?? min(positions, tokens?.count ?? positions)
    guard (1...positions).contains(wanted) else {
      throw InputError("--tokens \(wanted)", "outside the run", expected: "1 to \(positions)")
    }
    guard wanted <= tokens?.count ?? .max else {
      throw InputError("--tokens \(wanted)", "more than the \(tokens!.count) tokens given")
    }
    let vocabulary = model.vocabulary
    var random = TokenSource(vocabulary: vocabulary, seed: seed)
    let inputs =
      tokens.map { Array($0.prefix(wanted)) }
      ?? (0..<wanted).map { position in
        // A compiled trace looks up the embeddings of its own tokens.
        trace == nil
          ? random.next() : ModelProgram.placeholderToken(position: position, vocabulary: vocabulary)
      }
    var verifier = try Verifier(
      compiled, on: system, weights: weights, comparesWithFloat: comparesWithFloat)
    var comparison = reference.map {
      ReferenceComparison(
        file: $0.logits.path, largestLogit: $0.logits.largestLogit, tolerance: $0.tolerance)
    }
    if let logits = reference?.logits {
      verifier.onLogits = { position, machine, float in
        comparison?.add(
          position: position, logits: logits.logits(at: position), machine: machine, float: float)
      }
    }
    let report = progress.map { progress in { progress($0, wanted) } }
    let result: VerificationResult
    if let trace {
      var reader = try TraceReader(path: trace)
      try reader.check(against: MachineShape(system), name: system.name)
      result = try verifier.verify(&reader, tokens: inputs, seed: seed, progress: report)
    } else {
      result = verifier.verify(tokens: inputs, seed: seed, progress: report)
    }
    return VerificationReport(
      experiment: self, result: result,
      inputs: "\(source.checkpointFolder.map { "weights of \($0)" } ?? "random weights, seed \(seed)"); "
        + (tokens != nil
          ? reference.map { "tokens of \($0.logits.path)" } ?? "tokens as given"
          : trace == nil ? "random tokens, seed \(seed)" : "the tokens of `compile`"),
      notes: weights.notes, comparison: comparison)
  }

  /// Verifies positions before a simulation.
  ///
  /// - Throws: `UnverifiedProgram`; `InputError` for more positions than the run has.
  func verifiedStatus(positions count: Int, _ progress: ProgressMonitor?) throws -> VerificationStatus {
    let all = try positions(nil).upperBound
    guard (1...all).contains(count) else {
      throw InputError("--verify \(count)", "outside the run", expected: "1 to \(all)")
    }
    let report = try verify(count: count, progress: progress)
    guard let status = VerificationStatus(report) else { throw UnverifiedProgram(report: report) }
    return status
  }
}

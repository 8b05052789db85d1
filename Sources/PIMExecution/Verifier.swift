package import PIMHardware
internal import PIMInstructions
package import PIMMapping
package import PIMNumerics
package import PIMWorkload

/// Executes a program and compares the results of every operator with Reference A, bit for bit, and the
/// results of each position with Reference B.
///
///     var verifier = try Verifier(compiled, on: system, weights: weights)
///     let result = try verifier.verify(tokens: tokens)
///     print(result.failure ?? "every bit agrees")
package struct Verifier: ~Copyable {
  /// The compiled model.
  package let compiled: CompiledModel
  /// The machine with its values.
  package var executor: Executor
  private var oracle: ResultOracle
  private var float: FloatReference?
  private var result = VerificationResult()
  private var hiddenElements = 0
  private var logits: [BFloat16] = []
  /// The receiver of the logits of each position that has them, from the machine and from Reference B.
  package var onLogits: ((_ position: Int, _ machine: [Float], _ float: [Float]) -> Void)?

  /// Loads the weights into the machine and the references.
  ///
  /// - Parameter comparesWithFloat: true to compare with Reference B, which holds the weights in binary32.
  package init(
    _ compiled: CompiledModel, on system: System, weights: some Weights, comparesWithFloat: Bool = true
  ) throws {
    let (hasEmbedding, hasHead) = (compiled.run.embedding, compiled.run.lmHead)
    let reference = try HardwareReference(
      compiled.graph, model: compiled.model, weights: weights,
      arithmetic: HardwareArithmetic(system, policy: compiled.policy), includesEmbedding: hasEmbedding,
      includesHead: hasHead)
    let float =
      comparesWithFloat
      ? try FloatReference(
        model: compiled.model, context: compiled.context, weights: weights, includesEmbedding: hasEmbedding,
        includesHead: hasHead) : nil
    var executor = try Executor(MachineModel(system))
    try executor.load(compiled, weights: weights)
    self.init(
      compiled, executor: executor, oracle: ResultOracle(compiled, reference: reference), float: float)
  }

  private init(
    _ compiled: CompiledModel, executor: consuming Executor, oracle: consuming ResultOracle,
    float: FloatReference?
  ) {
    self.compiled = compiled
    self.executor = executor
    self.oracle = oracle
    self.float = float
  }

  /// A seeded residual stream for a position if the embedding is switched off. Its elements have about the
  /// size of an embedding's.
  package static func input(position: Int, width: Int, seed: UInt64 = 1) -> [BFloat16] {
    var generator = SeededGenerator(
      seed: seed ^ UInt64(truncatingIfNeeded: position) &* 0x9E37_79B9_7F4A_7C15)
    return (0..<width).map { _ in BFloat16(generator.nextUniform(from: -1, to: 1)) }
  }

  /// Verifies the compiled model's own program at the positions of tokens, from 0 on.
  ///
  /// - Parameters:
  ///   - tokens: one for each position. For a model without the embedding only their number counts.
  ///   - seed: the seed of the inputs of a model without the embedding.
  ///   - progress: called after each position with the number of positions done.
  package mutating func verify(
    tokens: [Int], seed: UInt64 = 1, progress: ((Int) -> Void)? = nil
  ) -> VerificationResult {
    var program = ModelProgram(compiled, positions: 0..<tokens.count, tokens: tokens)
    result = VerificationResult()
    self.progress = progress
    do {
      while let block = program.next() {
        try take(block, expected: block, traceLine: nil, tokens: tokens, seed: seed)
      }
      try finishPosition(tokens: tokens, seed: seed)
    } catch {
      result.failure = error
    }
    return result
  }

  /// Verifies a program from another source, such as a trace, against the model.
  ///
  /// - Throws: the errors of the source.
  package mutating func verify(
    _ source: inout some LocatedBlockSource, tokens: [Int], seed: UInt64 = 1,
    progress: ((Int) -> Void)? = nil
  ) throws -> VerificationResult {
    var program = ModelProgram(compiled, positions: 0..<tokens.count, tokens: tokens)
    result = VerificationResult()
    self.progress = progress
    do throws(VerificationFailureOrOther) {
      var cursor = BlockCursor()
      while let expected = program.next() {
        let found: Block?
        do { found = try cursor.next(from: &source) } catch { throw VerificationFailureOrOther.other(error) }
        let line = source.traceLine
        guard let block = found, block.label == expected.label else {
          throw .failure(
            .structure(
              found: found.map { "\($0.label)" } ?? "the end of the program", expected: "\(expected.label)",
              traceLine: line))
        }
        do { try take(block, expected: expected, traceLine: line, tokens: tokens, seed: seed) } catch {
          throw VerificationFailureOrOther.failure(error)
        }
      }
      do { try finishPosition(tokens: tokens, seed: seed) } catch {
        throw VerificationFailureOrOther.failure(error)
      }
    } catch {
      switch error {
      case .failure(let failure): result.failure = failure
      case .other(let error): throw error
      }
    }
    return result
  }

  private enum VerificationFailureOrOther: Error {
    case failure(VerificationFailure)
    case other(any Error)
  }

  private var position = -1
  private var progress: ((Int) -> Void)?

  mutating func countCompared(_ results: ExpectedResults) {
    result.elementsCompared += results.stretches.reduce(results.cells.count) { $0 + $1.values.count }
  }

  private mutating func take(
    _ block: Block, expected: Block, traceLine: InstructionSite.TraceLine?, tokens: [Int], seed: UInt64
  ) throws(VerificationFailure) {
    if expected.label.position != position || result.blocks == 0 {
      if result.blocks > 0 { try finishPosition(tokens: tokens, seed: seed) }
      position = expected.label.position
      begin(position, tokens: tokens, seed: seed)
    }
    let writesBefore = executor.cellWrites
    do {
      try executor.execute(block, traceLine: traceLine)
    } catch {
      throw .execution(error, content: error.location.map(compiled.memory.describe))
    }
    let results = oracle.results(of: expected)
    // NaNs of one computation may differ in their bits, so there is no verdict on the program.
    if let value = oracle.reference.nonFinite { throw .notFinite(value) }
    try compare(results, block, expected, traceLine)
    let writes = executor.cellWrites - writesBefore
    guard writes == results.cellWrites else {
      throw .cellWrites(block.label, found: writes, expected: results.cellWrites, traceLine: traceLine)
    }
    if block.label.kind == .sampling { logits += executor.logits(of: expected) }
    result.blocks += 1
    result.instructions += block.template.instructions.count
  }

  private mutating func begin(_ position: Int, tokens: [Int], seed: UInt64) {
    logits = []
    guard !compiled.run.embedding else { return oracle.begin(.token(tokens[position]), position: position) }
    let input = Verifier.input(position: position, width: compiled.model.width, seed: seed)
    executor.write(input, at: Int(compiled.hidden.start))
    oracle.begin(.hidden(input), position: position)
  }

  /// Takes the results of a position and compares them with Reference B.
  private mutating func finishPosition(tokens: [Int], seed: UInt64) throws(VerificationFailure) {
    result.positions += 1
    progress?(result.positions)
    if !logits.isEmpty { result.choices.append(indexOfGreatest(BFloat16.widened(logits))) }
    guard float != nil else { return }
    let input: FloatReference.Input =
      compiled.run.embedding
      ? .token(tokens[position])
      : .hidden(
        BFloat16.widened(Verifier.input(position: position, width: compiled.model.width, seed: seed)))
    let expected = float!.step(input, position: position, wantsLogits: !logits.isEmpty)
    if let value = float!.nonFinite { throw .notFinite(value) }
    let hidden = BFloat16.widened(executor.values(in: compiled.hidden))
    for (a, b) in zip(hidden, float!.hidden.last!) {
      let difference = abs(Double(a) - Double(b))
      result.maximumHiddenDifference = max(result.maximumHiddenDifference, difference)
      hiddenElements += 1
      result.meanHiddenDifference += (difference - result.meanHiddenDifference) / Double(hiddenElements)
    }
    guard !logits.isEmpty else { return }
    var divergence = result.logits ?? Divergence()
    let own = BFloat16.widened(logits)
    divergence.add(own, reference: expected)
    result.logits = divergence
    onLogits?(position, own, expected)
  }
}

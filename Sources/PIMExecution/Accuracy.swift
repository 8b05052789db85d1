internal import Glibc
internal import PIMNumerics
package import PIMWorkload
internal import Synchronization

func exponential(_ x: Double) -> Double { exp(x) }

/// The quality of a model's predictions of a text, in the hardware's arithmetic and in binary32.
///
/// The text is divided into windows as long as the context. Each window is read from its beginning with an
/// empty cache, and every token but its first is predicted from the tokens before. Reference A stands for the
/// machine, whose results are equal to it bit for bit.
package struct Accuracy: Sendable {
  /// Number of tokens predicted.
  package var predictions = 0
  /// Mean cross entropy in the hardware's arithmetic: the negative logarithm of the actual token's
  /// probability, in nats.
  package var hardwareLoss = 0.0
  /// Mean cross entropy in binary32, in nats.
  package var floatLoss = 0.0
  /// The difference of the hardware's logits from those in binary32.
  package var divergence = Divergence()

  /// Creates the accuracy of no prediction.
  package init() {}

  /// Perplexity in the hardware's arithmetic: e to the mean cross entropy.
  package var hardwarePerplexity: Double { exp(hardwareLoss) }
  /// Perplexity in binary32: e to the mean cross entropy.
  package var floatPerplexity: Double { exp(floatLoss) }

  /// Measures one arithmetic.
  ///
  /// - Parameters:
  ///   - window: tokens read with one cache; the model's context for nil.
  ///   - progress: called on any thread with the number of predictions made and the number of all, those in
  ///     binary32 included.
  /// - Throws: `NonFiniteValue` for the first result that is not finite, and the errors of the references.
  package static func measure(
    _ model: ModelDescription, weights: some Weights, tokens: [Int], arithmetic: HardwareArithmetic,
    window: Int? = nil, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws -> Accuracy {
    try measure(
      model, weights: weights, tokens: tokens, arithmetics: [arithmetic], window: window, progress: progress)[
        0]
  }

  /// Measures one or more arithmetics. The predictions in binary32 are computed once.
  package static func measure(
    _ model: ModelDescription, weights: some Weights, tokens: [Int], arithmetics: [HardwareArithmetic],
    window: Int? = nil, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws -> [Accuracy] {
    let window = min(window ?? model.contextLimit, model.contextLimit)
    precondition(window > 1, "a window has a token to predict")
    var predictions = 0
    forEachPrediction(tokens, window) { _, _, _ in predictions += 1 }
    let total = predictions * (arithmetics.count + 1)
    let made = Atomic(0)
    let onPrediction = { @Sendable () -> Void in
      let done = made.wrappingAdd(1, ordering: .relaxed).newValue
      progress?(done, total)
    }
    let expected: [[Float]]
    do { expected = try floatLogits(model, weights, tokens, window, onPrediction) } catch let value
      as NonFiniteValue
    {
      // The error of the machine's arithmetic names the place of the first value that is not finite.
      var hardware = try HardwareReference(
        model: model, context: window, weights: weights, arithmetic: arithmetics[0])
      try forEachPrediction(tokens, window) { index, position, isFirst in
        if isFirst { hardware.reset() }
        _ = hardware.step(.token(tokens[index]), position: position)
        if let value = hardware.nonFinite { throw value }
      }
      throw value
    }
    let results = Mutex<[Result<Accuracy, any Error>?]>(Array(repeating: nil, count: arithmetics.count))
    Parallel.forEach(arithmetics.count) { index in
      let result = Result<Accuracy, any Error> {
        try measure(
          model, weights, tokens, arithmetics[index], window, expected: expected, onPrediction)
      }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { $0 }.map { try $0!.get() }
  }

  private static func measure(
    _ model: ModelDescription, _ weights: some Weights, _ tokens: [Int], _ arithmetic: HardwareArithmetic,
    _ window: Int, expected: [[Float]], _ onPrediction: () -> Void
  ) throws -> Accuracy {
    var accuracy = Accuracy()
    var reference = try HardwareReference(
      model: model, context: window, weights: weights, arithmetic: arithmetic)
    try forEachPrediction(tokens, window) { index, position, isFirst in
      if isFirst { reference.reset() }
      let logits = BFloat16.widened(reference.step(.token(tokens[index]), position: position))
      if let value = reference.nonFinite { throw value }
      accuracy.add(logits, expected[accuracy.predictions], next: tokens[index + 1])
      onPrediction()
    }
    return accuracy
  }

  private mutating func add(_ hardware: [Float], _ float: [Float], next: Int) {
    predictions += 1
    hardwareLoss -= (logProbabilities(hardware)[next] + hardwareLoss) / Double(predictions)
    floatLoss -= (logProbabilities(float)[next] + floatLoss) / Double(predictions)
    divergence.add(hardware, reference: float)
  }

  private static func floatLogits(
    _ model: ModelDescription, _ weights: some Weights, _ tokens: [Int], _ window: Int,
    _ onPrediction: () -> Void
  ) throws -> [[Float]] {
    var reference = try FloatReference(model: model, context: window, weights: weights)
    var result: [[Float]] = []
    try forEachPrediction(tokens, window) { index, position, isFirst in
      if isFirst { reference.reset() }
      result.append(reference.step(.token(tokens[index]), position: position))
      if let value = reference.nonFinite { throw value }
      onPrediction()
    }
    return result
  }

  /// Calls a body with every token that has a successor in its window.
  private static func forEachPrediction(
    _ tokens: [Int], _ window: Int, _ body: (_ index: Int, _ position: Int, _ isFirst: Bool) throws -> Void
  ) rethrows {
    for index in 0..<max(0, tokens.count - 1) where index % window != window - 1 {
      try body(index, index % window, index % window == 0)
    }
  }
}

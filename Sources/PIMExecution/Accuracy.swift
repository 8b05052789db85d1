internal import Glibc
internal import PIMNumerics
public import PIMWorkload
internal import Synchronization

func exponential(_ x: Double) -> Double { exp(x) }

/// How well a model predicts a text in the hardware's arithmetic, and in binary32.
///
/// The text is cut into windows as long as the context, each read from its beginning with an empty cache; every token but
/// a window's first is predicted from those before it. Reference A stands for the machine, which it equals bit for bit.
public struct Accuracy: Sendable {
  /// Tokens predicted.
  public var predictions = 0
  /// Mean negative logarithm of the probability of the token that came, nats.
  public var hardwareLoss = 0.0
  public var floatLoss = 0.0
  /// Logits against those in binary32.
  public var divergence = Divergence()

  /// Of no prediction yet.
  package init() {}

  public var hardwarePerplexity: Double { exp(hardwareLoss) }
  public var floatPerplexity: Double { exp(floatLoss) }

  /// Measures one arithmetic.
  ///
  /// - Parameters:
  ///   - window: tokens read with one cache; the model's context where nil.
  ///   - progress: called by one thread or another with the predictions that are made, of all, those in binary32 included.
  /// - Throws: `NonFiniteValue` for the first result that is not finite, and what the references throw.
  public static func measure(
    _ model: ModelDescription, weights: some Weights, tokens: [Int], arithmetic: HardwareArithmetic,
    window: Int? = nil, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws -> Accuracy {
    try measure(
      model, weights: weights, tokens: tokens, arithmetics: [arithmetic], window: window, progress: progress)[
        0]
  }

  /// Measures several at once, at least one: the work in binary32 is done once.
  public static func measure(
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
      // The machine's arithmetic says more exactly where it begins.
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
    var reference = try FloatReference(model: model, weights: weights)
    var result: [[Float]] = []
    try forEachPrediction(tokens, window) { index, position, isFirst in
      if isFirst { reference.reset() }
      result.append(reference.step(.token(tokens[index]), position: position))
      if let value = reference.nonFinite { throw value }
      onPrediction()
    }
    return result
  }

  /// Every token that has a successor in its window.
  private static func forEachPrediction(
    _ tokens: [Int], _ window: Int, _ body: (_ index: Int, _ position: Int, _ isFirst: Bool) throws -> Void
  ) rethrows {
    for index in 0..<max(0, tokens.count - 1) where index % window != window - 1 {
      try body(index, index % window, index % window == 0)
    }
  }
}

/// The variants of the hardware's arithmetic that the paper leaves open.
public struct AccuracySweep: Sendable {
  public struct Row: Sendable {
    /// What differs from the base: `taylorTerms 4`.
    public var variant: String
    public var accuracy: Accuracy
  }

  /// The arithmetics of a sweep with their names, the base first.
  public static func variants(of base: HardwareArithmetic) -> [(name: String, arithmetic: HardwareArithmetic)]
  {
    var result = [(name: "base", arithmetic: base)]
    func add(_ name: String, _ change: (inout HardwareArithmetic) -> Void) {
      var variant = base
      change(&variant)
      if variant != base { result.append((name, variant)) }
    }
    for terms in 2...8 { add("taylorTerms \(terms)") { $0.functions.taylorTerms = terms } }
    for steps in 0...3 {
      add("reciprocalSteps \(steps)") { $0.functions.reciprocalSteps = steps }
      add("inverseSquareRootSteps \(steps)") { $0.functions.inverseSquareRootSteps = steps }
    }
    for format in MACUnit.AccumulatorFormat.allCases {
      add("accumulator \(format.rawValue)") {
        $0.macUnit = MACUnit(lanes: base.macUnit.lanes, accumulatorFormat: format)
      }
    }
    return result
  }

  /// Measures every variant on a text.
  public static func run(
    _ model: ModelDescription, weights: some Weights, tokens: [Int], base: HardwareArithmetic,
    window: Int? = nil, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws -> [Row] {
    let variants = variants(of: base)
    let results = try Accuracy.measure(
      model, weights: weights, tokens: tokens, arithmetics: variants.map(\.arithmetic), window: window,
      progress: progress)
    return zip(variants, results).map { Row(variant: $0.name, accuracy: $1) }
  }
}

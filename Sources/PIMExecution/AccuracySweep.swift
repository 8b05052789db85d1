internal import PIMNumerics
package import PIMWorkload

/// The accuracy of the variants of the hardware's arithmetic that the paper leaves open.
package struct AccuracySweep: Sendable {
  /// One variant with its accuracy.
  package struct Row: Sendable {
    /// The difference from the base: `taylorTerms 4`.
    package var variant: String
    /// The accuracy of the variant.
    package var accuracy: Accuracy
  }

  /// The arithmetics of a sweep with their names, the base first.
  package static func variants(of base: HardwareArithmetic) -> [(
    name: String, arithmetic: HardwareArithmetic
  )] {
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
  package static func run(
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

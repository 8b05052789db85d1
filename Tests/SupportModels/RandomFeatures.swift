package import PIMNumerics
package import PIMWorkload

extension ModelDescription {
  /// A model of random features: every value of every feature, in any combination, with grouped queries and
  /// windows that do not divide anything.
  ///
  /// - Parameters:
  ///   - size: the width, the width of the feed-forward part, and the vocabulary.
  package init(
    featuresOf seed: UInt64, size: (width: Int, ffn: Int, vocabulary: Int), random: inout SeededGenerator
  ) throws {
    func pick<T>(_ values: [T]) -> T { values[random.nextIndex(below: values.count)] }
    let keyValueHeads = pick([1, 1, 2, 3])
    let group = pick([1, 2, 3, 4])
    let headWidth = pick([2, 6, 8, 16, 21, 32])
    var features = ModelFeatures()
    features.norm = Norm(kind: pick([.layer, .rms]), epsilon: pick([1e-5, 1e-6]), hasBias: false)
    if features.norm.kind == .layer { features.norm.hasBias = pick([true, false]) }
    switch pick([0, 1, 1, 1, 2, 3]) {
    case 0: features.positions = .learned(offset: pick([0, 2]))
    case 1:
      let width = pick([2, headWidth / 2 * 2, max(2, headWidth / 4 * 2)])
      let scalings: [Rotary.Scaling?] = [
        nil, .linear(factor: 4), .dynamic(factor: 2),
        .llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 32),
      ]
      features.positions = .rotary(
        Rotary(
          width: width, base: pick([10_000, 500_000]), pairs: pick([.halves, .neighbours]),
          scaling: pick(scalings)))
    case 2: features.positions = .alibi
    default: features.positions = .none
    }
    features.attention = AttentionFeatures(
      hasBias: pick([true, false]), hasOutputBias: pick([true, false]), scale: pick([nil, 1, 0.3]),
      dividesByLayer: pick([true, false, false]), normsQueriesAndKeys: pick([true, false, false]))
    if pick([true, false]) {
      features.attention.window = pick([1, 2, 3, 5, 7, 16, 17, 23])
      features.attention.windowPattern = pick([[], [true], [false, true], [true, false]])
    }
    features.feedForward = FeedForwardFeatures(
      activation: pick(Activation.allCases), isGated: pick([true, false]), hasBias: pick([true, false]))
    features.residual = pick(ResidualOrder.allCases)
    features.embedding = EmbeddingFeatures(scale: pick([1, 1, 7.745967]), hasNorm: pick([true, false, false]))
    features.head = HeadFeatures(isTied: pick([true, false]), hasBias: pick([true, false]))
    try self.init(
      name: "random \(seed)", layers: pick([1, 2, 3]), width: size.width, heads: keyValueHeads * group,
      keyValueHeads: keyValueHeads, headWidth: headWidth, ffnWidth: size.ffn, vocabulary: size.vocabulary,
      contextLimit: 60, features: features)
  }
}

import PIMHardware
import PIMMapping
import PIMNumerics
import PIMWorkload

extension RandomCase {
  /// A random case with random features: every value of every feature, in any combination, with grouped
  /// queries and windows that do not divide anything.
  init(featuresOf seed: UInt64) throws {
    try self.init(seed: seed)
    var random = SeededGenerator(seed: seed ^ 0x5EED_F00D)
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
    model = try ModelDescription(
      name: "random \(seed)", layers: pick([1, 2, 3]), width: model.width, heads: keyValueHeads * group,
      keyValueHeads: keyValueHeads, headWidth: headWidth, ffnWidth: model.ffnWidth,
      vocabulary: model.vocabulary, contextLimit: 60, features: features)
    let organisation = system.organisation
    let lanes = organisation.elementsPerColumn
    let banks = organisation.banks
    let bufferElements = system.globalBufferColumns * lanes
    let chunks =
      max(model.width, model.ffnWidth, model.attentionWidth) / bufferElements + 1
    let pieces = headWidth / bufferElements + 1
    let tile = (1...banks).map { $0 * lanes }.first { $0 % banks == 0 }!
    policy.partialBufferBytes = pick([1, 2, 1000]) * 2 * organisation.channels * banks * chunks
    policy.scoreBufferBytes = pick([1, 1, 2, 100]) * 2 * tile * pieces
    policy.queryOrder = pick([.heads, .rows])
    policy.sharedQueries = pick([1, 2, 3, 64])
  }
}

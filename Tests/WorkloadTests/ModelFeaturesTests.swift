import PIMConfiguration
import PIMWorkload
import Testing

/// What features may be put together, and their form in YAML.
@Suite struct ModelFeaturesTests {
  private func problem(
    heads: Int = 4, keyValueHeads: Int? = nil, _ change: (inout ModelFeatures) -> Void = { _ in }
  ) -> String {
    var features = ModelFeatures()
    change(&features)
    do {
      _ = try ModelDescription(
        name: "m", layers: 2, width: 48, heads: heads, keyValueHeads: keyValueHeads, vocabulary: 9,
        contextLimit: 8, features: features)
      return "accepted"
    } catch {
      return String("\(error)".dropFirst("model m: ".count))
    }
  }

  /// A head is 48 / 4 = 12 elements.
  @Test func contradictions() {
    #expect(problem() == "accepted")
    #expect(
      problem(keyValueHeads: 3)
        == "3 key and value heads do not divide 4 query heads; expected a divisor of heads")
    #expect(
      problem(keyValueHeads: 8)
        == "8 key and value heads do not divide 4 query heads; expected a divisor of heads")
    #expect(problem(keyValueHeads: 2) == "accepted")
    #expect(
      problem { $0.norm.epsilon = 0 } == "the epsilon of the norms is 0.0; expected a positive number")
    #expect(
      problem { $0.norm.epsilon = .infinity } == "the epsilon of the norms is inf; expected a positive number")
    #expect(
      problem { $0.norm = Norm(kind: .rms) } == "an RMS norm has no bias; expected norm.bias: false")
    #expect(problem { $0.norm = Norm(kind: .rms, hasBias: false) } == "accepted")
    #expect(
      problem { $0.positions = .learned(offset: -1) }
        == "the offset of the positions is -1; expected a number from 0 to 2^20")
    for scale: Float in [0, .nan, .infinity] {
      #expect(
        problem { $0.embedding.scale = scale }
          == "the embedding's scale is \(scale); expected a finite number other than 0")
    }
  }

  @Test func contradictionsOfTheRotation() {
    func problem(_ rotary: Rotary) -> String { self.problem { $0.positions = .rotary(rotary) } }
    #expect(problem(Rotary(width: 12)) == "accepted")
    for width in [0, 5, 14] {
      #expect(
        problem(Rotary(width: width))
          == "\(width) elements of a head of 12 cannot be rotated in pairs; expected positions.width, an even number of at most 12"
      )
    }
    for base: Float in [1, .infinity] {
      #expect(
        problem(Rotary(width: 4, base: base)) == "the base of the rotation is \(base); expected a number above 1")
    }
    let wrong = "the factor of the rotation's scaling is 0.5; expected a number of at least 1"
    #expect(problem(Rotary(width: 4, scaling: .linear(factor: 0.5))) == wrong)
    #expect(problem(Rotary(width: 4, scaling: .dynamic(factor: 0.5))) == wrong)
    func llama3(_ factor: Float, _ low: Float, _ high: Float, _ original: Int) -> String {
      problem(
        Rotary(
          width: 4,
          scaling: .llama3(
            factor: factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext: original)))
    }
    #expect(llama3(8, 1, 4, 32) == "accepted")
    #expect(llama3(0.5, 1, 4, 32) == wrong)
    for (low, high, original): (Float, Float, Int) in [(0, 4, 32), (4, 4, 32), (1, .infinity, 32), (1, 4, 0)]
    {
      #expect(
        llama3(8, low, high, original)
          == "low frequencies end at \(low) turns and high ones begin at \(high), of \(original) tokens; expected 0 < lowFrequencyFactor < highFrequencyFactor and originalContext of at least 1"
      )
    }
  }

  @Test func contradictionsOfTheAttention() {
    func problem(_ attention: AttentionFeatures) -> String { self.problem { $0.attention = attention } }
    for scale: Float in [0, -1, .infinity] {
      #expect(
        problem(AttentionFeatures(scale: scale))
          == "the scale of the scores is \(scale); expected a positive number")
    }
    #expect(
      problem(AttentionFeatures(window: 0))
        == "a window of 0 tokens; expected at least 1, the query's own token")
    #expect(
      problem(AttentionFeatures(windowPattern: [true]))
        == "a pattern of windows without a window; expected attention.window as well")
    #expect(
      problem(AttentionFeatures(window: 4, windowPattern: [false, false]))
        == "a window that no layer has; expected no attention.window")
    #expect(problem(AttentionFeatures(window: 4, windowPattern: [false, true])) == "accepted")
  }

  /// Layers repeat the pattern; the scale is divided by the layer's number, from 1.
  @Test func layersOfTheAttention() throws {
    var features = ModelFeatures()
    features.attention = AttentionFeatures(dividesByLayer: true, window: 4, windowPattern: [false, true])
    let model = try ModelDescription(
      name: "m", layers: 3, width: 32, heads: 2, vocabulary: 9, contextLimit: 8, features: features)
    #expect(
      OperatorGraph(model, context: 8).attention == [
        LayerAttention(scale: 0.25), LayerAttention(scale: 0.125, window: 4),
        LayerAttention(scale: 0.25 / 3),
      ])
  }

  // MARK: YAML

  static let sizes = "name: a\nlayers: 2\nwidth: 48\nheads: 4\nvocabulary: 9\ncontextLimit: 8\n"

  private func read(_ text: String) throws -> ModelDescription {
    let node = try ProvenanceForm.apply(to: Document.parse(text: text, name: "m.yaml"))
    return try ModelDescription(decoding: node.mapping(at: ConfigurationPath()))
  }

  private func failure(_ text: String) -> String {
    do {
      _ = try read(Self.sizes + text)
      return "accepted"
    } catch { return "\(error)" }
  }

  /// The document of a description, decoded.
  private func again(_ model: ModelDescription) throws -> ModelDescription {
    let mark = Mark(file: "m.yaml", line: 1, column: 1)
    let node = model.document(at: mark) { _ in (mark, .builtIn) }
    return try ModelDescription(decoding: node.mapping(at: ConfigurationPath()))
  }

  @Test func everythingInYAML() throws {
    let text = """
      keyValueHeads: 2
      headWidth: 10
      norm: {kind: rms, epsilon: 1e-6, unitOffset: true}
      positions:
        kind: rotary
        width: 8
        base: 500000
        pairs: neighbours
        scaling: {kind: llama3, factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 32}
      attention:
        bias: false
        outputBias: true
        scale: 0.5
        scaleByLayer: true
        window: 3
        windowPattern: [global, local]
        queryKeyNorm: true
      feedForward: {activation: silu, gated: true, bias: false}
      residual: parallelTwoNorms
      embedding: {scale: 7.5, norm: true}
      head: {tied: false, bias: true}

      """
    let features = ModelFeatures(
      norm: Norm(kind: .rms, epsilon: 1e-6, hasBias: false, hasUnitOffset: true),
      positions: .rotary(
        Rotary(
          width: 8, base: 500_000, pairs: .neighbours,
          scaling: .llama3(
            factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 32))),
      attention: AttentionFeatures(
        hasBias: false, hasOutputBias: true, scale: 0.5, dividesByLayer: true, window: 3,
        windowPattern: [false, true], normsQueriesAndKeys: true),
      feedForward: FeedForwardFeatures(activation: .silu, isGated: true, hasBias: false),
      residual: .parallelTwoNorms, embedding: EmbeddingFeatures(scale: 7.5, hasNorm: true),
      head: HeadFeatures(isTied: false, hasBias: true))
    let model = try ModelDescription(
      name: "a", layers: 2, width: 48, heads: 4, keyValueHeads: 2, headWidth: 10, vocabulary: 9,
      contextLimit: 8, features: features)
    #expect(try read(Self.sizes + text) == model)
    #expect(try again(model) == model)
  }

  /// Each value of each feature, alone, through its document.
  @Test func eachFeatureIsWrittenAndReadBack() throws {
    var variants: [ModelFeatures] = [ModelFeatures()]
    func add(_ change: (inout ModelFeatures) -> Void) {
      var features = ModelFeatures()
      change(&features)
      variants.append(features)
    }
    add { $0.norm = Norm(epsilon: 1.2345678e-7) }
    add { $0.norm = Norm(hasBias: false) }
    for positions: Positions in [
      .learned(offset: 2), .alibi, .none, .rotary(Rotary(width: 12)),
      .rotary(Rotary(width: 2, base: 1.1, scaling: .linear(factor: 2.7))),
      .rotary(Rotary(width: 2, base: 1e12, scaling: .dynamic(factor: 3))),
    ] { add { $0.positions = positions } }
    add { $0.attention = AttentionFeatures(scale: 1 / Float(3)) }
    add { $0.attention = AttentionFeatures(hasBias: true, hasOutputBias: false, window: 1) }
    for activation in Activation.allCases { add { $0.feedForward.activation = activation } }
    for residual in ResidualOrder.allCases { add { $0.residual = residual } }
    add { $0.embedding.scale = Float(3072).squareRoot() }
    add { $0.head.hasBias = true }
    for features in variants {
      let model = try ModelDescription(
        name: "true", layers: 2, width: 48, heads: 4, vocabulary: 9, contextLimit: 8, features: features)
      #expect(try again(model) == model)
    }
  }

  @Test func defaultsOfSections() throws {
    #expect(try read(Self.sizes).features == ModelFeatures())
    #expect(
      try read(Self.sizes + "positions: {kind: rotary}\n").features.positions == .rotary(Rotary(width: 12)))
    let attention = try read(Self.sizes + "attention: {bias: false}\n").features.attention
    #expect(attention == AttentionFeatures(hasBias: false, hasOutputBias: false))
    #expect(
      try read(Self.sizes + "norm: {kind: rms}\n").features.norm == Norm(kind: .rms, hasBias: false))
  }

  @Test(arguments: [
    (
      "layerNormEpsilon: 1e-5\nnorm: {kind: rms}",
      "m.yaml:7:1: layerNormEpsilon: the epsilon of a model with a norm section; expected norm.epsilon instead"
    ),
    (
      "norm: {kind: layr}",
      "m.yaml:7:14: norm.kind: unknown choice, found \"layr\"; expected one of layer, rms; did you mean \"layer\"?"
    ),
    ("norm: {epsilon: 1}", "m.yaml:7:7: norm.kind: missing key; expected one of layer, rms"),
    (
      "norm: {kind: rms, bias: true}",
      "m.yaml:7:1: norm: an RMS norm has no bias; expected norm.bias: false"
    ),
    (
      "positions: {kind: alibi, offset: 2}",
      "m.yaml:7:26: positions.offset: unknown key; expected one of kind"
    ),
    (
      "positions: {kind: rotary, scaling: {kind: linear}}",
      "m.yaml:7:36: positions.scaling.factor: missing key; expected a number between 1.0 and 1000000.0"
    ),
    (
      "attention: {windowPattern: [near]}",
      "m.yaml:7:29: attention.windowPattern[0]: unknown choice, found \"near\"; expected one of local, global"
    ),
    (
      "attention: {window: 3, windowPattern: []}",
      "m.yaml:7:24: attention.windowPattern: no layer in it; expected local or global for each layer, or no pattern"
    ),
    (
      "residual: serial",
      "m.yaml:7:11: residual: unknown choice, found \"serial\"; expected one of sequential, parallel, parallelTwoNorms"
    ),
  ]) func errorsInYAML(text: String, expected: String) {
    #expect(failure(text + "\n") == expected)
  }
}

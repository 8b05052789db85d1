package import PIMConfiguration

extension ModelDescription {
  /// Reads a model document: the sizes, `layerNormEpsilon`, `encoding`, and the sections of `ModelFeatures`
  /// (configs/README.md).
  ///
  /// What is left out of GPT-2's features is not recorded as a default, so that reports of models without the
  /// key do not change; inside a section that is there, defaults are.
  ///
  /// - Throws: `ConfigurationError` for missing, unknown and out-of-range keys, for heads that do not divide
  ///   the width, and for features that contradict each other.
  package init(decoding section: Section) throws(ConfigurationError) {
    var section = section
    let sizes = 1...1 << 24
    let name = try section.text("name")
    let layers = try section.integer("layers", in: sizes)
    let width = try section.integer("width", in: sizes)
    let heads = try section.integer("heads", in: sizes)
    guard width % heads == 0 || section.contains("headWidth") else {
      throw section.error(
        "heads", "\(heads) heads do not divide a width of \(width)", found: "no headWidth",
        expected: "headWidth, the elements of one head")
    }
    let headWidth = try section.integer(
      "headWidth", default: width % heads == 0 ? width / heads : nil, in: sizes)
    let keyValueHeads = try section.optional("keyValueHeads", .integer(in: sizes))
    let ffnWidth = try section.integer("ffnWidth", default: 4 * width, in: sizes)
    let vocabulary = try section.integer("vocabulary", in: sizes)
    let contextLimit = try section.integer("contextLimit", in: sizes)
    var features = ModelFeatures()
    if var own = try section.optionalSection("norm") {
      if section.contains("layerNormEpsilon") {
        throw section.error(
          "layerNormEpsilon", "the epsilon of a model with a norm section", expected: "norm.epsilon instead")
      }
      features.norm = try Norm(decoding: &own)
    } else {
      features.norm.epsilon = Float(
        try section.real("layerNormEpsilon", default: 1e-5, in: Norm.epsilons))
    }
    if var own = try section.optionalSection("positions") {
      features.positions = try Positions(decoding: &own, headWidth: headWidth)
    }
    if var own = try section.optionalSection("attention") {
      features.attention = try AttentionFeatures(decoding: &own)
    }
    if var own = try section.optionalSection("feedForward") {
      features.feedForward = try FeedForwardFeatures(decoding: &own)
    }
    features.residual =
      try section.optional("residual", .choice(ResidualOrder.self)) ?? features.residual
    if var own = try section.optionalSection("embedding") {
      features.embedding = EmbeddingFeatures(
        scale: Float(try own.real("scale", default: 1)), hasNorm: try own.boolean("norm", default: false))
      try own.finish()
    }
    if var own = try section.optionalSection("head") {
      features.head = HeadFeatures(
        isTied: try own.boolean("tied", default: true), hasBias: try own.boolean("bias", default: false))
      try own.finish()
    }
    let encoding = try section.optional("encoding", .choice(TokenEncoding.self)) ?? .ids
    try section.finish()
    do throws(WorkloadError) {
      try self.init(
        name: name, layers: layers, width: width, heads: heads, keyValueHeads: keyValueHeads,
        headWidth: headWidth, ffnWidth: ffnWidth, vocabulary: vocabulary, contextLimit: contextLimit,
        features: features, encoding: encoding)
    } catch {
      throw section.error(error.key ?? "name", error.problem, expected: error.expected)
    }
  }
}

extension Norm {
  /// The values that an epsilon may have.
  static let epsilons = Double(Float.leastNormalMagnitude)...1

  /// Reads the section `norm`: `kind`, `epsilon`, `bias`, `unitOffset`.
  init(decoding section: inout Section) throws(ConfigurationError) {
    let kind = try section.choice("kind", Kind.self)
    self.init(
      kind: kind, epsilon: Float(try section.real("epsilon", default: 1e-5, in: Norm.epsilons)),
      hasBias: try section.boolean("bias", default: kind == .layer),
      hasUnitOffset: try section.boolean("unitOffset", default: false))
    try section.finish()
  }
}

extension Positions {
  /// The kinds by their names in YAML.
  private enum Kind: String, CaseIterable { case learned, rotary, alibi, none }

  /// Reads the section `positions`: `kind`, and the keys of that kind.
  init(decoding section: inout Section, headWidth: Int) throws(ConfigurationError) {
    switch try section.choice("kind", Kind.self) {
    case .learned: self = .learned(offset: try section.integer("offset", default: 0, in: 0...1 << 20))
    case .alibi: self = .alibi
    case .none: self = .none
    case .rotary:
      let width = try section.integer("width", default: headWidth, in: 2...1 << 24)
      let base = try section.real("base", default: 10_000, in: 1...1e12)
      let pairs = try section.choice("pairs", default: Rotary.Pairs.halves)
      let scaling = try section.optionalSection("scaling")
      self = .rotary(
        Rotary(
          width: width, base: Float(base), pairs: pairs,
          scaling: try scaling.map { value throws(ConfigurationError) in try Rotary.Scaling(decoding: value) }
        ))
    }
    try section.finish()
  }
}

extension Rotary.Scaling {
  /// The kinds by their names in YAML.
  private enum Kind: String, CaseIterable { case linear, llama3, dynamic }

  /// Reads the section `scaling`: `kind`, `factor`, and for llama3 `lowFrequencyFactor`,
  /// `highFrequencyFactor` and `originalContext`.
  init(decoding section: Section) throws(ConfigurationError) {
    var section = section
    let kind = try section.choice("kind", Kind.self)
    let factor = Float(try section.real("factor", in: 1...1e6))
    switch kind {
    case .linear: self = .linear(factor: factor)
    case .dynamic: self = .dynamic(factor: factor)
    case .llama3:
      self = .llama3(
        factor: factor, lowFrequencyFactor: Float(try section.real("lowFrequencyFactor", default: 1)),
        highFrequencyFactor: Float(try section.real("highFrequencyFactor", default: 4)),
        originalContext: try section.integer("originalContext", in: 1...1 << 24))
    }
    try section.finish()
  }
}

extension AttentionFeatures {
  /// A layer of the pattern of windows.
  private enum Reach: String, CaseIterable { case local, global }

  /// Reads the section `attention`: `bias`, `outputBias`, `scale`, `scaleByLayer`, `window`, `windowPattern`
  /// and `queryKeyNorm`.
  init(decoding section: inout Section) throws(ConfigurationError) {
    let bias = try section.boolean("bias", default: true)
    let outputBias = try section.boolean("outputBias", default: bias)
    let scale = try section.optional("scale", .real(in: 0...1e6))
    let byLayer = try section.boolean("scaleByLayer", default: false)
    let window = try section.optional("window", .integer(in: 1...1 << 24))
    var pattern: [Bool] = []
    if let list = try section.optionalList("windowPattern") {
      for value in list { pattern.append(try value.decode(.choice(Reach.self)) == .local) }
      guard !pattern.isEmpty else {
        throw section.error(
          "windowPattern", "no layer in it", expected: "local or global for each layer, or no pattern")
      }
    }
    self.init(
      hasBias: bias, hasOutputBias: outputBias, scale: scale.map { Float($0) }, dividesByLayer: byLayer,
      window: window, windowPattern: pattern,
      normsQueriesAndKeys: try section.boolean("queryKeyNorm", default: false))
    try section.finish()
  }
}

extension FeedForwardFeatures {
  /// Reads the section `feedForward`: `activation`, `gated` and `bias`.
  init(decoding section: inout Section) throws(ConfigurationError) {
    self.init(
      activation: try section.choice("activation", default: Activation.geluTanh),
      isGated: try section.boolean("gated", default: false),
      hasBias: try section.boolean("bias", default: true))
    try section.finish()
  }
}

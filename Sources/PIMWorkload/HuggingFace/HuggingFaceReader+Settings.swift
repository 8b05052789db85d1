internal import PIMConfiguration

/// Settings that many families have under the same keys.
extension HuggingFaceReader {
  /// Sizes under the names that most classes have, with a class's defaults.
  struct SizeDefaults {
    var width: Int
    var heads: Int
    var layers: Int
    var ffnWidth: Int
    var vocabulary: Int
    var context: Int
  }

  /// Reads `hidden_size`, `num_attention_heads`, `num_hidden_layers`, `intermediate_size`, `vocab_size` and
  /// `max_position_embeddings`.
  mutating func sizes(_ defaults: SizeDefaults) throws(ConfigurationError) -> HuggingFaceModel {
    HuggingFaceModel(
      layers: try size("layers", "num_hidden_layers", default: defaults.layers),
      width: try size("width", "hidden_size", default: defaults.width),
      heads: try size("heads", "num_attention_heads", default: defaults.heads),
      ffnWidth: try size("ffnWidth", "intermediate_size", default: defaults.ffnWidth),
      vocabulary: try size("vocabulary", "vocab_size", default: defaults.vocabulary),
      contextLimit: try size("contextLimit", "max_position_embeddings", default: defaults.context))
  }

  /// Reads the sizes under GPT-2's names or their other names, an absent `n_inner` being 4 · width, and notes
  /// an `n_ctx`, which has no effect any more.
  mutating func sizesOfGPT2(
    width: Int, heads: Int, layers: Int, vocabulary: Int, context: Int
  ) throws(ConfigurationError) -> HuggingFaceModel {
    var model = HuggingFaceModel(
      layers: try size("layers", "n_layer", "num_hidden_layers", default: layers),
      width: try size("width", "n_embd", "hidden_size", default: width),
      heads: try size("heads", "n_head", "num_attention_heads", default: heads),
      vocabulary: try size("vocabulary", "vocab_size", default: vocabulary),
      contextLimit: try size("contextLimit", "n_positions", "max_position_embeddings", default: context))
    model.ffnWidth = try size("ffnWidth", "n_inner", default: 4 * model.width)
    if let older = try optional(nil, "n_ctx", .integer()), older != model.contextLimit {
      note("n_ctx is \(older) and is not used: n_positions counts, which is \(model.contextLimit)")
    }
    return model
  }

  /// Key and value heads: `num_key_value_heads`; null is as many as query heads.
  ///
  /// - Parameter standard: the class's default; nil for as many as query heads.
  mutating func keyValueHeads(default standard: Int? = nil, of heads: Int) throws(ConfigurationError) -> Int {
    let key = "num_key_value_heads"
    return try size("keyValueHeads", key, default: isNull(key) ? heads : standard ?? heads)
  }

  /// Elements of a head: `head_dim`; null is the width divided by the heads.
  ///
  /// - Parameter standard: the class's default; nil for width / heads.
  mutating func headWidth(default standard: Int? = nil) throws(ConfigurationError) -> Int? {
    let key = "head_dim"
    guard isGiven(key) || (standard != nil && !isNull(key)) else {
      ignore(key)
      return nil
    }
    return try size("headWidth", key, default: standard ?? 1)
  }

  /// Checks that the width is divided by the heads, unless they have a width of their own, and the query
  /// heads by the key and value heads.
  func checkHeads(_ model: HuggingFaceModel) throws(ConfigurationError) {
    guard model.headWidth != nil || model.width % model.heads == 0 else {
      throw error(
        "heads", "\(model.heads) heads do not divide a width of \(model.width)",
        expected: "a divisor of the width")
    }
    if let own = model.keyValueHeads, own > model.heads || model.heads % own != 0 {
      throw error(
        "keyValueHeads", "\(own) key and value heads do not divide \(model.heads) query heads",
        expected: "a divisor of the query heads")
    }
  }

  /// The norms of a class: the epsilon is a key, the rest is the family's.
  mutating func norm(
    _ key: String, default standard: Double = 1e-5, _ kind: Norm.Kind = .layer, hasUnitOffset: Bool = false
  ) throws(ConfigurationError) -> Norm {
    let epsilon = try value("norm.epsilon", [key], .real(in: Norm.epsilons), default: standard)
    return Norm(
      kind: kind, epsilon: Float(epsilon), hasBias: kind == .layer, hasUnitOffset: hasUnitOffset)
  }

  /// The LM head; `tie_word_embeddings` is true in `PretrainedConfig`.
  mutating func head(tied standard: Bool, hasBias: Bool = false) throws(ConfigurationError) -> HeadFeatures {
    HeadFeatures(
      isTied: try flag("tie_word_embeddings", default: standard, for: "head.tied"), hasBias: hasBias)
  }

  // MARK: Activations

  /// Functions by their names in transformers (`activations.py`, `ACT2CLS`).
  private static let activations: [(name: String, function: Activation)] = [
    ("gelu", .gelu), ("gelu_new", .geluTanh), ("gelu_pytorch_tanh", .geluTanh), ("gelu_fast", .geluTanh),
    ("gelu_accurate", .geluTanh), ("gelu_python", .gelu), ("relu", .relu), ("silu", .silu), ("swish", .silu),
  ]

  /// The function of the feed-forward part.
  mutating func activation(_ key: String, default standard: String) throws(ConfigurationError) -> Activation {
    let name = try value("feedForward.activation", [key], .text, default: standard)
    if let known = HuggingFaceReader.activations.first(where: { $0.name == name }) { return known.function }
    if isAssumed(key, "\(name) is simulated as tanh-GELU") { return .geluTanh }
    let names = HuggingFaceReader.activations.map(\.name).joined(separator: ", ")
    throw section.error(
      key, "not supported", found: name,
      expected: "one of \(names), or --assume \(key) to simulate it as tanh-GELU")
  }

  // MARK: Windows

  /// The most layers of a model in which some have a window. It bounds the pattern, which a short file could
  /// make long.
  static let mostLayersWithWindows = 1 << 16

  /// The window and its layers, from a flag for each layer.
  static func windows(_ window: Int?, layers: [Bool]) -> (window: Int?, pattern: [Bool]) {
    guard let window, layers.contains(true) else { return (nil, []) }
    if layers.allSatisfy({ $0 }) { return (window, []) }
    // Published patterns have at most six layers.
    let period = (1...min(16, layers.count)).first { period in
      layers.indices.allSatisfy { layers[$0] == layers[$0 % period] }
    }
    return (window, Array(layers.prefix(period ?? layers.count)))
  }

  /// The window of all layers: `sliding_window`; null is none.
  ///
  /// A query sees keys j > i − W (`sliding_window_overlay` in transformers' `masking_utils.py`): its own
  /// token and the W − 1 before it.
  ///
  /// - Parameter standard: the class's default; nil for none.
  mutating func slidingWindow(default standard: Int? = nil) throws(ConfigurationError) -> Int? {
    let key = "sliding_window"
    guard isGiven(key) || (standard != nil && !isNull(key)) else {
      ignore(key)
      return nil
    }
    return try size("attention.window", key, default: standard ?? 1)
  }

  /// The windows of Qwen2 and Qwen3: none unless `use_sliding_window`, otherwise those of `layer_types`, or
  /// of all layers from `max_window_layers` on.
  mutating func windowsOfQwen(layers: Int) throws(ConfigurationError) -> (window: Int?, pattern: [Bool]) {
    let isUsed = try value(nil, ["use_sliding_window"], .boolean, default: false)
    let first = try value(nil, ["max_window_layers"], .integer(in: 0...1 << 24), default: 28)
    let window = isUsed ? try slidingWindow(default: 4096) : nil
    ignore("sliding_window")
    guard window == nil || layers <= HuggingFaceReader.mostLayersWithWindows else {
      throw error(
        "layers", "out of range", found: "\(layers)",
        expected: "at most \(HuggingFaceReader.mostLayersWithWindows), since some have a window")
    }
    var flags = (0..<layers).map { window != nil && $0 >= first }
    record("attention.windowPattern", from: isGiven("max_window_layers") ? "max_window_layers" : nil)
    if let types = try texts("layer_types") {
      guard types.count == layers else {
        throw section.error(
          "layer_types", "\(types.count) kinds of \(layers) layers", expected: "a kind for each layer")
      }
      let known = ["full_attention", "sliding_attention"]
      if let other = types.first(where: { !known.contains($0) }) {
        throw section.error(
          "layer_types", "not supported", found: other, expected: "one of \(known.joined(separator: ", "))")
      }
      flags = types.map { $0 == "sliding_attention" }
      record("attention.windowPattern", from: "layer_types")
      guard window != nil || !flags.contains(true) else {
        throw section.error(
          "layer_types", "layers with a window, and use_sliding_window is not true",
          expected: "use_sliding_window and sliding_window, or full_attention only")
      }
    }
    return HuggingFaceReader.windows(window, layers: flags)
  }

  // MARK: What no family supports

  /// Refuses settings of all families that change the computation in a way that this simulator does not
  /// support.
  mutating func checkSupport() throws(ConfigurationError) {
    for key in ["add_cross_attention", "is_encoder_decoder"] { try require(key, false) }
    for key in ["quantization_config", "pruned_heads"] { ignore(key) }
    if isGiven("quantization_config") {
      throw section.error("quantization_config", "not supported", expected: "weights that are not quantised")
    }
    if let pruned = try mapping("pruned_heads"), !pruned.keys.isEmpty {
      throw section.error("pruned_heads", "not supported", expected: "{}, all heads in all layers")
    }
    if let foreign = ForeignFeatures.first(of: section) {
      throw section.error(
        foreign.key, "not supported: \(title) with \(foreign.name)", expected: "a file without this key")
    }
  }
}

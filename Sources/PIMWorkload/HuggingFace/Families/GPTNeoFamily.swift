internal import PIMConfiguration

/// GPT-Neo: `GPTNeoConfig` in transformers' `configuration_gpt_neo.py`.
enum GPTNeoFamily: HuggingFaceFamily {
  static let modelType = "gpt_neo"
  static let title = "GPT-Neo"
  static let classPrefix = "GPTNeo"
  static let withoutEffect: Set<String> = [
    "embed_dropout", "resid_dropout", "vocab_parallel_embedding", "make_vocab_size_divisible_by",
  ]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    let layers = try reader.size("layers", "num_layers", "num_hidden_layers", default: 24)
    let width = try reader.size("width", "hidden_size", default: 2048)
    var model = HuggingFaceModel(
      layers: layers, width: width,
      heads: try reader.size("heads", "num_heads", "num_attention_heads", default: 16),
      ffnWidth: try reader.size("ffnWidth", "intermediate_size", default: 4 * width),
      vocabulary: try reader.size("vocabulary", "vocab_size", default: 50257),
      contextLimit: try reader.size("contextLimit", "max_position_embeddings", default: 2048))
    model.features.norm = try reader.norm("layer_norm_epsilon")
    model.features.feedForward.activation = try reader.activation("activation_function", default: "gelu_new")
    model.features.head = try reader.head(tied: true)
    let window = try reader.size("attention.window", "window_size", default: 256)
    let (reach, pattern) = HuggingFaceReader.windows(window, layers: try windows(&reader, layers))
    // Scores are not scaled. A query of a local layer sees keys i − W < j ≤ i: the mask is the lower triangle
    // less the lower triangle W below (`GPTNeoSelfAttention`).
    model.features.attention = AttentionFeatures(
      hasBias: false, hasOutputBias: true, scale: 1, window: reach, windowPattern: pattern)
    return model
  }

  /// True for each layer with a window: `attention_layers`, or `attention_types` [[kinds, repetitions], …],
  /// of which the class derives the former.
  private static func windows(
    _ reader: inout HuggingFaceReader, _ layers: Int
  ) throws(ConfigurationError) -> [Bool] {
    let written = try reader.texts("attention_layers")
    var kinds = written ?? []
    var key = "attention_layers"
    if let types = try reader.list("attention_types") {
      key = "attention_types"
      kinds = []
      for type in types {
        let pair = try type.list()
        guard pair.count == 2 else { throw type.error("wrong length", expected: "[kinds, repetitions]") }
        var period: [String] = []
        for kind in try pair[0].list() { period.append(try kind.text()) }
        let most = HuggingFaceReader.mostLayersWithWindows
        let count = try pair[1].integer(in: 0...most)
        // The product is bounded before a list of that length is made.
        guard period.count * count <= most - kinds.count else { throw type.error("too many layers") }
        for _ in 0..<count { kinds += period }
      }
      if let written, written != kinds {
        throw reader.section.error("attention_layers", "differs from attention_types")
      }
    } else if written == nil {
      key = "attention_types"
      kinds = (0..<24).map { $0 % 2 == 0 ? "global" : "local" }
    }
    reader.record("attention.windowPattern", from: reader.isGiven(key) ? key : nil)
    guard kinds.count == layers else {
      throw reader.section.error(
        key, "\(kinds.count) kinds of \(layers) layers", expected: "a kind for each layer")
    }
    if let other = kinds.first(where: { $0 != "global" && $0 != "local" }) {
      throw reader.section.error(key, "not supported", found: other, expected: "global or local")
    }
    return kinds.map { $0 == "local" }
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["transformer."], layers: "h.", tokens: "wte", positions: "wpe",
      norms: [.attention: "ln_1", .feedForward: "ln_2", .final: "ln_f"],
      products: [
        .queryKeyValue: .separate("attn.attention.", ["q_proj", "k_proj", "v_proj"], model),
        .projection: [.whole("attn.attention.out_proj", model.width)],
        .feedForwardUp: [.whole("mlp.c_fc", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.c_proj", model.width)],
      ], buffers: ["attn.attention.bias", "attn.attention.masked_bias"])
  }
}

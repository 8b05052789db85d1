internal import PIMConfiguration

/// Phi-1, Phi-1.5 and Phi-2: `PhiConfig` in transformers' `configuration_phi.py`. All products have biases
/// (`PhiAttention`, `PhiMLP`), and attention and feed-forward part share a norm (`PhiDecoderLayer`).
enum PhiFamily: HuggingFaceFamily {
  static let modelType = "phi"
  static let title = "Phi"
  static let classPrefix = "Phi"
  static let withoutEffect: Set<String> = []

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 2048, heads: 32, layers: 24, ffnWidth: 8192, vocabulary: 51200, context: 2048))
    model.keyValueHeads = try reader.keyValueHeads(of: model.heads)
    try reader.require("qk_layernorm", false, because: "layer norms of queries and keys")
    model.features.norm = try reader.norm("layer_norm_eps")
    try reader.checkHeads(model)
    model.features.positions = .rotary(
      try reader.rotary(
        headWidth: model.elementsOfHead, .init(shares: ["partial_rotary_factor"], share: 0.5)))
    model.features.feedForward.activation = try reader.activation("hidden_act", default: "gelu_new")
    model.features.residual = .parallel
    model.features.head = try reader.head(tied: false, hasBias: true)
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["model."], layers: "layers.", tokens: "embed_tokens",
      norms: [.attention: "input_layernorm", .final: "final_layernorm"],
      products: [
        .queryKeyValue: .separate("self_attn.", ["q_proj", "k_proj", "v_proj"], model),
        .projection: [.whole("self_attn.dense", model.width)],
        .feedForwardUp: [.whole("mlp.fc1", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.fc2", model.width)],
      ], buffers: ["self_attn.rotary_emb.inv_freq"])
  }
}

/// Phi-3 and Phi-4: `Phi3Config` in transformers' `configuration_phi3.py`.
enum Phi3Family: HuggingFaceFamily {
  static let modelType = "phi3"
  static let title = "Phi-3"
  static let classPrefix = "Phi3"
  /// The context before LongRoPE, which alone uses it.
  static let withoutEffect: Set<String> = ["original_max_position_embeddings"]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 3072, heads: 32, layers: 32, ffnWidth: 8192, vocabulary: 32064, context: 4096))
    model.keyValueHeads = try reader.keyValueHeads(of: model.heads)
    for key in ["attention_bias", "mlp_bias", "lm_head_bias"] { try reader.require(key, false) }
    model.features.norm = try reader.norm("rms_norm_eps", .rms)
    try reader.checkHeads(model)
    model.features.positions = .rotary(
      try reader.rotary(headWidth: model.elementsOfHead, .init(shares: ["partial_rotary_factor"])))
    model.features.attention = AttentionFeatures(
      hasBias: false, hasOutputBias: false, window: try reader.slidingWindow())
    model.features.feedForward = FeedForwardFeatures(
      activation: try reader.activation("hidden_act", default: "silu"), isGated: true, hasBias: false)
    model.features.head = try reader.head(tied: false)
    return model
  }

  /// Query, key and value of all heads follow each other, and so do gate and up.
  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["model."], layers: "layers.", tokens: "embed_tokens",
      norms: [.attention: "input_layernorm", .feedForward: "post_attention_layernorm", .final: "norm"],
      products: [
        .queryKeyValue: [.whole("self_attn.qkv_proj", model.queryKeyValueWidth)],
        .projection: [.whole("self_attn.o_proj", model.width)],
        .feedForwardUp: [.whole("mlp.gate_up_proj", 2 * model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.down_proj", model.width)],
      ], buffers: ["self_attn.rotary_emb.inv_freq"])
  }
}

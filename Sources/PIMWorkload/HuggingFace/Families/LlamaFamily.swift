internal import PIMConfiguration

/// Llama 1 to 3.2: `LlamaConfig` in transformers' `configuration_llama.py`.
enum LlamaFamily: HuggingFaceFamily {
  static let modelType = "llama"
  static let title = "Llama"
  static let classPrefix = "Llama"
  static let withoutEffect: Set<String> = ["original_max_position_embeddings", "max_sequence_length"]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 4096, heads: 32, layers: 32, ffnWidth: 11008, vocabulary: 32000, context: 2048))
    model.keyValueHeads = try reader.keyValueHeads(of: model.heads)
    model.headWidth = try reader.headWidth()
    try reader.readLlama(&model, tied: false)
    let hasBias = try reader.flag(
      "attention_bias", default: false, for: "attention.bias", "attention.outputBias")
    model.features.attention = AttentionFeatures(hasBias: hasBias, hasOutputBias: hasBias)
    model.features.feedForward.hasBias = try reader.flag("mlp_bias", default: false, for: "feedForward.bias")
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout { .llama(title, model) }
}

/// Mistral: `MistralConfig` in transformers' `configuration_mistral.py`.
enum MistralFamily: HuggingFaceFamily {
  static let modelType = "mistral"
  static let title = "Mistral"
  static let classPrefix = "Mistral"
  static let withoutEffect: Set<String> = []

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 4096, heads: 32, layers: 32, ffnWidth: 14336, vocabulary: 32000, context: 131072))
    model.keyValueHeads = try reader.keyValueHeads(default: 8, of: model.heads)
    model.headWidth = try reader.headWidth()
    try reader.readLlama(&model, tied: false)
    model.features.attention = AttentionFeatures(
      hasBias: false, hasOutputBias: false, window: try reader.slidingWindow(default: 4096))
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout { .llama(title, model) }
}

extension HuggingFaceReader {
  /// What Llama, Mistral, Qwen2 and Qwen3 have in common: RMS norms, rotary positions over whole heads, a
  /// gated feed-forward part without biases.
  mutating func readLlama(_ model: inout HuggingFaceModel, tied: Bool) throws(ConfigurationError) {
    model.features.norm = try norm("rms_norm_eps", default: 1e-6, .rms)
    try checkHeads(model)
    model.features.positions = .rotary(try rotary(headWidth: model.elementsOfHead))
    model.features.feedForward = FeedForwardFeatures(
      activation: try activation("hidden_act", default: "silu"), isGated: true, hasBias: false)
    model.features.head = try head(tied: tied)
  }
}

extension CheckpointLayout {
  /// The names of Llama's checkpoints, which many families have.
  static func llama(_ family: String, _ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: family, prefixes: ["model."], layers: "layers.", tokens: "embed_tokens",
      norms: [.attention: "input_layernorm", .feedForward: "post_attention_layernorm", .final: "norm"],
      headNorms: [.query: "self_attn.q_norm", .key: "self_attn.k_norm"],
      products: [
        .queryKeyValue: .separate("self_attn.", ["q_proj", "k_proj", "v_proj"], model),
        .projection: [.whole("self_attn.o_proj", model.width)],
        .feedForwardUp: [.whole("mlp.gate_proj", model.ffnWidth), .whole("mlp.up_proj", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.down_proj", model.width)],
      ], buffers: ["self_attn.rotary_emb.inv_freq"])
  }
}

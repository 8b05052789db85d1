internal import PIMConfiguration

/// OPT: `OPTConfig` in transformers' `configuration_opt.py`. Norms have PyTorch's epsilon of 1e-5.
enum OPTFamily: HuggingFaceFamily {
  static let modelType = "opt"
  static let title = "OPT"
  static let classPrefix = "OPT"
  static let withoutEffect: Set<String> = ["dropout", "activation_dropout", "layerdrop", "init_std"]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = HuggingFaceModel(
      layers: try reader.size("layers", "num_hidden_layers", default: 12),
      width: try reader.size("width", "hidden_size", "d_model", default: 768),
      heads: try reader.size("heads", "num_attention_heads", default: 12),
      ffnWidth: try reader.size("ffnWidth", "ffn_dim", default: 3072),
      vocabulary: try reader.size("vocabulary", "vocab_size", default: 50272),
      contextLimit: try reader.size("contextLimit", "max_position_embeddings", default: 2048))
    try reader.require(
      "do_layer_norm_before", true,
      because: "OPT-350M has its norms behind attention and feed-forward part, and none before the head")
    let embedded = try reader.optional(nil, "word_embed_proj_dim", .integer(in: 1...1 << 24))
    if let embedded, embedded != model.width {
      throw reader.section.error(
        "word_embed_proj_dim",
        "not supported: OPT-350M projects embeddings of another width to that of its layers",
        found: "\(embedded)", expected: "\(model.width)")
    }
    try reader.require("_remove_final_layer_norm", false, because: "a model without a norm before the head")
    try reader.require("layer_norm_elementwise_affine", true, because: "norms without gain and bias")
    let hasBias = try reader.flag(
      "enable_bias", default: true, for: "attention.bias", "attention.outputBias", "feedForward.bias")
    model.features.positions = .learned(offset: 2)
    model.features.attention = AttentionFeatures(hasBias: hasBias, hasOutputBias: hasBias)
    model.features.feedForward = FeedForwardFeatures(
      activation: try reader.activation("activation_function", default: "relu"), hasBias: hasBias)
    model.features.head = try reader.head(tied: true)
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["model.decoder.", "decoder."], layers: "layers.", tokens: "embed_tokens",
      positions: "embed_positions",
      norms: [
        .attention: "self_attn_layer_norm", .feedForward: "final_layer_norm", .final: "final_layer_norm",
      ],
      products: [
        .queryKeyValue: .separate("self_attn.", ["q_proj", "k_proj", "v_proj"], model),
        .projection: [.whole("self_attn.out_proj", model.width)],
        .feedForwardUp: [.whole("fc1", model.ffnWidth)],
        .feedForwardDown: [.whole("fc2", model.width)],
      ])
  }
}

internal import PIMConfiguration

/// GPT-NeoX (Pythia, GPT-NeoX-20B): `GPTNeoXConfig` in transformers' `configuration_gpt_neox.py`.
enum GPTNeoXFamily: HuggingFaceFamily {
  static let modelType = "gpt_neox"
  static let title = "GPT-NeoX"
  static let classPrefix = "GPTNeoX"
  static let withoutEffect: Set<String> = ["attention_probs_dropout_prob", "hidden_dropout_prob"]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 6144, heads: 64, layers: 44, ffnWidth: 24576, vocabulary: 50432, context: 2048))
    model.features.norm = try reader.norm("layer_norm_eps")
    // Files of transformers 4.57 write both names of the base and of the share.
    let rotary = HuggingFaceReader.RotaryKeys(
      bases: ["rotary_emb_base", "rope_theta"], shares: ["rotary_pct", "partial_rotary_factor"], share: 0.25)
    try reader.checkHeads(model)
    model.features.positions = .rotary(try reader.rotary(headWidth: model.elementsOfHead, rotary))
    let hasBias = try reader.flag(
      "attention_bias", default: true, for: "attention.bias", "attention.outputBias")
    model.features.attention = AttentionFeatures(hasBias: hasBias, hasOutputBias: hasBias)
    model.features.feedForward.activation = try reader.activation("hidden_act", default: "gelu")
    model.features.residual =
      try reader.flag("use_parallel_residual", default: true, for: "residual")
      ? .parallelTwoNorms : .sequential
    model.features.head = try reader.head(tied: false)
    return model
  }

  /// Query, key and value of each head follow each other.
  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["gpt_neox."], layers: "layers.", tokens: "embed_in",
      norms: [
        .attention: "input_layernorm", .feedForward: "post_attention_layernorm", .final: "final_layer_norm",
      ],
      products: [
        .queryKeyValue: [.fusedByGroup("attention.query_key_value", model)],
        .projection: [.whole("attention.dense", model.width)],
        .feedForwardUp: [.whole("mlp.dense_h_to_4h", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.dense_4h_to_h", model.width)],
      ], head: "embed_out",
      buffers: ["attention.bias", "attention.masked_bias", "attention.rotary_emb.inv_freq"])
  }
}

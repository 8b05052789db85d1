internal import PIMConfiguration

/// BLOOM: `BloomConfig` in transformers' `configuration_bloom.py`. The feed-forward part is four times as
/// wide as the model, whatever `n_inner` is, and its function is tanh-GELU (`BloomMLP`, `BloomGelu`).
enum BloomFamily: HuggingFaceFamily {
  static let modelType = "bloom"
  static let title = "BLOOM"
  static let classPrefix = "Bloom"
  static let withoutEffect: Set<String> = [
    "masked_softmax_fusion", "bias_dropout_fusion", "slow_but_exact", "n_inner", "offset_alibi",
    "skip_bias_add", "skip_bias_add_qkv", "unk_token_id",
  ]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    // The class has no limit of the context; `seq_length` is that of the training.
    var model = HuggingFaceModel(
      layers: try reader.size("layers", "n_layer", "num_hidden_layers", default: 2),
      width: try reader.size("width", "hidden_size", "n_embed", default: 64),
      heads: try reader.size("heads", "n_head", "num_attention_heads", default: 8),
      vocabulary: try reader.size("vocabulary", "vocab_size", default: 250880),
      contextLimit: try reader.size("contextLimit", "seq_length", default: 2048))
    try reader.require(
      "apply_residual_connection_post_layernorm", false, because: "residual connections behind the norms")
    model.features.norm = try reader.norm("layer_norm_epsilon")
    model.features.positions = .alibi
    model.features.embedding.hasNorm = true
    model.features.head = try reader.head(tied: true)
    return model
  }

  /// Query, key and value of each head follow each other.
  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["transformer."], layers: "h.", tokens: "word_embeddings",
      norms: [
        .embedding: "word_embeddings_layernorm", .attention: "input_layernorm",
        .feedForward: "post_attention_layernorm", .final: "ln_f",
      ],
      products: [
        .queryKeyValue: [.fusedByGroup("self_attention.query_key_value", model)],
        .projection: [.whole("self_attention.dense", model.width)],
        .feedForwardUp: [.whole("mlp.dense_h_to_4h", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.dense_4h_to_h", model.width)],
      ])
  }
}

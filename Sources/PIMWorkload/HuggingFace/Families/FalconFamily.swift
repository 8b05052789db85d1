internal import PIMConfiguration

/// Falcon: `FalconConfig` in transformers' `configuration_falcon.py`. The 7B kind has one key head and one
/// norm; `new_decoder_architecture`, the 40B and 11B kind, has groups of heads.
enum FalconFamily: HuggingFaceFamily {
  static let modelType = "falcon"
  static let title = "Falcon"
  static let classPrefix = "Falcon"
  static let withoutEffect: Set<String> = ["apply_residual_connection_post_layernorm"]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    let width = try reader.size("width", "hidden_size", "n_embed", default: 4544)
    var model = HuggingFaceModel(
      layers: try reader.size("layers", "num_hidden_layers", "n_layer", default: 32), width: width,
      heads: try reader.size("heads", "num_attention_heads", "n_head", default: 71),
      ffnWidth: try reader.size("ffnWidth", "ffn_hidden_size", default: 4 * width),
      vocabulary: try reader.size("vocabulary", "vocab_size", default: 65024),
      contextLimit: try reader.size("contextLimit", "max_position_embeddings", default: 2048))
    let isNew = try reader.flag("new_decoder_architecture", default: false)
    let isMultiQuery = try reader.flag("multi_query", default: true)
    let keyHeads = try reader.value(
      "keyValueHeads", ["num_kv_heads", "n_head_kv"], .integer(in: 1...1 << 24), default: model.heads)
    model.keyValueHeads = isNew ? keyHeads : isMultiQuery ? 1 : model.heads
    if !isNew { reader.record("keyValueHeads", from: reader.isGiven("multi_query") ? "multi_query" : nil) }
    model.features.residual = try residual(&reader, isNew: isNew)
    model.features.norm = try reader.norm("layer_norm_epsilon")
    try reader.checkHeads(model)
    let rotary = try reader.rotary(headWidth: model.elementsOfHead)
    model.features.positions = .rotary(rotary)
    if try reader.flag("alibi", default: false, for: "positions.kind") {
      guard reader.isAssumed("alibi", "Falcon's scaled slopes are simulated as plain ones") else {
        throw reader.section.error(
          "alibi", "not supported: Falcon divides its slopes by the root of a head's width", found: "true",
          expected: "false, or --assume alibi to simulate plain slopes")
      }
      model.features.positions = .alibi
    }
    let hasBias = try reader.flag(
      "bias", default: false, for: "attention.bias", "attention.outputBias", "feedForward.bias")
    model.features.attention = AttentionFeatures(hasBias: hasBias, hasOutputBias: hasBias)
    model.features.feedForward = FeedForwardFeatures(
      activation: try reader.activation("activation", default: "gelu"), hasBias: hasBias)
    model.features.head = try reader.head(tied: true)
    return model
  }

  /// The order of a layer's parts (`FalconDecoderLayer`).
  private static func residual(
    _ reader: inout HuggingFaceReader, isNew: Bool
  ) throws(ConfigurationError) -> ResidualOrder {
    let isParallel = try reader.flag("parallel_attn", default: true, for: "residual")
    let norms = try reader.optional(nil, "num_ln_in_parallel_attn", .integer(in: 1...2))
    guard isNew else {
      guard norms != 2 else {
        throw reader.section.error(
          "num_ln_in_parallel_attn", "not supported without new_decoder_architecture", found: "2",
          expected: "1")
      }
      return isParallel ? .parallel : .sequential
    }
    guard isParallel else {
      throw reader.section.error(
        "parallel_attn", "not supported with new_decoder_architecture", found: "false", expected: "true")
    }
    return norms == 1 ? .parallel : .parallelTwoNorms
  }

  /// Each group has its query heads, its key head and its value head. Without `new_decoder_architecture`
  /// there is one group, or a group for each head.
  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    let hasTwo = model.features.residual == .parallelTwoNorms
    return CheckpointLayout(
      family: title, prefixes: ["transformer."], layers: "h.", tokens: "word_embeddings",
      norms: [
        .attention: hasTwo ? "ln_attn" : "input_layernorm",
        .feedForward: hasTwo ? "ln_mlp" : "post_attention_layernorm", .final: "ln_f",
      ],
      products: [
        .queryKeyValue: [.fusedByGroup("self_attention.query_key_value", model)],
        .projection: [.whole("self_attention.dense", model.width)],
        .feedForwardUp: [.whole("mlp.dense_h_to_4h", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.dense_4h_to_h", model.width)],
      ],
      buffers: ["self_attention.maybe_rotary.inv_freq", "self_attention.rotary_emb.inv_freq"])
  }
}

internal import PIMConfiguration

/// GPT-J: `GPTJConfig` in transformers' `configuration_gptj.py`.
enum GPTJFamily: HuggingFaceFamily {
  static let modelType = "gptj"
  static let title = "GPT-J"
  static let classPrefix = "GPTJ"
  /// `GPTJAttention` scales the scores whatever `scale_attn_weights` is.
  static let withoutEffect: Set<String> = ["scale_attn_weights", "rotary"]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizesOfGPT2(width: 4096, heads: 16, layers: 28, vocabulary: 50400, context: 2048)
    guard !reader.isNull("rotary_dim") else {
      throw reader.section.error("rotary_dim", "not supported", found: "null", expected: "an even number")
    }
    let rotated = try reader.size("positions.width", "rotary_dim", default: 64)
    guard rotated % 2 == 0 else {
      throw reader.error("positions.width", "not supported", found: "\(rotated)", expected: "an even number")
    }
    model.features.norm = try reader.norm("layer_norm_epsilon")
    model.features.positions = .rotary(Rotary(width: rotated, pairs: .neighbours))
    model.features.attention = AttentionFeatures(hasBias: false, hasOutputBias: false)
    model.features.feedForward.activation = try reader.activation("activation_function", default: "gelu_new")
    model.features.residual = .parallel
    model.features.head = try reader.head(tied: false, hasBias: true)
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["transformer."], layers: "h.", tokens: "wte",
      norms: [.attention: "ln_1", .final: "ln_f"],
      products: [
        .queryKeyValue: .separate("attn.", ["q_proj", "k_proj", "v_proj"], model),
        .projection: [.whole("attn.out_proj", model.width)],
        .feedForwardUp: [.whole("mlp.fc_in", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.fc_out", model.width)],
      ], buffers: ["attn.bias", "attn.masked_bias", "attn.embed_positions"])
  }
}

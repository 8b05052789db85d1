internal import PIMConfiguration

/// GPT-2: `GPT2Config` in transformers' `configuration_gpt2.py`.
enum GPT2Family: HuggingFaceFamily {
  static let modelType = "gpt2"
  static let title = "GPT-2"
  static let classPrefix = "GPT2"
  static let withoutEffect: Set<String> = []

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizesOfGPT2(width: 768, heads: 12, layers: 12, vocabulary: 50257, context: 1024)
    model.features.norm = try reader.norm("layer_norm_epsilon")
    model.features.feedForward.activation = try reader.activation("activation_function", default: "gelu_new")
    if try !reader.flag("scale_attn_weights", default: true, for: "attention.scale") {
      model.features.attention.scale = 1
    }
    model.features.attention.dividesByLayer = try reader.flag(
      "scale_attn_by_inverse_layer_idx", default: false, for: "attention.scaleByLayer")
    model.features.head = try reader.head(tied: true)
    return model
  }

  /// Matrices of layers are [inputs, outputs] (`Conv1D`).
  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["transformer."], layers: "h.", order: .inputsFirst, tokens: "wte",
      positions: "wpe", norms: [.attention: "ln_1", .feedForward: "ln_2", .final: "ln_f"],
      products: [
        .queryKeyValue: [.whole("attn.c_attn", model.queryKeyValueWidth)],
        .projection: [.whole("attn.c_proj", model.width)],
        .feedForwardUp: [.whole("mlp.c_fc", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.c_proj", model.width)],
      ], buffers: ["attn.bias", "attn.masked_bias"])
  }
}

internal import PIMConfiguration

/// StableLM: `StableLmConfig` in transformers' `configuration_stablelm.py`.
enum StableLMFamily: HuggingFaceFamily {
  static let modelType = "stablelm"
  static let title = "StableLM"
  static let classPrefix = "StableLm"
  static let withoutEffect: Set<String> = []

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 2560, heads: 32, layers: 32, ffnWidth: 6912, vocabulary: 50304, context: 4096))
    model.keyValueHeads = try reader.keyValueHeads(default: 32, of: model.heads)
    try reader.require("qk_layernorm", false, because: "layer norms of queries and keys")
    model.features.norm = try reader.norm("layer_norm_eps")
    try reader.checkHeads(model)
    model.features.positions = .rotary(
      try reader.rotary(
        headWidth: model.elementsOfHead, .init(shares: ["partial_rotary_factor"], share: 0.25)))
    model.features.attention = AttentionFeatures(
      hasBias: try reader.flag("use_qkv_bias", default: false, for: "attention.bias"), hasOutputBias: false)
    model.features.feedForward = FeedForwardFeatures(
      activation: try reader.activation("hidden_act", default: "silu"), isGated: true, hasBias: false)
    // With parallel parts, the layer has no second norm (`StableLmDecoderLayer`).
    model.features.residual =
      try reader.flag("use_parallel_residual", default: false, for: "residual") ? .parallel : .sequential
    model.features.head = try reader.head(tied: false)
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout { .llama(title, model) }
}

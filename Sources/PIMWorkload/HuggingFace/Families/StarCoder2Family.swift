internal import PIMConfiguration

/// StarCoder2: `Starcoder2Config` in transformers' `configuration_starcoder2.py`.
enum StarCoder2Family: HuggingFaceFamily {
  static let modelType = "starcoder2"
  static let title = "StarCoder2"
  static let classPrefix = "Starcoder2"
  /// Published files have both names of the function; the class reads `hidden_act`.
  static let withoutEffect: Set<String> = [
    "residual_dropout", "embedding_dropout", "activation_function",
  ]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 3072, heads: 24, layers: 30, ffnWidth: 12288, vocabulary: 49152, context: 4096))
    model.keyValueHeads = try reader.keyValueHeads(default: 2, of: model.heads)
    model.features.norm = try reader.norm("norm_epsilon")
    for (key, wanted) in [("norm_type", "layer_norm"), ("mlp_type", "default")] {
      let value = try reader.value(nil, [key], .text, default: wanted)
      guard value == wanted else {
        throw reader.section.error(key, "not supported", found: value, expected: wanted)
      }
    }
    try reader.checkHeads(model)
    model.features.positions = .rotary(try reader.rotary(headWidth: model.elementsOfHead))
    let hasBias = try reader.flag(
      "use_bias", default: true, for: "attention.bias", "attention.outputBias", "feedForward.bias")
    model.features.attention = AttentionFeatures(
      hasBias: hasBias, hasOutputBias: hasBias, window: try reader.slidingWindow())
    model.features.feedForward = FeedForwardFeatures(
      activation: try reader.activation("hidden_act", default: "gelu_pytorch_tanh"), hasBias: hasBias)
    model.features.head = try reader.head(tied: true)
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    var layout = CheckpointLayout.llama(title, model)
    layout.products[.feedForwardUp] = [.whole("mlp.c_fc", model.ffnWidth)]
    layout.products[.feedForwardDown] = [.whole("mlp.c_proj", model.width)]
    return layout
  }
}

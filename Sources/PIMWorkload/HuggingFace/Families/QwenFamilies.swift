internal import PIMConfiguration

/// Qwen2 and Qwen2.5: `Qwen2Config` in transformers' `configuration_qwen2.py`. Query, key and value have
/// biases, the projection has none (`Qwen2Attention`).
enum Qwen2Family: HuggingFaceFamily {
  static let modelType = "qwen2"
  static let title = "Qwen2"
  static let classPrefix = "Qwen2"
  static let withoutEffect: Set<String> = []

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 4096, heads: 32, layers: 32, ffnWidth: 22016, vocabulary: 151936, context: 32768))
    model.keyValueHeads = try reader.keyValueHeads(default: 32, of: model.heads)
    model.headWidth = try reader.headWidth()
    try reader.require("use_mrope", false)
    try reader.readLlama(&model, tied: false)
    let (window, pattern) = try reader.windowsOfQwen(layers: model.layers)
    model.features.attention = AttentionFeatures(
      hasBias: true, hasOutputBias: false, window: window, windowPattern: pattern)
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout { .llama(title, model) }
}

/// Qwen3: `Qwen3Config` in transformers' `configuration_qwen3.py`. Each head of query and key is normed.
enum Qwen3Family: HuggingFaceFamily {
  static let modelType = "qwen3"
  static let title = "Qwen3"
  static let classPrefix = "Qwen3"
  static let withoutEffect: Set<String> = []

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 4096, heads: 32, layers: 32, ffnWidth: 22016, vocabulary: 151936, context: 32768))
    model.keyValueHeads = try reader.keyValueHeads(default: 32, of: model.heads)
    model.headWidth = try reader.headWidth(default: 128)
    try reader.readLlama(&model, tied: false)
    let hasBias = try reader.flag(
      "attention_bias", default: false, for: "attention.bias", "attention.outputBias")
    let (window, pattern) = try reader.windowsOfQwen(layers: model.layers)
    model.features.attention = AttentionFeatures(
      hasBias: hasBias, hasOutputBias: hasBias, window: window, windowPattern: pattern,
      normsQueriesAndKeys: true)
    return model
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout { .llama(title, model) }
}

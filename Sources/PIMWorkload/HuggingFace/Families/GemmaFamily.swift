internal import PIMConfiguration

/// Gemma, the first: `GemmaConfig` in transformers' `configuration_gemma.py`.
enum GemmaFamily: HuggingFaceFamily {
  static let modelType = "gemma"
  static let title = "Gemma"
  static let classPrefix = "Gemma"
  static let withoutEffect: Set<String> = []

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizes(
      .init(width: 3072, heads: 16, layers: 28, ffnWidth: 24576, vocabulary: 256000, context: 8192))
    model.keyValueHeads = try reader.keyValueHeads(default: 16, of: model.heads)
    model.headWidth = try reader.headWidth(default: 256)
    try reader.require("use_bidirectional_attention", false, because: "queries that see later tokens")
    model.features.norm = try reader.norm("rms_norm_eps", default: 1e-6, .rms, hasUnitOffset: true)
    try reader.checkHeads(model)
    model.features.positions = .rotary(try reader.rotary(headWidth: model.elementsOfHead))
    let hasBias = try reader.flag(
      "attention_bias", default: false, for: "attention.bias", "attention.outputBias")
    model.features.attention = AttentionFeatures(hasBias: hasBias, hasOutputBias: hasBias)
    model.features.feedForward = FeedForwardFeatures(
      activation: try activation(&reader), isGated: true, hasBias: false)
    // transformers rounds the root to the type of the hidden state: binary32 here.
    model.features.embedding.scale = Float(Double(model.width).squareRoot())
    model.features.head = try reader.head(tied: true)
    return model
  }

  /// `hidden_activation`; without it `hidden_act`, whose `gelu` means tanh-GELU in the published files
  /// (`GemmaMLP`).
  private static func activation(
    _ reader: inout HuggingFaceReader
  ) throws(ConfigurationError) -> Activation {
    guard !reader.isGiven("hidden_activation") else {
      reader.ignore("hidden_act")
      return try reader.activation("hidden_activation", default: "gelu_pytorch_tanh")
    }
    reader.ignore("hidden_activation")
    let function = try reader.activation("hidden_act", default: "gelu_pytorch_tanh")
    guard function == .gelu else { return function }
    reader.note("hidden_act is gelu, which means tanh-GELU in files of Gemma without hidden_activation")
    return .geluTanh
  }

  static func layout(_ model: ModelDescription) -> CheckpointLayout { .llama(title, model) }
}

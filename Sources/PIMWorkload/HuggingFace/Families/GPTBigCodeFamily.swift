internal import PIMConfiguration

/// GPT-BigCode (SantaCoder, StarCoder): `GPTBigCodeConfig` in transformers' `configuration_gpt_bigcode.py`.
enum GPTBigCodeFamily: HuggingFaceFamily {
  static let modelType = "gpt_bigcode"
  static let title = "GPT-BigCode"
  static let classPrefix = "GPTBigCode"
  static let withoutEffect: Set<String> = [
    "inference_runner", "pre_allocate_kv_cache", "validate_runner_input", "max_sequence_length",
    "max_batch_size", "pad_key_length", "attention_type",
  ]

  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel {
    var model = try reader.sizesOfGPT2(width: 768, heads: 12, layers: 12, vocabulary: 50257, context: 1024)
    if try reader.flag("multi_query", default: true, for: "keyValueHeads") { model.keyValueHeads = 1 }
    // The class derives the key of other classes and writes it into newer files.
    let written = try reader.optional(nil, "num_key_value_heads", .integer(in: 1...1 << 24))
    let derived = model.keyValueHeads ?? model.heads
    if let written, written != derived {
      throw reader.section.error(
        "num_key_value_heads", "contradicts multi_query", found: "\(written)", expected: "\(derived)")
    }
    model.features.norm = try reader.norm("layer_norm_epsilon")
    model.features.feedForward.activation = try reader.activation(
      "activation_function", default: "gelu_pytorch_tanh")
    if try !reader.flag("scale_attn_weights", default: true, for: "attention.scale") {
      model.features.attention.scale = 1
    }
    model.features.head = try reader.head(tied: true)
    return model
  }

  /// GPT-2's names; the product of query, key and value is by groups of heads: with one key head all query
  /// heads, the key and the value, otherwise query, key and value of each head.
  static func layout(_ model: ModelDescription) -> CheckpointLayout {
    CheckpointLayout(
      family: title, prefixes: ["transformer."], layers: "h.", tokens: "wte", positions: "wpe",
      norms: [.attention: "ln_1", .feedForward: "ln_2", .final: "ln_f"],
      products: [
        .queryKeyValue: [.fusedByGroup("attn.c_attn", model)],
        .projection: [.whole("attn.c_proj", model.width)],
        .feedForwardUp: [.whole("mlp.c_fc", model.ffnWidth)],
        .feedForwardDown: [.whole("mlp.c_proj", model.width)],
      ], buffers: ["attn.bias", "attn.masked_bias"])
  }
}

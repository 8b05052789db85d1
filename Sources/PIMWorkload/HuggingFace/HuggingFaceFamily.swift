internal import PIMConfiguration

/// A family of decoders in transformers: the translation of its `config.json`, and the layout of its
/// checkpoints. A family knows keys and names only; what they mean is `ModelFeatures`.
protocol HuggingFaceFamily: Sendable {
  /// The value of `model_type`.
  static var modelType: String { get }
  /// The name in messages.
  static var title: String { get }
  /// The beginning of the names of its classes in `architectures`.
  static var classPrefix: String { get }
  /// Keys of its configuration class without effect on a forward pass, besides those of all families.
  static var withoutEffect: Set<String> { get }

  /// Reads sizes and features.
  ///
  /// - Throws: `ConfigurationError` for a setting that is wrong or not supported.
  static func read(_ reader: inout HuggingFaceReader) throws(ConfigurationError) -> HuggingFaceModel

  /// The names and layouts of the tensors of a model of this family.
  static func layout(_ model: ModelDescription) -> CheckpointLayout
}

/// The families that are supported.
enum HuggingFaceFamilies {
  static let all: [any HuggingFaceFamily.Type] = [
    GPT2Family.self, GPTNeoFamily.self, GPTJFamily.self, GPTNeoXFamily.self, OPTFamily.self,
    LlamaFamily.self, MistralFamily.self, Qwen2Family.self, Qwen3Family.self, GemmaFamily.self,
    PhiFamily.self, Phi3Family.self, FalconFamily.self, GPTBigCodeFamily.self, StarCoder2Family.self,
    StableLMFamily.self, BloomFamily.self,
  ]

  /// The family of a file: that of `model_type`, of the classes in `architectures`, or GPT-2 for a file with
  /// none of both and keys of GPT-2, as its first files were. Most keys of OpenAI's first GPT are GPT-2's.
  ///
  /// - Throws: `ConfigurationError` for a file of another kind.
  static func family(of section: Section) throws(ConfigurationError) -> any HuggingFaceFamily.Type {
    var section = section
    let types = HuggingFaceConfiguration.supportedTypes.joined(separator: ", ")
    if let type = try section.optional("model_type", .text) {
      if let family = all.first(where: { $0.modelType == type }) { return family }
      let needs = ForeignFeatures.needs(of: section, type: type)
      throw section.error(
        "model_type", needs.isEmpty ? "not supported" : "not supported, since it has \(needs)", found: type,
        expected: "one of \(types)")
    }
    for key in ["afn", "n_special", "predict_special_tokens"] where section.contains(key) {
      throw section.error(
        key, "a key of OpenAI GPT (openai-gpt), which is not supported", found: "no model_type",
        expected: "a GPT-2")
    }
    if let list = try section.optionalList("architectures"), let first = list.first {
      let name = try first.text()
      guard let family = all.first(where: { isClass(name, of: $0) }) else {
        throw first.error(
          "not supported", found: name, expected: "a class of transformers such as GPT2LMHeadModel")
      }
      return family
    }
    guard ["n_embd", "n_layer", "n_head"].contains(where: section.contains) else {
      throw section.error("model_type", "missing key", expected: "one of \(types)")
    }
    return GPT2Family.self
  }

  /// True for the name of a class of a family: `LlamaForCausalLM`, but not `LlamaVisionModel`.
  private static func isClass(_ name: String, of family: any HuggingFaceFamily.Type) -> Bool {
    guard name.hasPrefix(family.classPrefix) else { return false }
    let rest = name.dropFirst(family.classPrefix.count)
    return ["For", "Model", "LMHead", "DoubleHeads"].contains { rest.hasPrefix($0) }
  }
}

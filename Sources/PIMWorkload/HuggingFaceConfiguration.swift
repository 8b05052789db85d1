package import PIMConfiguration

/// A `config.json` of a GPT-2 model as Hugging Face transformers writes it.
///
/// Keys, their defaults and their other names are those of `GPT2Config` (transformers,
/// `configuration_gpt2.py`): an absent `n_embd` is 768, and `hidden_size` is another name of it. The key
/// `encoding`, an addition of pimgpt, is `bytes` if tokens are bytes. The model's name is the last part of
/// `_name_or_path`, or of the folder.
package struct HuggingFaceConfiguration: Sendable {
  /// The model.
  package let description: ModelDescription
  /// Notes for the user: keys of the file that are not used, one a line.
  package let notes: [String]
  /// The model as a document of pimgpt. Each value has the line of the file, or the default, that it is from.
  package let document: Node

  /// Reads a file.
  ///
  /// - Parameter reference: the place that named the file, for the message if the file cannot be read.
  /// - Throws: `ConfigurationError` for values of the wrong type or out of range, contradictory values under
  ///   two names, models of another kind, and settings that this simulator does not compute.
  package init(path: String, reference: Mark? = nil) throws(ConfigurationError) {
    let root = try Document.load(path: path, reference: reference, syntax: .json)
    var reader = HuggingFaceReader(try root.mapping(), file: path)
    try reader.checkKind()
    try reader.checkSupport()
    let name = try reader.name()
    let width = try reader.size("n_embd", or: "hidden_size", default: 768)
    let heads = try reader.size("n_head", or: "num_attention_heads", default: 12)
    guard width % heads == 0 else {
      throw reader.section.error(
        "n_head", "\(heads) heads do not divide a width of \(width)", expected: "a divisor of n_embd")
    }
    let layers = try reader.size("n_layer", or: "num_hidden_layers", default: 12)
    let inner = try reader.size("n_inner", default: 4 * width)
    let vocabulary = try reader.size("vocab_size", default: 50257)
    let positions = try reader.size("n_positions", or: "max_position_embeddings", default: 1024)
    try reader.checkContext(positions)
    let epsilon = try reader.section.real(
      "layer_norm_epsilon", default: 1e-5,
      in: Double(Float.leastNormalMagnitude)...1)
    reader.record("layerNormEpsilon", "\(epsilon)", from: "layer_norm_epsilon")
    let encoding = try reader.section.optional("encoding", .choice(TokenEncoding.self))
    if let encoding { reader.record("encoding", encoding.rawValue, from: "encoding") }
    do throws(WorkloadError) {
      description = try ModelDescription(
        name: name, layers: layers, width: width, heads: heads, ffnWidth: inner, vocabulary: vocabulary,
        contextLimit: positions, features: ModelFeatures(norm: Norm(epsilon: Float(epsilon))),
        encoding: encoding ?? .ids)
    } catch {
      throw reader.section.error("n_embd", error.problem, expected: error.suggestion)
    }
    reader.noteUnknownKeys()
    notes = reader.notes.map { "\(path): \($0)" }
    document = Node(.mapping(Node.Mapping(reader.entries)), mark: root.mark)
  }
}

/// Reads the keys of a `config.json` and records each key that was read.
private struct HuggingFaceReader {
  var section: Section
  private(set) var notes: [String] = []
  /// The model as a document of pimgpt.
  private(set) var entries: [Node.Entry] = []
  private let file: String
  private let keys: [String: Mark]

  init(_ section: Section, file: String) {
    self.section = section
    self.file = file
    keys = Dictionary(uniqueKeysWithValues: section.keys.map { ($0.name, $0.mark) })
  }

  // MARK: What is supported

  /// Checks that the model is a GPT-2. Without `model_type` the other keys decide; most keys of OpenAI's
  /// first GPT have the same names.
  mutating func checkKind() throws(ConfigurationError) {
    if let type = try section.optional("model_type", .text) {
      guard type == "gpt2" else {
        throw section.error("model_type", "not supported", found: type, expected: "gpt2")
      }
      return
    }
    for key in ["afn", "n_special", "predict_special_tokens"] where section.contains(key) {
      throw section.error(
        key, "a key of OpenAI GPT (openai-gpt), which is not supported", found: "no model_type",
        expected: "a GPT-2")
    }
    if let list = try section.optionalList("architectures") {
      for value in list {
        let name = try value.text()
        guard name.hasPrefix("GPT2") else {
          throw value.error("not supported", found: name, expected: "a GPT-2, such as GPT2LMHeadModel")
        }
      }
      if !list.isEmpty { return }
    }
    guard ["n_embd", "n_layer", "n_head"].contains(where: section.contains) else {
      throw section.error("model_type", "missing key", expected: "gpt2")
    }
  }

  /// Refuses settings that change the computation in a way that this simulator does not support.
  mutating func checkSupport() throws(ConfigurationError) {
    // Two names of one function.
    let activation = try section.text("activation_function", default: "gelu_new")
    guard ["gelu_new", "gelu_pytorch_tanh"].contains(activation) else {
      throw section.error("activation_function", "not supported", found: activation, expected: "gelu_new")
    }
    for (key, wanted) in [
      ("scale_attn_weights", true), ("scale_attn_by_inverse_layer_idx", false),
      ("add_cross_attention", false),
      ("is_encoder_decoder", false), ("tie_word_embeddings", true),
    ] {
      guard try section.boolean(key, default: wanted) == wanted else {
        throw section.error(key, "not supported", found: "\(!wanted)", expected: "\(wanted)")
      }
    }
    if section.optionalValue("quantization_config") != nil {
      throw section.error("quantization_config", "not supported", expected: "weights that are not quantised")
    }
    if let pruned = section.optionalValue("pruned_heads"), pruned.node.mapping?.entries.isEmpty != true {
      throw section.error("pruned_heads", "not supported", expected: "{}, all heads in all layers")
    }
  }

  /// Notes an `n_ctx`, which has no effect any more.
  mutating func checkContext(_ positions: Int) throws(ConfigurationError) {
    guard let older = try section.optional("n_ctx", .integer()), older != positions else { return }
    notes.append("n_ctx is \(older) and is not used: n_positions counts, which is \(positions)")
  }

  // MARK: Values

  /// The last part of `_name_or_path`, or the name of the folder.
  mutating func name() throws(ConfigurationError) -> String {
    let path = try section.optional("_name_or_path", .text)
    let own = path?.split(separator: "/").last.map(String.init)
    let name = own ?? HuggingFaceReader.folderName(of: file)
    record("name", name, from: own == nil ? nil : "_name_or_path")
    return name
  }

  private static func folderName(of file: String) -> String {
    let folder = FilePath.folder(of: file)
    let name = FilePath.name(of: folder)
    if !["", ".", ".."].contains(name) { return name }
    let resolved = FilePath.resolved(folder.isEmpty ? "." : folder).map(FilePath.name) ?? ""
    return resolved.isEmpty ? "model" : resolved
  }

  /// Reads a size under either of its two names.
  mutating func size(
    _ key: String, or other: String? = nil, default standard: Int
  ) throws(ConfigurationError) -> Int {
    let form = Form<Int>.integer(in: 1...1 << 24)
    let value = try section.optional(key, form)
    var source = value == nil ? nil : key
    var result = value ?? standard
    if let other, let second = try section.optional(other, form) {
      if let value, value != second {
        throw section.error(
          other, "means the same as \(key) and differs", found: "\(second)", expected: "\(value)")
      }
      source = source ?? other
      result = second
    }
    record(HuggingFaceReader.names[key]!, "\(result)", from: source)
    return result
  }

  private static let names = [
    "n_embd": "width", "n_head": "heads", "n_layer": "layers", "n_inner": "ffnWidth",
    "vocab_size": "vocabulary", "n_positions": "contextLimit",
  ]

  /// Records a value under its name in documents of pimgpt.
  ///
  /// - Parameter key: the key of the file; nil for a default.
  mutating func record(_ name: String, _ value: String, from key: String?) {
    let mark = key.flatMap { keys[$0] }
    let provenance =
      mark.map { Provenance(source: "\($0.lineDescription), \(key ?? "")", certainty: .user) }
      ?? Provenance(source: name == "name" ? "the folder" : "GPT-2's default", certainty: .builtIn)
    let place = mark ?? section.mark
    entries.append(
      Node.Entry(
        key: Node.Key(name, mark: place),
        value: Node(.scalar(Node.Scalar(value, isPlain: name != "name")), mark: place, provenance: provenance)
      ))
  }

  // MARK: Keys

  /// Notes the keys that are neither read nor known to have no effect.
  mutating func noteUnknownKeys() {
    let unknown = section.keys.map(\.name).filter {
      !HuggingFaceReader.used.contains($0) && !HuggingFaceReader.withoutMeaning.contains($0)
    }
    guard !unknown.isEmpty else { return }
    notes.append(
      "\(unknown.count == 1 ? "a key that GPT-2 does not have and that is" : "keys that GPT-2 does not have and that are") not used: "
        + unknown.joined(separator: ", "))
  }

  private static let used: Set<String> = [
    "model_type", "architectures", "activation_function", "scale_attn_weights",
    "scale_attn_by_inverse_layer_idx",
    "add_cross_attention", "is_encoder_decoder", "tie_word_embeddings", "quantization_config", "pruned_heads",
    "_name_or_path", "n_embd", "hidden_size", "n_head", "num_attention_heads", "n_layer", "num_hidden_layers",
    "n_inner", "vocab_size", "n_positions", "max_position_embeddings", "n_ctx", "layer_norm_epsilon",
    "encoding",
  ]

  /// Keys of `GPT2Config` and `PretrainedConfig` without effect on the result of a forward pass: training,
  /// other heads, generation, bookkeeping. `reorder_and_upcast_attn` changes only the order of operations.
  private static let withoutMeaning: Set<String> = [
    "resid_pdrop", "embd_pdrop", "attn_pdrop", "initializer_range", "summary_type", "summary_use_proj",
    "summary_activation", "summary_proj_to_labels", "summary_first_dropout", "use_cache", "bos_token_id",
    "eos_token_id", "reorder_and_upcast_attn", "gradient_checkpointing", "transformers_version",
    "torch_dtype",
    "dtype", "task_specific_params", "output_attentions", "output_hidden_states", "output_past",
    "output_scores",
    "return_dict", "return_dict_in_generate", "use_return_dict", "torchscript", "use_bfloat16",
    "tf_legacy_loss",
    "is_decoder", "cross_attention_hidden_size", "tie_encoder_decoder", "max_length", "min_length",
    "do_sample",
    "early_stopping", "num_beams", "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p",
    "typical_p", "repetition_penalty", "length_penalty", "no_repeat_ngram_size",
    "encoder_no_repeat_ngram_size",
    "bad_words_ids", "num_return_sequences", "forced_bos_token_id", "forced_eos_token_id",
    "remove_invalid_values", "exponential_decay_length_penalty", "suppress_tokens", "begin_suppress_tokens",
    "finetuning_task", "id2label", "label2id", "num_labels", "tokenizer_class", "prefix", "pad_token_id",
    "sep_token_id", "decoder_start_token_id", "problem_type", "chunk_size_feed_forward",
    "attn_implementation",
    "_attn_implementation", "_attn_implementation_autoset", "_commit_hash", "auto_map", "custom_pipelines",
    "_num_labels",
  ]
}

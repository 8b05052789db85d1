internal import PIMConfiguration

/// A cursor over the keys of a `config.json`: reads values under each of their names, and remembers the key
/// that each value of the description is from.
///
/// A *place* is a path in a model document of pimgpt, such as `positions.base`.
struct HuggingFaceReader {
  /// The name of the family, for messages.
  let title: String
  /// Remarks for the user.
  private(set) var notes: [String] = []
  /// Settings that were waved through.
  private(set) var assumptions: [String] = []
  private(set) var section: Section
  private let file: String
  private let assume: Set<String>
  /// Those of the keys that changed something.
  private var assumed: Set<String> = []
  private let marks: [String: Mark]
  private var used: Set<String> = ["model_type", "architectures"]
  /// The key of each place that was read; nil for a place with its default.
  private var keys: [String: String?] = [:]
  /// The first name of each place, for messages about a default.
  private var names: [String: String] = [:]

  init(_ section: Section, file: String, title: String, assume: Set<String>) {
    self.section = section
    self.file = file
    self.title = title
    self.assume = assume
    marks = Dictionary(uniqueKeysWithValues: section.keys.map { ($0.name, $0.mark) })
  }

  // MARK: Values

  /// The value of a key that may be absent.
  ///
  /// - Parameter place: the value's place in the document; nil for none.
  mutating func optional<Decoded>(
    _ place: String?, _ key: String, _ form: Form<Decoded>
  ) throws(ConfigurationError) -> Decoded? {
    used.insert(key)
    let value = try section.optional(key, form)
    if let place, value != nil { keys[place] = .some(key) }
    return value
  }

  /// The value under any of a setting's names, or its default. Two names must agree.
  mutating func value<Decoded: Equatable>(
    _ place: String?, _ names: [String], _ form: Form<Decoded>, default standard: Decoded
  ) throws(ConfigurationError) -> Decoded {
    var found: (value: Decoded, key: String)?
    for key in names {
      used.insert(key)
      guard let value = try section.optional(key, form) else { continue }
      if let found, found.value != value {
        throw section.error(
          key, "means the same as \(found.key) and differs", found: "\(value)", expected: "\(found.value)")
      }
      found = found ?? (value, key)
    }
    if let place {
      keys[place] = .some(found?.key)
      self.names[place] = names.first
    }
    return found?.value ?? standard
  }

  /// A size under any of its names.
  mutating func size(
    _ place: String, _ names: String..., default standard: Int
  ) throws(ConfigurationError) -> Int {
    try value(place, names, .integer(in: 1...1 << 24), default: standard)
  }

  /// A boolean, which may decide several places.
  mutating func flag(
    _ key: String, default standard: Bool, for places: String...
  ) throws(ConfigurationError) -> Bool {
    let value = try value(nil, [key], .boolean, default: standard)
    for place in places { record(place, from: isGiven(key) ? key : nil) }
    return value
  }

  /// The elements of a list of texts; nil if it is absent.
  mutating func texts(_ key: String) throws(ConfigurationError) -> [String]? {
    guard let values = try list(key) else { return nil }
    var result: [String] = []
    for value in values { result.append(try value.text()) }
    return result
  }

  /// The elements of a list; nil if it is absent.
  mutating func list(_ key: String) throws(ConfigurationError) -> [Value]? {
    used.insert(key)
    return try section.optionalList(key)
  }

  /// The mapping under a key; nil if it is absent.
  mutating func mapping(_ key: String) throws(ConfigurationError) -> Section? {
    used.insert(key)
    return try section.optionalSection(key)
  }

  /// True if a key is there with a value other than null.
  func isGiven(_ key: String) -> Bool { section.contains(key) }

  /// True if a key is there with the value null, which some classes tell from an absent key.
  func isNull(_ key: String) -> Bool { marks[key] != nil && !section.contains(key) }

  /// Remembers the key of a place; nil for a default.
  mutating func record(_ place: String, from key: String?) { keys[place] = .some(key) }

  /// Adds a remark for the user.
  mutating func note(_ text: String) { notes.append(text) }

  // MARK: Refusals

  /// Refuses any value of a boolean but one.
  ///
  /// - Parameter reason: the reason, as the rest of a sentence that begins with the value.
  mutating func require(
    _ key: String, _ wanted: Bool, because reason: String? = nil
  ) throws(ConfigurationError) {
    guard try value(nil, [key], .boolean, default: wanted) == wanted else {
      throw section.error(
        key, reason.map { "not supported: \($0)" } ?? "not supported", found: "\(!wanted)",
        expected: "\(wanted)")
    }
  }

  /// Marks a key as read that has no effect on this model.
  mutating func ignore(_ names: String...) { used.formUnion(names) }

  /// An error at the key of a place; without one, at the mapping.
  func error(
    _ place: String, _ what: String, found: String? = nil, expected: String? = nil
  ) -> ConfigurationError {
    let key = keys[place].flatMap { $0 } ?? names[place] ?? place
    return section.error(key, what, found: found, expected: expected)
  }

  /// True if the user waves a key through; otherwise the caller refuses it, and says that this is possible.
  ///
  /// - Parameter text: what is assumed, as a sentence without the key.
  mutating func isAssumed(_ key: String, _ text: String) -> Bool {
    guard assume.contains(key) else { return false }
    assumed.insert(key)
    assumptions.append("\(key) is assumed: \(text)")
    return true
  }

  // MARK: The name, the origin of values, and keys that are not used

  /// The last part of `_name_or_path`, or the name of the folder.
  mutating func name() throws(ConfigurationError) -> String {
    let path = try optional(nil, "_name_or_path", .text)
    let own = path?.split(separator: "/").last.map(String.init)
    record("name", from: own == nil ? nil : "_name_or_path")
    return own ?? HuggingFaceReader.folderName(of: file)
  }

  private static func folderName(of file: String) -> String {
    let folder = FilePath.folder(of: file)
    let name = FilePath.name(of: folder)
    if !["", ".", ".."].contains(name) { return name }
    let resolved = FilePath.resolved(folder.isEmpty ? "." : folder).map(FilePath.name) ?? ""
    return resolved.isEmpty ? "model" : resolved
  }

  /// The mark and the provenance of a place in the document.
  func origin(of place: String) -> (mark: Mark, provenance: Provenance) {
    if let key = keys[place].flatMap({ $0 }), let mark = marks[key] {
      return (mark, Provenance(source: "\(mark.lineDescription), \(key)", certainty: .user))
    }
    let source: String =
      switch place {
      case "name": "the folder"
      case let place where keys[place] == nil: "\(title)'s architecture"
      default: "\(title)'s default"
      }
    return (section.mark, Provenance(source: source, certainty: .builtIn))
  }

  /// Notes the keys that are neither read nor known to have no effect, and assumptions without need.
  mutating func noteUnknownKeys(besides others: Set<String>) {
    let unknown = section.keys.map(\.name).filter {
      !used.contains($0) && !others.contains($0) && !HuggingFaceReader.withoutEffect.contains($0)
    }
    if !unknown.isEmpty {
      let words =
        unknown.count == 1
        ? "a key that \(title) does not have and that is" : "keys that \(title) does not have and that are"
      notes.append("\(words) not used: \(unknown.joined(separator: ", "))")
    }
    for key in assume.sorted() where !assumed.contains(key) {
      notes.append("nothing needs to be assumed about \(key)")
    }
  }

  /// Keys of `PretrainedConfig`, and of many families' classes, without effect on the result of a forward
  /// pass: training, other heads, generation, bookkeeping. `reorder_and_upcast_attn` changes only the order
  /// of operations, `pretraining_tp` only how a product is cut up.
  private static let withoutEffect: Set<String> = [
    "resid_pdrop", "embd_pdrop", "attn_pdrop", "initializer_range", "summary_type", "summary_use_proj",
    "summary_activation", "summary_proj_to_labels", "summary_first_dropout", "use_cache", "bos_token_id",
    "eos_token_id", "reorder_and_upcast_attn", "gradient_checkpointing", "transformers_version",
    "torch_dtype", "dtype", "task_specific_params", "output_attentions", "output_hidden_states",
    "output_past", "output_scores", "return_dict", "return_dict_in_generate", "use_return_dict",
    "torchscript", "use_bfloat16", "tf_legacy_loss", "is_decoder", "cross_attention_hidden_size",
    "tie_encoder_decoder", "max_length", "min_length", "do_sample", "early_stopping", "num_beams",
    "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p", "typical_p",
    "repetition_penalty", "length_penalty", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size",
    "bad_words_ids", "num_return_sequences", "forced_bos_token_id", "forced_eos_token_id",
    "remove_invalid_values", "exponential_decay_length_penalty", "suppress_tokens", "begin_suppress_tokens",
    "finetuning_task", "id2label", "label2id", "num_labels", "tokenizer_class", "prefix", "pad_token_id",
    "sep_token_id", "decoder_start_token_id", "problem_type", "chunk_size_feed_forward",
    "attn_implementation", "_attn_implementation", "_attn_implementation_autoset", "_commit_hash",
    "auto_map", "custom_pipelines", "_num_labels", "attention_dropout", "hidden_dropout",
    "classifier_dropout", "pretraining_tp", "scale_attention_softmax_in_fp32", "attention_softmax_in_fp32",
    "_flash_attn_2_enabled", "use_flash_attn",
  ]
}

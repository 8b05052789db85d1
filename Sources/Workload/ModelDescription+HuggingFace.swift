public import Configuration

extension ModelDescription {
  /// Reads a `config.json` of a GPT-2 model as Hugging Face writes it.
  ///
  /// Keys that do not change what a token computes are passed over. Its name is the last part of `_name_or_path`, or
  /// of the folder.
  ///
  /// - Throws: missing keys, values of the wrong type, and whatever this simulator does not compute.
  public init(huggingFace path: String, reference: Mark? = nil) throws(ConfigurationError) {
    var section = try Document.load(path: path, reference: reference).mapping()
    let folder = path.split(separator: "/").dropLast().last.map(String.init) ?? "model"
    try ModelDescription.require(&section, "model_type", "gpt2")
    try ModelDescription.require(&section, "activation_function", "gelu_new")
    try ModelDescription.require(&section, "scale_attn_weights", true)
    try ModelDescription.require(&section, "scale_attn_by_inverse_layer_idx", false)
    try ModelDescription.require(&section, "add_cross_attention", false)
    try ModelDescription.require(&section, "tie_word_embeddings", true)
    let sizes = 1...1 << 24
    let width = try section.integer("n_embd", in: sizes)
    let heads = try section.integer("n_head", in: sizes)
    guard width % heads == 0 else {
      throw section.error(
        "n_head", "\(heads) heads do not divide a width of \(width)", expected: "a divisor of n_embd")
    }
    // n_ctx is the older name; checkpoints that have both give the same number.
    let older = try section.optional("n_ctx", .integer(in: sizes))
    let positions = try section.integer("n_positions", default: older, in: sizes)
    if let older, older != positions {
      throw section.error("n_ctx", "differs from n_positions", found: "\(older)", expected: "\(positions)")
    }
    let name = try section.text("_name_or_path", default: "").split(separator: "/").last.map(String.init)
    let epsilon = try section.real(
      "layer_norm_epsilon", default: Double(ModelDescription.defaultLayerNormEpsilon),
      in: Double(Float.leastNormalMagnitude)...1)
    let layers = try section.integer("n_layer", in: sizes)
    let inner = try section.integer("n_inner", default: 4 * width, in: sizes)
    let vocabulary = try section.integer("vocab_size", in: sizes)
    do throws(WorkloadError) {
      try self.init(
        name: name ?? folder, layers: layers, width: width, heads: heads, ffnWidth: inner,
        vocabulary: vocabulary,
        contextLimit: positions, layerNormEpsilon: Float(epsilon))
    } catch {
      throw section.error("n_embd", error.problem, expected: error.suggestion)
    }
  }

  private static func require(_ section: inout Section, _ key: String, _ wanted: String)
    throws(ConfigurationError)
  {
    let found = try section.text(key, default: wanted)
    guard found == wanted else {
      throw section.error(key, "not supported", found: found, expected: wanted)
    }
  }

  private static func require(_ section: inout Section, _ key: String, _ wanted: Bool)
    throws(ConfigurationError)
  {
    guard try section.boolean(key, default: wanted) == wanted else {
      throw section.error(key, "not supported", found: "\(!wanted)", expected: "\(wanted)")
    }
  }
}

import PIMConfiguration
import PIMWorkload
import Testing

/// Families of `config.json`: defaults, settings, refusals, and the document of each.
@Suite struct HuggingFaceFamilyTests {
  private func read(_ text: String, assume: Set<String> = []) throws -> HuggingFaceConfiguration {
    let file = TemporaryFile(Array(text.utf8), name: "config.json")
    let result = try HuggingFaceConfiguration(path: file.path, assume: assume)
    // Whatever is read is written as a document that says the same.
    let again = try ModelDescription(decoding: result.document.mapping())
    #expect(again == result.description)
    return result
  }

  private func model(_ type: String, _ keys: String = "") throws -> ModelDescription {
    try read("{\"model_type\": \"\(type)\", \"_name_or_path\": \"m\"\(keys.isEmpty ? "" : ", " + keys)}")
      .description
  }

  /// The message behind the file's name.
  private func problem(_ type: String, _ keys: String, assume: Set<String> = []) -> String {
    do {
      _ = try read("{\"model_type\": \"\(type)\", \(keys)}", assume: assume)
      return "accepted"
    } catch {
      return "\(error)".split(separator: "/config.json:", maxSplits: 1).last.map(String.init) ?? ""
    }
  }

  private func described(
    layers: Int, width: Int, heads: Int, keys: Int? = nil, headWidth: Int? = nil, ffn: Int, vocabulary: Int,
    context: Int, _ change: (inout ModelFeatures) -> Void
  ) throws -> ModelDescription {
    var features = ModelFeatures()
    change(&features)
    return try ModelDescription(
      name: "m", layers: layers, width: width, heads: heads, keyValueHeads: keys, headWidth: headWidth,
      ffnWidth: ffn, vocabulary: vocabulary, contextLimit: context, features: features)
  }

  static let unbiased = AttentionFeatures(hasBias: false, hasOutputBias: false)
  static let gatedSiLU = FeedForwardFeatures(activation: .silu, isGated: true, hasBias: false)

  // MARK: Defaults of the classes in transformers

  @Test func defaultsOfGPTs() throws {
    #expect(
      try model("gpt_bigcode")
        == described(
          layers: 12, width: 768, heads: 12, keys: 1, ffn: 3072, vocabulary: 50257, context: 1024
        ) { _ in })
    #expect(
      try model("gpt_neo")
        == described(layers: 24, width: 2048, heads: 16, ffn: 8192, vocabulary: 50257, context: 2048) {
          $0.attention = AttentionFeatures(
            hasBias: false, hasOutputBias: true, scale: 1, window: 256, windowPattern: [false, true])
        })
    #expect(
      try model("gptj")
        == described(layers: 28, width: 4096, heads: 16, ffn: 16384, vocabulary: 50400, context: 2048) {
          $0.positions = .rotary(Rotary(width: 64, pairs: .neighbours))
          $0.attention = Self.unbiased
          $0.residual = .parallel
          $0.head = HeadFeatures(isTied: false, hasBias: true)
        })
    // A quarter of a head of 96.
    #expect(
      try model("gpt_neox")
        == described(layers: 44, width: 6144, heads: 64, ffn: 24576, vocabulary: 50432, context: 2048) {
          $0.positions = .rotary(Rotary(width: 24))
          $0.feedForward.activation = .gelu
          $0.residual = .parallelTwoNorms
          $0.head.isTied = false
        })
    #expect(
      try model("opt")
        == described(layers: 12, width: 768, heads: 12, ffn: 3072, vocabulary: 50272, context: 2048) {
          $0.positions = .learned(offset: 2)
          $0.feedForward.activation = .relu
        })
    #expect(
      try model("bloom")
        == described(layers: 2, width: 64, heads: 8, ffn: 256, vocabulary: 250880, context: 2048) {
          $0.positions = .alibi
          $0.embedding.hasNorm = true
        })
    #expect(
      try model("falcon")
        == described(
          layers: 32, width: 4544, heads: 71, keys: 1, ffn: 18176, vocabulary: 65024, context: 2048
        ) {
          $0.positions = .rotary(Rotary(width: 64))
          $0.attention = Self.unbiased
          $0.feedForward = FeedForwardFeatures(activation: .gelu, hasBias: false)
          $0.residual = .parallel
        })
  }

  @Test func defaultsOfLlamas() throws {
    func llama(_ features: inout ModelFeatures, width: Int, epsilon: Float = 1e-6) {
      features.norm = Norm(kind: .rms, epsilon: epsilon, hasBias: false)
      features.positions = .rotary(Rotary(width: width))
      features.attention = Self.unbiased
      features.feedForward = Self.gatedSiLU
      features.head.isTied = false
    }
    #expect(
      try model("llama")
        == described(layers: 32, width: 4096, heads: 32, ffn: 11008, vocabulary: 32000, context: 2048) {
          llama(&$0, width: 128)
        })
    #expect(
      try model("mistral")
        == described(
          layers: 32, width: 4096, heads: 32, keys: 8, ffn: 14336, vocabulary: 32000, context: 131072
        ) {
          llama(&$0, width: 128)
          $0.attention.window = 4096
        })
    #expect(
      try model("qwen2")
        == described(layers: 32, width: 4096, heads: 32, ffn: 22016, vocabulary: 151936, context: 32768) {
          llama(&$0, width: 128)
          $0.attention.hasBias = true
        })
    #expect(
      try model("qwen3")
        == described(layers: 32, width: 4096, heads: 32, ffn: 22016, vocabulary: 151936, context: 32768) {
          llama(&$0, width: 128)
          $0.attention.normsQueriesAndKeys = true
        })
    #expect(
      try model("phi3")
        == described(layers: 32, width: 3072, heads: 32, ffn: 8192, vocabulary: 32064, context: 4096) {
          llama(&$0, width: 96, epsilon: 1e-5)
        })
    #expect(
      try model("gemma")
        == described(
          layers: 28, width: 3072, heads: 16, headWidth: 256, ffn: 24576, vocabulary: 256000, context: 8192
        ) {
          llama(&$0, width: 256)
          $0.norm.hasUnitOffset = true
          $0.feedForward.activation = .geluTanh
          // The root of 3,072, 55.4256258…, in binary32.
          $0.embedding.scale = 55.425625
          $0.head.isTied = true
        })
  }

  @Test func defaultsOfOthers() throws {
    #expect(
      try model("phi")
        == described(layers: 24, width: 2048, heads: 32, ffn: 8192, vocabulary: 51200, context: 2048) {
          $0.positions = .rotary(Rotary(width: 32))
          $0.residual = .parallel
          $0.head = HeadFeatures(isTied: false, hasBias: true)
        })
    #expect(
      try model("starcoder2")
        == described(
          layers: 30, width: 3072, heads: 24, keys: 2, ffn: 12288, vocabulary: 49152, context: 4096
        ) { $0.positions = .rotary(Rotary(width: 128)) })
    #expect(
      try model("stablelm")
        == described(layers: 32, width: 2560, heads: 32, ffn: 6912, vocabulary: 50304, context: 4096) {
          $0.positions = .rotary(Rotary(width: 20))
          $0.attention = Self.unbiased
          $0.feedForward = Self.gatedSiLU
          $0.head.isTied = false
        })
  }

  /// Parameters of published models, as the headers of their files count them: translation and graph together
  /// have each weight once.
  @Test(arguments: [
    ("gpt2", "", 124_439_808),
    ("opt", "", 125_239_296),
    ("gpt_neo", "", 1_315_575_808),
    ("gptj", "", 6_050_882_784),
    ("gpt_neox", "", 20_554_567_680),
    ("llama", "", 6_738_415_616),
    (
      "llama",
      "\"num_key_value_heads\": 8, \"intermediate_size\": 14336, \"vocab_size\": 128256, \"max_position_embeddings\": 8192",
      8_030_261_248
    ),
    ("mistral", "", 7_241_732_096),
    (
      "qwen2",
      "\"hidden_size\": 3584, \"num_attention_heads\": 28, \"num_key_value_heads\": 4, \"num_hidden_layers\": 28, \"intermediate_size\": 18944, \"vocab_size\": 152064",
      7_615_616_512
    ),
    (
      "qwen3",
      "\"num_key_value_heads\": 8, \"num_hidden_layers\": 36, \"intermediate_size\": 12288",
      8_190_735_360
    ),
    (
      "gemma",
      "\"hidden_size\": 2048, \"num_attention_heads\": 8, \"num_key_value_heads\": 1, \"num_hidden_layers\": 18, \"intermediate_size\": 16384",
      2_506_172_416
    ),
    ("gemma", "", 8_537_680_896),
    (
      "phi",
      "\"hidden_size\": 2560, \"num_hidden_layers\": 32, \"intermediate_size\": 10240, \"partial_rotary_factor\": 0.4",
      2_779_683_840
    ),
    ("phi3", "", 3_821_079_552),
    ("falcon", "", 6_921_720_704),
    (
      "gpt_bigcode",
      "\"n_embd\": 6144, \"n_head\": 48, \"n_layer\": 40, \"n_positions\": 8192, \"vocab_size\": 49152",
      15_517_456_384
    ),
    ("starcoder2", "", 3_030_371_328),
    ("stablelm", "", 2_795_443_200),
    (
      "bloom", "\"n_embed\": 1024, \"num_attention_heads\": 16, \"n_layer\": 24, \"vocab_size\": 250880",
      559_214_592
    ),
  ]) func parametersOfPublishedModels(type: String, keys: String, parameters: Int) throws {
    #expect(try model(type, keys).totalParameters == parameters)
  }

  // MARK: Settings

  @Test func settingsOfGPT2() throws {
    let model = try model(
      "gpt2",
      "\"scale_attn_weights\": false, \"scale_attn_by_inverse_layer_idx\": true, \"tie_word_embeddings\": false"
    )
    #expect(model.features.attention == AttentionFeatures(scale: 1, dividesByLayer: true))
    #expect(!model.features.head.isTied)
    let names: [(String, Activation)] = [
      ("gelu", .gelu), ("gelu_python", .gelu), ("gelu_new", .geluTanh), ("gelu_fast", .geluTanh),
      ("gelu_pytorch_tanh", .geluTanh), ("gelu_accurate", .geluTanh), ("relu", .relu), ("silu", .silu),
      ("swish", .silu),
    ]
    for (name, function) in names {
      let model = try self.model("gpt2", "\"activation_function\": \"\(name)\"")
      #expect(model.features.feedForward.activation == function)
    }
  }

  @Test func windows() throws {
    func attention(_ type: String, _ keys: String) throws -> (Int?, [Bool]) {
      let own = try model(type, keys).features.attention
      return (own.window, own.windowPattern)
    }
    let neo = "\"num_layers\": 3, \"window_size\": 16, \"attention_types\": "
    #expect(try attention("gpt_neo", neo + "[[[\"global\"], 3]]") == (nil, []))
    #expect(try attention("gpt_neo", neo + "[[[\"local\"], 3]]") == (16, []))
    #expect(
      try attention("gpt_neo", neo + "[[[\"local\", \"global\"], 1], [[\"local\"], 1]]") == (
        16, [true, false]
      ))
    #expect(
      try attention("gpt_neo", "\"num_layers\": 2, \"attention_layers\": [\"local\", \"global\"]")
        == (256, [true, false]))
    #expect(
      problem("gpt_neo", neo + "[[[\"local\"], 2]]").hasSuffix(
        "attention_types: 2 kinds of 3 layers; expected a kind for each layer"))
    #expect(
      problem("gpt_neo", neo + "[[[\"near\"], 3]]").hasSuffix(
        "attention_types: not supported, found near; expected global or local"))
    #expect(
      problem("gpt_neo", neo + "[[[\"local\"], 3]], \"attention_layers\": [\"local\"]").hasSuffix(
        "attention_layers: differs from attention_types"))
    #expect(
      problem("gpt_neo", neo + "[[[\"a\", \"b\"], 65536]]").hasSuffix(
        "attention_types[0]: too many layers"))

    #expect(try attention("mistral", "\"sliding_window\": null") == (nil, []))
    #expect(try attention("mistral", "\"sliding_window\": 24") == (24, []))
    #expect(try attention("starcoder2", "\"sliding_window\": 24") == (24, []))
    #expect(try attention("phi3", "\"sliding_window\": 24") == (24, []))

    let qwen = "\"num_hidden_layers\": 4, \"sliding_window\": 24, "
    #expect(try attention("qwen2", qwen + "\"max_window_layers\": 2") == (nil, []))
    #expect(
      try attention("qwen2", qwen + "\"max_window_layers\": 2, \"use_sliding_window\": true")
        == (24, [false, false, true, true]))
    #expect(
      try attention("qwen2", qwen + "\"max_window_layers\": 0, \"use_sliding_window\": true") == (24, []))
    #expect(
      try attention("qwen3", qwen + "\"max_window_layers\": 4, \"use_sliding_window\": true") == (nil, []))
    let types =
      "\"layer_types\": [\"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\"]"
    #expect(
      try attention("qwen3", qwen + "\"use_sliding_window\": true, " + types) == (24, [false, true]))
    #expect(
      problem("qwen3", qwen + types).hasSuffix(
        "layer_types: layers with a window, and use_sliding_window is not true; expected use_sliding_window and sliding_window, or full_attention only"
      ))
    #expect(
      problem("qwen3", "\"layer_types\": [\"full_attention\"]").hasSuffix(
        "layer_types: 1 kinds of 32 layers; expected a kind for each layer"))
    #expect(
      problem("qwen3", "\"num_hidden_layers\": 1, \"layer_types\": [\"linear_attention\"]").hasSuffix(
        "layer_types: not supported, found linear_attention; expected one of full_attention, sliding_attention"
      ))
  }

  @Test func rotations() throws {
    func rotary(_ type: String, _ keys: String) throws -> Rotary? {
      guard case .rotary(let rotary) = try model(type, keys).features.positions else { return nil }
      return rotary
    }
    #expect(try rotary("llama", "\"rope_theta\": 500000.0") == Rotary(width: 128, base: 500_000))
    #expect(try rotary("llama", "\"rope_scaling\": null") == Rotary(width: 128))
    for key in ["type", "rope_type"] {
      #expect(
        try rotary("llama", "\"rope_scaling\": {\"\(key)\": \"linear\", \"factor\": 4.0}")
          == Rotary(width: 128, scaling: .linear(factor: 4)))
      #expect(
        try rotary("gpt_neox", "\"rope_scaling\": {\"\(key)\": \"dynamic\", \"factor\": 2}")
          == Rotary(width: 24, scaling: .dynamic(factor: 2)))
    }
    let llama3 = Rotary.Scaling.llama3(
      factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 8192)
    let factors =
      "\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0"
    #expect(
      try rotary("llama", "\"rope_scaling\": {\(factors), \"original_max_position_embeddings\": 8192}")
        == Rotary(width: 128, scaling: llama3))
    #expect(
      try rotary(
        "llama",
        "\"rope_parameters\": {\(factors), \"original_max_position_embeddings\": 8192, \"rope_theta\": 500000}"
      ) == Rotary(width: 128, base: 500_000, scaling: llama3))
    #expect(
      try rotary(
        "phi",
        "\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 1e4, \"partial_rotary_factor\": 0.375}"
      )
        == Rotary(width: 24))
    #expect(
      try rotary("gpt_neox", "\"rotary_pct\": 0.5, \"partial_rotary_factor\": 0.5, \"rotary_emb_base\": 1e5")
        == Rotary(width: 48, base: 100_000))
    #expect(try rotary("gptj", "\"rotary_dim\": 8") == Rotary(width: 8, pairs: .neighbours))
  }

  @Test(arguments: [
    (
      "llama", "\"rope_theta\": 1e5, \"rope_parameters\": {\"rope_theta\": 1e4}",
      "rope_parameters.rope_theta: means the same as the key outside and differs, found 10000.0; expected 100000.0"
    ),
    (
      "llama", "\"rope_scaling\": {\"type\": \"linear\", \"rope_type\": \"dynamic\", \"factor\": 2}",
      "rope_scaling.type: means the same as rope_type and differs, found linear; expected dynamic"
    ),
    (
      "llama", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}, \"rope_parameters\": {}",
      "rope_scaling: means the same as rope_parameters and differs"
    ),
    (
      "llama", "\"rope_scaling\": {\"type\": \"linear\"}",
      "rope_scaling.factor: missing key; expected a number between 1.0 and 1000000.0"
    ),
    (
      "llama", "\"rope_scaling\": {\"type\": \"mrope\"}",
      "rope_scaling.type: not supported, found mrope; expected one of default, linear, dynamic, llama3"
    ),
    (
      "llama", "\"rope_parameters\": {\"full_attention\": {\"rope_theta\": 1e4}}",
      "rope_parameters.full_attention: not supported: a rotation of its own for each kind of layer"
    ),
    (
      "llama", "\"partial_rotary_factor\": 0.5",
      "partial_rotary_factor: not supported: Llama rotates whole heads; expected 1"
    ),
    (
      "gpt_neox", "\"rotary_pct\": 0.1",
      "rotary_pct: 9 elements of a head of 96 cannot be rotated in pairs; expected a share that is an even number of elements"
    ),
    (
      "gpt_neox", "\"rotary_pct\": 0.5, \"partial_rotary_factor\": 0.25",
      "partial_rotary_factor: means the same as rotary_pct and differs, found 0.25; expected 0.5"
    ),
    ("gptj", "\"rotary_dim\": null", "rotary_dim: not supported, found null; expected an even number"),
    ("gptj", "\"rotary_dim\": 7", "rotary_dim: not supported, found 7; expected an even number"),
    (
      "opt", "\"do_layer_norm_before\": false",
      "do_layer_norm_before: not supported: OPT-350M has its norms behind attention and feed-forward part, and none before the head, found false; expected true"
    ),
    (
      "opt", "\"word_embed_proj_dim\": 512",
      "word_embed_proj_dim: not supported: OPT-350M projects embeddings of another width to that of its layers, found 512; expected 768"
    ),
    (
      "opt", "\"layer_norm_elementwise_affine\": false",
      "layer_norm_elementwise_affine: not supported: norms without gain and bias, found false; expected true"
    ),
    (
      "opt", "\"_remove_final_layer_norm\": true",
      "_remove_final_layer_norm: not supported: a model without a norm before the head, found true; expected false"
    ),
    (
      "llama", "\"num_key_value_heads\": 5",
      "num_key_value_heads: 5 key and value heads do not divide 32 query heads; expected a divisor of the query heads"
    ),
    (
      "gemma", "\"use_bidirectional_attention\": true",
      "use_bidirectional_attention: not supported: queries that see later tokens, found true; expected false"
    ),
    (
      "phi", "\"qk_layernorm\": true",
      "qk_layernorm: not supported: layer norms of queries and keys, found true; expected false"
    ),
    (
      "stablelm", "\"qk_layernorm\": true",
      "qk_layernorm: not supported: layer norms of queries and keys, found true; expected false"
    ),
    ("phi3", "\"lm_head_bias\": true", "lm_head_bias: not supported, found true; expected false"),
    (
      "bloom", "\"apply_residual_connection_post_layernorm\": true",
      "apply_residual_connection_post_layernorm: not supported: residual connections behind the norms, found true; expected false"
    ),
    (
      "falcon", "\"new_decoder_architecture\": true, \"num_kv_heads\": 1, \"parallel_attn\": false",
      "parallel_attn: not supported with new_decoder_architecture, found false; expected true"
    ),
    (
      "falcon", "\"num_ln_in_parallel_attn\": 2",
      "num_ln_in_parallel_attn: not supported without new_decoder_architecture, found 2; expected 1"
    ),
    (
      "falcon", "\"alibi\": true",
      "alibi: not supported: Falcon divides its slopes by the root of a head's width, found true; expected false, or --assume alibi to simulate plain slopes"
    ),
    (
      "starcoder2", "\"norm_type\": \"rms_norm\"",
      "norm_type: not supported, found rms_norm; expected layer_norm"
    ),
    (
      "gpt_bigcode", "\"num_key_value_heads\": 4",
      "num_key_value_heads: contradicts multi_query, found 4; expected 1"
    ),
    (
      "llama", "\"num_local_experts\": 8",
      "num_local_experts: not supported: Llama with experts; expected a file without this key"
    ),
    (
      "llama", "\"quantization_config\": {\"bits\": 4}",
      "quantization_config: not supported; expected weights that are not quantised"
    ),
  ]) func refusalsByName(type: String, keys: String, expected: String) {
    let found = problem(type, keys)
    #expect(found.hasSuffix(" " + expected), "\(found)")
  }

  @Test func settingsOfOthers() throws {
    let opt = try model("opt", "\"enable_bias\": false, \"activation_function\": \"gelu\"").features
    #expect(opt.attention == Self.unbiased)
    #expect(opt.feedForward == FeedForwardFeatures(activation: .gelu, hasBias: false))
    let llama = try model("llama", "\"attention_bias\": true, \"mlp_bias\": true").features
    #expect(llama.attention.hasBias && llama.attention.hasOutputBias && llama.feedForward.hasBias)
    #expect(
      try model("qwen2", "\"num_key_value_heads\": null, \"num_attention_heads\": 16").keyValueHeads == 16)
    #expect(try model("qwen3", "\"head_dim\": null").headWidth == 128)
    #expect(try model("qwen3", "\"head_dim\": null, \"num_attention_heads\": 64").headWidth == 64)
    let falcon = try model(
      "falcon",
      "\"multi_query\": false, \"parallel_attn\": false, \"bias\": true, \"n_embed\": 64, \"n_head\": 4, \"n_layer\": 2"
    )
    #expect(falcon.keyValueHeads == 4 && falcon.ffnWidth == 256 && falcon.layers == 2)
    #expect(falcon.features.residual == .sequential && falcon.features.attention.hasBias)
    let new = try model(
      "falcon",
      "\"new_decoder_architecture\": true, \"num_kv_heads\": 2, \"hidden_size\": 64, \"num_attention_heads\": 4"
    )
    #expect(new.keyValueHeads == 2 && new.features.residual == .parallelTwoNorms)
    #expect(try model("stablelm", "\"use_parallel_residual\": true").features.residual == .parallel)
    #expect(try model("gpt_neox", "\"use_parallel_residual\": false").features.residual == .sequential)
    #expect(
      try model("bloom", "\"n_embed\": 1024, \"num_attention_heads\": 16, \"seq_length\": 512").contextLimit
        == 512)
  }

  /// Published files of Gemma say `gelu` and mean tanh-GELU.
  @Test func activationOfGemma() throws {
    let old = try read("{\"model_type\": \"gemma\", \"hidden_act\": \"gelu\"}")
    #expect(old.description.features.feedForward.activation == .geluTanh)
    #expect(old.notes.count == 1 && old.notes[0].hasSuffix("files of Gemma without hidden_activation"))
    let new = try model("gemma", "\"hidden_act\": \"silu\", \"hidden_activation\": \"gelu\"")
    #expect(new.features.feedForward.activation == .gelu)
  }

  // MARK: Assumptions

  @Test func assumptions() throws {
    let yarn = "\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4.0}"
    #expect(
      problem("qwen2", yarn).hasSuffix(
        "rope_scaling.rope_type: not supported: YaRN, found yarn; expected one of default, linear, dynamic, llama3, or --assume rope_scaling to simulate plain frequencies"
      ))
    let file = try read("{\"model_type\": \"qwen2\", \(yarn)}", assume: ["rope_scaling", "alibi"])
    #expect(file.assumptions == ["rope_scaling is assumed: frequencies of YaRN are simulated as plain ones"])
    #expect(file.description.features.positions == .rotary(Rotary(width: 128)))
    #expect(
      file.notes.map { $0.split(separator: "config.json: ").last } == [
        "rope_scaling is assumed: frequencies of YaRN are simulated as plain ones",
        "nothing needs to be assumed about alibi",
      ])
    for (type, key, text) in [
      ("phi3", "rope_scaling", "{\"type\": \"longrope\", \"short_factor\": [1]}"),
      ("phi3", "rope_parameters", "{\"type\": \"su\"}"), ("llama", "hidden_act", "\"relu2\""),
      ("falcon", "activation", "\"mish\""), ("falcon", "alibi", "true"),
      ("gemma", "hidden_activation", "\"tanh\""),
    ] {
      let own = "{\"model_type\": \"\(type)\", \"\(key)\": \(text)}"
      #expect(throws: ConfigurationError.self) { try read(own) }
      #expect(try read(own, assume: [key]).assumptions.count == 1)
    }
  }

  /// What changes the time cannot be assumed.
  @Test func whatCannotBeAssumed() {
    #expect {
      _ = try read("{\"model_type\": \"llama\"}", assume: ["final_logit_softcapping", "rope_scaling"])
    } throws: { error in
      "\(error)"
        == "--assume: final_logit_softcapping cannot be assumed; expected one of activation, activation_function, hidden_act, hidden_activation, rope_parameters, rope_scaling, alibi"
    }
  }

  // MARK: Other types

  @Test(arguments: [
    ("mixtral", "\"num_local_experts\": 8", "experts (num_local_experts)"),
    (
      "deepseek_v3", "\"kv_lora_rank\": 512, \"n_routed_experts\": 256",
      "experts (n_routed_experts), latent attention (kv_lora_rank)"
    ),
    ("mamba", "\"state_size\": 16", "a recurrent state (state_size)"),
    (
      "gemma2", "\"attn_logit_softcapping\": 50.0, \"final_logit_softcapping\": 30.0",
      "logit softcapping (attn_logit_softcapping, final_logit_softcapping), norms behind attention and feed-forward part"
    ),
    ("t5", "\"is_encoder_decoder\": true", "an encoder (is_encoder_decoder)"),
    (
      "granite", "\"residual_multiplier\": 0.22, \"logits_scaling\": 1.0",
      "factors of the residual stream, the scores or the logits (residual_multiplier)"
    ),
    ("qwen2_vl", "\"vision_config\": {\"depth\": 32}", "an encoder of images or sound (vision_config)"),
  ]) func unknownTypesSayWhatTheyNeed(type: String, keys: String, needs: String) {
    #expect(
      problem(type, keys)
        == "1:2: model_type: not supported, since it has \(needs), found \(type); expected one of \(HuggingFaceConfigurationTests.types)"
    )
  }

  @Test func aFileWithoutATypeIsKnownByItsClass() throws {
    let file = try read("{\"architectures\": [\"LlamaForCausalLM\"], \"hidden_size\": 64}")
    #expect(file.description.width == 64 && file.description.features.norm.kind == .rms)
    #expect(HuggingFaceConfiguration.supportedTypes.count == 17)
  }

  // MARK: Notes and the document

  @Test func notesNameTheFamily() throws {
    let file = try read("{\"model_type\": \"llama\", \"afn\": \"gelu\", \"pretraining_tp\": 1}")
    #expect(
      file.notes.map { $0.split(separator: "config.json: ").last } == [
        "a key that Llama does not have and that is not used: afn"
      ])
  }

  @Test func theDocumentSaysWhereValuesAreFrom() throws {
    let file = try read("{\n\"model_type\": \"llama\",\n\"rope_theta\": 5e5,\n\"hidden_size\": 64\n}")
    func source(_ path: String...) -> String {
      let node = path.reduce(file.document) { $0[$1]! }
      return (node.provenance?.source ?? "").split(separator: "/").last.map(String.init) ?? ""
    }
    #expect(source("width") == "config.json:4, hidden_size")
    #expect(source("positions", "base") == "config.json:3, rope_theta")
    #expect(source("layers") == "Llama's default")
    #expect(source("norm", "epsilon") == "Llama's default")
    #expect(source("norm", "kind") == "Llama's architecture")
    #expect(source("name") == "the folder")
    // A plain GPT-2 has no sections.
    let plain = try read("{\"model_type\": \"gpt2\"}").document
    #expect(
      plain.mapping?.entries.map(\.key.name) == [
        "name", "width", "heads", "layers", "ffnWidth", "vocabulary", "contextLimit", "layerNormEpsilon",
      ])
    #expect(plain["layerNormEpsilon"]?.scalar?.text == "1e-05")
  }
}

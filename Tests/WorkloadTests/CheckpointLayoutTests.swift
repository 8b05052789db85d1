import PIMConfiguration
import PIMNumerics
import PIMWorkload
import Testing

/// Every element of every weight of every family, from small checkpoints whose tensors are written by rules
/// of their own: arithmetic on the row of each stored element.
@Suite struct CheckpointLayoutTests {
  /// How a weight of the graph is stored.
  enum Storage: Sendable {
    /// [outputs, inputs], or a vector.
    case plain(String)
    /// [inputs, outputs].
    case transposed(String)
    /// Several tensors [outputs, inputs] one after the other: two of equal size, or query, key and value.
    case split([String])
    /// Query, key and value by groups of heads.
    case grouped(String)
  }

  /// A family: its file, the prefix and the list of layers, and the storage of each weight by GPT-2's name.
  struct Family: Sendable, CustomTestStringConvertible {
    var type: String
    var configuration: String
    var prefix = "model."
    var layers = "layers."
    var storage: [String: Storage]
    var buffers: [String] = []

    var testDescription: String { "\(type) \(configuration)" }
  }

  static let llama: [String: Storage] = [
    "wte": .plain("embed_tokens"), "ln_1": .plain("input_layernorm"),
    "ln_2": .plain("post_attention_layernorm"), "ln_f": .plain("norm"), "lm_head": .plain("lm_head"),
    "attn.c_attn": .split(["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]),
    "attn.c_proj": .plain("self_attn.o_proj"), "mlp.c_fc": .split(["mlp.gate_proj", "mlp.up_proj"]),
    "mlp.c_proj": .plain("mlp.down_proj"), "attn.q_norm": .plain("self_attn.q_norm"),
    "attn.k_norm": .plain("self_attn.k_norm"),
  ]

  static func changed(_ storage: [String: Storage], _ changes: [String: Storage]) -> [String: Storage] {
    storage.merging(changes) { $1 }
  }

  /// Width 16, four heads, of which two pairs share keys where the family can.
  static let sizes =
    "\"hidden_size\": 16, \"num_attention_heads\": 4, \"num_hidden_layers\": 2, \"intermediate_size\": 6, \"vocab_size\": 5, \"max_position_embeddings\": 4"
  static let gpt2Sizes =
    "\"n_embd\": 16, \"n_head\": 4, \"n_layer\": 2, \"n_inner\": 6, \"vocab_size\": 5, \"n_positions\": 4"

  static let gpt2: [String: Storage] = [
    "wte": .plain("wte"), "wpe": .plain("wpe"), "ln_1": .plain("ln_1"), "ln_2": .plain("ln_2"),
    "ln_f": .plain("ln_f"), "lm_head": .plain("lm_head"), "attn.c_attn": .transposed("attn.c_attn"),
    "attn.c_proj": .transposed("attn.c_proj"), "mlp.c_fc": .transposed("mlp.c_fc"),
    "mlp.c_proj": .transposed("mlp.c_proj"),
  ]
  static let bloom: [String: Storage] = [
    "wte": .plain("word_embeddings"), "ln_e": .plain("word_embeddings_layernorm"),
    "ln_1": .plain("input_layernorm"), "ln_2": .plain("post_attention_layernorm"), "ln_f": .plain("ln_f"),
    "lm_head": .plain("lm_head"), "attn.c_attn": .grouped("self_attention.query_key_value"),
    "attn.c_proj": .plain("self_attention.dense"), "mlp.c_fc": .plain("mlp.dense_h_to_4h"),
    "mlp.c_proj": .plain("mlp.dense_4h_to_h"),
  ]
  static let falconSizes =
    "\"hidden_size\": 16, \"num_attention_heads\": 4, \"num_hidden_layers\": 2, \"ffn_hidden_size\": 6, \"vocab_size\": 5, \"max_position_embeddings\": 4"

  static let families: [Family] = [
    Family(
      type: "gpt2", configuration: "\(gpt2Sizes), \"tie_word_embeddings\": false", prefix: "transformer.",
      layers: "h.", storage: gpt2, buffers: ["attn.bias", "attn.masked_bias"]),
    Family(
      type: "gpt_bigcode", configuration: gpt2Sizes, prefix: "transformer.", layers: "h.",
      storage: changed(
        gpt2,
        [
          "attn.c_attn": .grouped("attn.c_attn"), "attn.c_proj": .plain("attn.c_proj"),
          "mlp.c_fc": .plain("mlp.c_fc"), "mlp.c_proj": .plain("mlp.c_proj"),
        ]), buffers: ["attn.bias"]),
    Family(
      type: "gpt_bigcode", configuration: "\(gpt2Sizes), \"multi_query\": false", prefix: "transformer.",
      layers: "h.",
      storage: changed(
        gpt2,
        [
          "attn.c_attn": .grouped("attn.c_attn"), "attn.c_proj": .plain("attn.c_proj"),
          "mlp.c_fc": .plain("mlp.c_fc"), "mlp.c_proj": .plain("mlp.c_proj"),
        ])),
    Family(
      type: "gpt_neo",
      configuration:
        "\"hidden_size\": 16, \"num_heads\": 4, \"num_layers\": 2, \"intermediate_size\": 6, \"vocab_size\": 5, \"max_position_embeddings\": 4, \"attention_types\": [[[\"global\", \"local\"], 1]]",
      prefix: "transformer.", layers: "h.",
      storage: changed(
        gpt2,
        [
          "attn.c_attn": .split(
            ["attn.attention.q_proj", "attn.attention.k_proj", "attn.attention.v_proj"]),
          "attn.c_proj": .plain("attn.attention.out_proj"), "mlp.c_fc": .plain("mlp.c_fc"),
          "mlp.c_proj": .plain("mlp.c_proj"),
        ]), buffers: ["attn.attention.bias", "attn.attention.masked_bias"]),
    Family(
      type: "gptj", configuration: "\(gpt2Sizes), \"rotary_dim\": 2", prefix: "transformer.", layers: "h.",
      storage: [
        "wte": .plain("wte"), "ln_1": .plain("ln_1"), "ln_f": .plain("ln_f"), "lm_head": .plain("lm_head"),
        "attn.c_attn": .split(["attn.q_proj", "attn.k_proj", "attn.v_proj"]),
        "attn.c_proj": .plain("attn.out_proj"), "mlp.c_fc": .plain("mlp.fc_in"),
        "mlp.c_proj": .plain("mlp.fc_out"),
      ], buffers: ["attn.bias", "attn.masked_bias"]),
    Family(
      type: "gpt_neox", configuration: "\(sizes), \"rotary_pct\": 0.5", prefix: "gpt_neox.",
      storage: [
        "wte": .plain("embed_in"), "ln_1": .plain("input_layernorm"),
        "ln_2": .plain("post_attention_layernorm"), "ln_f": .plain("final_layer_norm"),
        "lm_head": .plain("embed_out"), "attn.c_attn": .grouped("attention.query_key_value"),
        "attn.c_proj": .plain("attention.dense"), "mlp.c_fc": .plain("mlp.dense_h_to_4h"),
        "mlp.c_proj": .plain("mlp.dense_4h_to_h"),
      ], buffers: ["attention.bias", "attention.masked_bias", "attention.rotary_emb.inv_freq"]),
    Family(
      type: "opt",
      configuration:
        "\"hidden_size\": 16, \"num_attention_heads\": 4, \"num_hidden_layers\": 2, \"ffn_dim\": 6, \"vocab_size\": 5, \"max_position_embeddings\": 4",
      prefix: "model.decoder.",
      storage: [
        "wte": .plain("embed_tokens"), "wpe": .plain("embed_positions"),
        "ln_1": .plain("self_attn_layer_norm"), "ln_2": .plain("final_layer_norm"),
        "ln_f": .plain("final_layer_norm"), "lm_head": .plain("lm_head"),
        "attn.c_attn": .split(["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]),
        "attn.c_proj": .plain("self_attn.out_proj"), "mlp.c_fc": .plain("fc1"), "mlp.c_proj": .plain("fc2"),
      ]),
    Family(
      type: "llama",
      configuration:
        "\(sizes), \"num_key_value_heads\": 2, \"attention_bias\": true, \"mlp_bias\": true, \"head_dim\": 6",
      storage: llama, buffers: ["self_attn.rotary_emb.inv_freq"]),
    // More than a tile of 32 in each direction, and none a multiple of it.
    Family(
      type: "mistral",
      configuration:
        "\"hidden_size\": 70, \"num_attention_heads\": 5, \"num_key_value_heads\": 5, \"num_hidden_layers\": 1, \"intermediate_size\": 45, \"vocab_size\": 5",
      storage: llama),
    Family(type: "qwen2", configuration: "\(sizes), \"num_key_value_heads\": 1", storage: llama),
    Family(
      type: "qwen3", configuration: "\(sizes), \"num_key_value_heads\": 2, \"head_dim\": 6", storage: llama),
    Family(
      type: "gemma", configuration: "\(sizes), \"num_key_value_heads\": 1, \"head_dim\": 6", storage: llama),
    Family(
      type: "phi", configuration: sizes,
      storage: changed(
        llama,
        [
          "ln_f": .plain("final_layernorm"), "attn.c_proj": .plain("self_attn.dense"),
          "mlp.c_fc": .plain("mlp.fc1"), "mlp.c_proj": .plain("mlp.fc2"),
        ])),
    Family(
      type: "phi3", configuration: "\(sizes), \"num_key_value_heads\": 2",
      storage: changed(
        llama,
        ["attn.c_attn": .plain("self_attn.qkv_proj"), "mlp.c_fc": .plain("mlp.gate_up_proj")])),
    Family(
      type: "falcon", configuration: falconSizes, prefix: "transformer.", layers: "h.", storage: bloom,
      buffers: ["self_attention.maybe_rotary.inv_freq"]),
    Family(
      type: "falcon",
      configuration: "\(falconSizes), \"multi_query\": false, \"parallel_attn\": false, \"bias\": true",
      prefix: "transformer.", layers: "h.", storage: bloom),
    Family(
      type: "falcon",
      configuration: "\(falconSizes), \"new_decoder_architecture\": true, \"num_kv_heads\": 2",
      prefix: "transformer.", layers: "h.",
      storage: changed(bloom, ["ln_1": .plain("ln_attn"), "ln_2": .plain("ln_mlp")])),
    Family(
      type: "falcon",
      configuration:
        "\(falconSizes), \"new_decoder_architecture\": true, \"num_kv_heads\": 2, \"num_ln_in_parallel_attn\": 1, \"tie_word_embeddings\": false",
      prefix: "transformer.", layers: "h.", storage: bloom),
    Family(
      type: "starcoder2", configuration: "\(sizes), \"num_key_value_heads\": 2",
      storage: changed(llama, ["mlp.c_fc": .plain("mlp.c_fc"), "mlp.c_proj": .plain("mlp.c_proj")])),
    Family(
      type: "stablelm",
      configuration:
        "\(sizes), \"num_key_value_heads\": 2, \"use_qkv_bias\": true, \"partial_rotary_factor\": 0.5",
      storage: llama),
    Family(
      type: "stablelm",
      configuration:
        "\(sizes), \"num_key_value_heads\": 2, \"use_parallel_residual\": true, \"partial_rotary_factor\": 0.5",
      storage: llama),
    Family(
      type: "bloom",
      configuration:
        "\"hidden_size\": 16, \"n_head\": 4, \"n_layer\": 2, \"vocab_size\": 5, \"seq_length\": 4",
      prefix: "transformer.", layers: "h.", storage: bloom),
  ]

  // MARK: Files

  /// The number of an element of a weight of the graph; different for each element of a weight, and for each
  /// weight's first element.
  static func number(_ weight: Int, _ output: Int, _ input: Int, _ inputs: Int) -> Float {
    Float(weight * 10_007 + output * inputs + input)
  }

  /// The graph's output that row `row` of query, key and value by groups has: a group is its query heads, a
  /// key head and a value head.
  static func output(ofGrouped row: Int, _ model: ModelDescription) -> Int {
    let (head, size) = (model.headWidth, model.heads / model.keyValueHeads)
    let (group, slot, element) = (row / ((size + 2) * head), row / head % (size + 2), row % head)
    if slot < size { return (group * size + slot) * head + element }
    let keys = model.heads * head + group * head + element
    return slot == size ? keys : keys + model.keyValueHeads * head
  }

  /// The stored tensors of a weight: their names, shapes and, for each stored element, output and input.
  static func stored(
    _ weight: GraphWeight, _ family: Family, _ model: ModelDescription, prefix: String
  ) -> [(name: String, shape: [Int], place: (Int) -> (output: Int, input: Int))] {
    var parts = weight.tensor.name.split(separator: ".").map(String.init)
    var place = prefix
    if parts[0] == "h" {
      place += "\(family.layers)\(parts[1])."
      parts.removeFirst(2)
    }
    let suffix = "." + parts.removeLast()
    let base = parts.joined(separator: ".")
    if base == "lm_head" { place = "" }
    let isVector = weight.tensor.shape.count == 1
    let outputs = isVector ? weight.tensor.shape[0] : weight.outputs
    let inputs = isVector ? 1 : weight.inputs
    func shape(_ rows: Int) -> [Int] { isVector ? [rows] : [rows, inputs] }
    switch family.storage[base]! {
    case .plain(let name):
      return [(place + name + suffix, shape(outputs), { ($0 / inputs, $0 % inputs) })]
    case .transposed(let name):
      if isVector { return [(place + name + suffix, [outputs], { ($0, 0) })] }
      return [(place + name + suffix, [inputs, outputs], { ($0 % outputs, $0 / outputs) })]
    case .split(let names):
      let rows =
        names.count == 2
        ? [outputs / 2, outputs / 2]
        : [model.heads, model.keyValueHeads, model.keyValueHeads].map { $0 * model.headWidth }
      return names.indices.map { index in
        let first = rows[..<index].reduce(0, +)
        return (
          place + names[index] + suffix, shape(rows[index]), { (first + $0 / inputs, $0 % inputs) }
        )
      }
    case .grouped(let name):
      return [
        (place + name + suffix, shape(outputs), { (output(ofGrouped: $0 / inputs, model), $0 % inputs) })
      ]
    }
  }

  static func isUnitOffset(_ weight: GraphWeight, _ family: Family) -> Bool {
    guard case .gain = weight.role else { return false }
    return family.type == "gemma"
  }

  /// The file of a family, its numbers reduced by `modulus`.
  static func writer(
    _ family: Family, _ model: ModelDescription, prefix: String? = nil, modulus: Float = 0x1p24,
    add: (inout SafeTensorsWriter, String, [Int], [Float]) -> Void = { $0.add($1, shape: $2, floats: $3) }
  ) -> SafeTensorsWriter {
    var writer = SafeTensorsWriter()
    let weights = OperatorGraph(model, context: model.contextLimit).weights
    for (number, weight) in weights.enumerated() where !weight.role.isConstant {
      let inputs = weight.tensor.shape.count == 1 ? 1 : weight.inputs
      for (name, shape, place) in stored(weight, family, model, prefix: prefix ?? family.prefix) {
        let values = (0..<shape.reduce(1, *)).map { index in
          let (output, input) = place(index)
          let value = Self.number(number, output, input, inputs).truncatingRemainder(dividingBy: modulus)
          return isUnitOffset(weight, family) ? value - 1 : value
        }
        add(&writer, name, shape, values)
      }
    }
    return writer
  }

  static func file(_ family: Family, _ writer: SafeTensorsWriter) -> TemporaryFile {
    let file = TemporaryFile(writer.bytes)
    let text = "{\"model_type\": \"\(family.type)\", \(family.configuration)}"
    file.write(Array(text.utf8), "config.json")
    return file
  }

  static func model(_ family: Family) throws -> ModelDescription {
    let file = file(family, SafeTensorsWriter())
    return try withExtendedLifetime(file) {
      try ModelDescription(huggingFace: file.folderPath + "/config.json")
    }
  }

  /// The checkpoint of a file that goes away at once; the mapping of its weights remains.
  static func open(_ family: Family, _ writer: SafeTensorsWriter) throws -> Checkpoint {
    let file = file(family, writer)
    return try withExtendedLifetime(file) { try Checkpoint(folder: file.folderPath) }
  }

  /// Checks every element of every weight.
  static func check(
    _ checkpoint: Checkpoint, modulus: Float = 0x1p24, _ type: TensorData.ElementType = .float32
  ) throws {
    let weights = OperatorGraph(checkpoint.model, context: checkpoint.model.contextLimit).weights
    for (number, weight) in weights.enumerated() where !weight.role.isConstant {
      let data = try checkpoint.tensor(weight)
      let isVector = weight.tensor.shape.count == 1
      let (outputs, inputs) = isVector ? (weight.tensor.shape[0], 1) : (weight.outputs, weight.inputs)
      var expected = [Float](repeating: -1, count: outputs * inputs)
      for output in 0..<outputs {
        for input in 0..<inputs {
          let place =
            weight.order == .inputsFirst ? input * outputs + output : output * inputs + input
          expected[isVector ? output : place] = Self.number(number, output, input, inputs)
            .truncatingRemainder(dividingBy: modulus)
        }
      }
      #expect(data.shape == weight.tensor.shape, "\(weight.tensor.name)")
      #expect(data.floats() == expected, "\(weight.tensor.name)")
      #expect(data.elementType == type, "\(weight.tensor.name)")
    }
  }

  // MARK: Tests

  @Test(arguments: families) func everyElementIsInItsPlace(family: Family) throws {
    let model = try Self.model(family)
    for prefix in [family.prefix, ""] {
      var writer = Self.writer(family, model, prefix: prefix)
      for layer in 0..<model.layers {
        for buffer in family.buffers {
          writer.add("\(prefix)\(family.layers)\(layer).\(buffer)", type: .BOOL, shape: [1], bytes: [1])
        }
      }
      let checkpoint = try Self.open(family, writer)
      #expect(checkpoint.notes.isEmpty)
      try Self.check(checkpoint)
      try checkpoint.checkFinite()
    }
  }

  static func family(_ type: String) -> Family { families.first { $0.type == type }! }

  /// Whole numbers below 256 have eight bits. A matrix that is only put together stays bfloat16; one whose
  /// parts differ in type, and one that arithmetic changes, becomes binary32.
  @Test func typesOfWhatIsPutTogether() throws {
    for type in ["gpt_neox", "llama", "falcon"] {
      let family = Self.family(type)
      let model = try Self.model(family)
      let writer = Self.writer(family, model, modulus: 256) { writer, name, shape, values in
        writer.add(name, shape: shape, bfloat16: values.map { BFloat16($0) })
      }
      try Self.check(Self.open(family, writer), modulus: 256, .bfloat16)
    }
    let family = Self.family("llama")
    let model = try Self.model(family)
    let mixed = Self.writer(family, model, modulus: 256) { writer, name, shape, values in
      if name.contains("k_proj") {
        // 1024 + k is 0x6400 + k in binary16.
        let bytes = values.flatMap { value -> [UInt8] in [UInt8(value), 0x64] }
        writer.add(name, type: .F16, shape: shape, bytes: bytes)
      } else {
        writer.add(name, shape: shape, bfloat16: values.map { BFloat16($0) })
      }
    }
    let checkpoint = try Self.open(family, mixed)
    let weights = OperatorGraph(model, context: 4).weights
    let product = try #require(weights.first { $0.role == .matrix(.queryKeyValue) })
    let data = try checkpoint.tensor(product)
    #expect(data.elementType == .float32)
    // Queries are 24 outputs, keys 12: row 0 of [16, 48].
    let index = weights.firstIndex(of: product)!
    func expected(_ output: Int) -> Float {
      Self.number(index, output, 0, 16).truncatingRemainder(dividingBy: 256)
    }
    #expect(data.floats(0..<48) == (0..<48).map { expected($0) + ((24..<36).contains($0) ? 1024 : 0) })
    let gemma = Self.family("gemma")
    let gemmaModel = try Self.model(gemma)
    let gains = Self.writer(gemma, gemmaModel, modulus: 128) { writer, name, shape, values in
      writer.add(name, shape: shape, bfloat16: values.map { BFloat16($0) })
    }
    let gain = try Self.open(gemma, gains).tensor(
      GraphWeight(.gain(.final), TensorSpec("ln_f.weight", [16])))
    #expect(gain.elementType == .float32)
  }

  /// A product whose parts lie in two shards.
  @Test func partsInTwoShards() throws {
    let family = Self.family("llama")
    let model = try Self.model(family)
    let names = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    var map: [String] = []
    let writers = (0..<2).map { shard in
      var own = SafeTensorsWriter()
      _ = Self.writer(family, model) { _, name, shape, values in
        guard (name.contains("k_proj") || name.contains("up_proj") ? 1 : 0) == shard else { return }
        own.add(name, shape: shape, floats: values)
        map.append("\"\(name)\": \"\(names[shard])\"")
      }
      return own
    }
    let file = TemporaryFile(writers[0].bytes, name: names[0])
    file.write(writers[1].bytes, names[1])
    file.write(
      Array("{\"weight_map\": {\(map.joined(separator: ", "))}}".utf8), "model.safetensors.index.json")
    file.write(
      Array("{\"model_type\": \"llama\", \(family.configuration)}".utf8), "config.json")
    try Self.check(Checkpoint(folder: file.folderPath))
  }

  private func problem(_ type: String, _ add: (inout SafeTensorsWriter, String, [Int], [Float]) -> Void)
    throws -> String
  {
    let family = Self.family(type)
    let file = Self.file(family, Self.writer(family, try Self.model(family), add: add))
    do {
      try Checkpoint(folder: file.folderPath).checkFinite()
      return "accepted"
    } catch {
      return "\(error)".split(separator: file.folderPath + "/", omittingEmptySubsequences: false).joined()
    }
  }

  /// Messages name the tensors and shapes of the file, not those of the graph.
  @Test func refusalsNameTheTensorsOfTheFile() throws {
    #expect(
      try problem("llama") { writer, name, shape, values in
        if !name.contains("1.self_attn.k_proj.bias") { writer.add(name, shape: shape, floats: values) }
      } == "model.safetensors: tensor \"model.layers.1.self_attn.k_proj.bias\": is missing")
    #expect(
      try problem("llama") { writer, name, shape, values in
        let isChanged = name == "model.layers.0.mlp.up_proj.weight"
        writer.add(name, shape: isChanged ? shape.reversed() : shape, floats: values)
      }
        == "model.safetensors: tensor \"model.layers.0.mlp.up_proj.weight\": has shape [16, 6]; expected [6, 16]"
    )
    #expect(
      try problem("gpt_neox") { writer, name, shape, values in
        if name != "embed_out.weight" { writer.add(name, shape: shape, floats: values) }
      } == "model.safetensors: tensor \"embed_out.weight\": is missing")
    // Element [7, 3] of [48, 16].
    #expect(
      try problem("gpt_neox") { writer, name, shape, values in
        var values = values
        if name.contains("0.attention.query_key_value.weight") { values[7 * 16 + 3] = .nan }
        writer.add(name, shape: shape, floats: values)
      }
        == "model.safetensors: tensor \"gpt_neox.layers.0.attention.query_key_value.weight\": element [7, 3] is nan; weights must be finite"
    )
    #expect(
      try problem("qwen2") { writer, name, shape, values in
        writer.add(name, shape: shape, floats: values)
        if name.contains("0.self_attn.o_proj") {
          writer.add(
            "model.layers.0.self_attn.o_proj.bias", shape: [16], floats: Array(repeating: 0, count: 16))
        }
      }
        == "model.safetensors: tensor \"model.layers.0.self_attn.o_proj.bias\": is none of a Qwen2 model of 2 layers with names in model.*"
    )
    #expect(
      try problem("opt") { writer, name, shape, values in
        writer.add(name, shape: shape, floats: values)
        if name.contains("embed_tokens") {
          writer.add("lm_head.weight", shape: shape, floats: values.map { $0 + 1 })
        }
      }
        == "model.safetensors: tensor \"lm_head.weight\": differs from model.decoder.embed_tokens.weight, to which it is tied; an LM head of its own needs tie_word_embeddings: false"
    )
  }

  /// A head of its own, and its bias, that are filled up to eight rows for five tokens.
  @Test func headsWithMoreRows() throws {
    let family = Self.family("gptj")
    let model = try Self.model(family)
    let writer = Self.writer(family, model) { writer, name, shape, values in
      guard name.hasPrefix("lm_head") else { return writer.add(name, shape: shape, floats: values) }
      let more = 3 * (shape.count == 1 ? 1 : 16)
      writer.add(
        name, shape: [8] + shape.dropFirst(), floats: values + Array(repeating: .nan, count: more))
    }
    let checkpoint = try Self.open(family, writer)
    #expect(
      checkpoint.notes == [
        "lm_head.weight has 8 rows; the first 5 are used, as many as the model has tokens",
        "lm_head.bias has 8 rows; the first 5 are used, as many as the model has tokens",
      ])
    try Self.check(checkpoint)
    try checkpoint.checkFinite()
  }

  /// Positions of OPT begin in row 2, so a run that extends the context gets two rows more than the limit.
  @Test func positionsBeyondTheLimit() throws {
    let family = Self.family("opt")
    let model = try Self.model(family)
    let checkpoint = try Self.open(family, Self.writer(family, model))
    let longer = try #require(OperatorGraph(model, context: 9).weight(.positionEmbedding))
    #expect(longer.tensor.shape == [11, 16])
    #expect(try checkpoint.tensor(longer).shape == [6, 16])
  }

  /// The family is named by the folder's file; a model under assumptions has no weights.
  @Test func weightsOfASource() throws {
    let family = Self.family("llama")
    let model = try Self.model(family)
    let file = Self.file(family, Self.writer(family, model))
    func source(_ assume: Set<String> = []) throws -> ModelSource {
      let mark = Mark(file: "e.yaml", line: 1, column: 1)
      return try ModelSource(decoding: Node(plain: file.folderPath, mark: mark).value(), assume: assume)
    }
    let plain = try source()
    #expect(try plain.weights().notes.isEmpty)
    #expect(plain.assumptions.isEmpty)
    file.write(
      Array("{\"model_type\": \"llama\", \(family.configuration), \"hidden_act\": \"mish\"}".utf8),
      "config.json")
    let assumed = try source(["hidden_act"])
    #expect(assumed.description == (try assumedModel(plain.description)))
    #expect(assumed.assumptions == ["hidden_act is assumed: mish is simulated as tanh-GELU"])
    #expect {
      _ = try assumed.weights()
    } throws: { error in
      "\(error)".hasSuffix(
        "config.json: hidden_act is assumed: mish is simulated as tanh-GELU: such a model can be simulated, and not be executed or verified"
      )
    }
  }

  private func assumedModel(_ model: ModelDescription) throws -> ModelDescription {
    var features = model.features
    features.feedForward.activation = .geluTanh
    return try ModelDescription(
      name: model.name, layers: model.layers, width: model.width, heads: model.heads,
      keyValueHeads: model.keyValueHeads, headWidth: model.headWidth, ffnWidth: model.ffnWidth,
      vocabulary: model.vocabulary, contextLimit: model.contextLimit, features: features)
  }
}

import PIMConfiguration
import PIMNumerics
import PIMWorkload
import Testing

@Suite struct CheckpointTests {
  static let configs = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/configs"
  static let configuration =
    "{\"model_type\":\"gpt2\",\"activation_function\":\"gelu_new\",\"n_embd\":6,\"n_head\":2,\"n_layer\":1,"
    + "\"n_positions\":4,\"vocab_size\":5,\"layer_norm_epsilon\":1e-05,\"n_inner\":null}"

  static func queryKeyValue(_ shape: [Int], order: GraphWeight.Order = .inputsFirst) -> GraphWeight {
    GraphWeight(.matrix(.queryKeyValue), TensorSpec("h.0.attn.c_attn.weight", shape), order: order)
  }
  static func finalGain(_ elements: Int) -> GraphWeight {
    GraphWeight(.gain(.final), TensorSpec("ln_f.weight", [elements]))
  }

  /// Builds a checkpoint with a change.
  func checkpoint(
    prefix: String = "transformer.", without: String? = nil,
    changing: (inout SafeTensorsWriter) -> Void = { _ in },
    shape: (String, [Int]) -> [Int] = { $1 }
  ) throws -> (file: TemporaryFile, model: ModelDescription) {
    let model = try ModelDescription(name: "m", layers: 1, width: 6, heads: 2, vocabulary: 5, contextLimit: 4)
    var writer = SafeTensorsWriter()
    for spec in OperatorGraph(model, context: 4).weights.map(\.tensor) where spec.name != without {
      let shape = shape(spec.name, spec.shape)
      let values = (0..<shape.reduce(1, *)).map { Float($0) }
      writer.add(prefix + spec.name, shape: shape, floats: values)
    }
    changing(&writer)
    let file = TemporaryFile(writer.bytes)
    file.write(Array(Self.configuration.utf8), "config.json")
    return (file, model)
  }

  @Test func namesWithAndWithoutPrefix() throws {
    for prefix in ["transformer.", ""] {
      let (file, model) = try checkpoint(prefix: prefix) { writer in
        writer.add(
          prefix + "h.0.attn.bias", type: prefix.isEmpty ? .U8 : .F8_E4M3, shape: [1, 1, 4, 4],
          bytes: Array(repeating: 1, count: 16))
        writer.add(prefix + "h.0.attn.masked_bias", shape: [], floats: [-1e4])
        writer.add("lm_head.weight", shape: [5, 6], floats: (0..<30).map { Float($0) })
      }
      let checkpoint = try Checkpoint(folder: file.folderPath)
      #expect(
        checkpoint.model.layers == model.layers && checkpoint.model.width == 6
          && checkpoint.model.ffnWidth == 24)
      let data = try checkpoint.tensor(Self.queryKeyValue([6, 18]))
      #expect(data.floats(18..<20) == [18, 19])
    }
  }

  func problem(_ file: TemporaryFile, _ model: ModelDescription) -> String {
    do {
      _ = try Checkpoint(path: file.path, model: model)
      return "accepted"
    } catch {
      return String(error.description.dropFirst(file.path.count + 2))
    }
  }

  @Test func refusals() throws {
    var (file, model) = try checkpoint(without: "h.0.ln_2.bias")
    #expect(problem(file, model) == "tensor \"transformer.h.0.ln_2.bias\": is missing")
    (file, model) = try checkpoint(changing: {
      $0.add("transformer.h.1.ln_1.bias", shape: [6], floats: Array(repeating: 0, count: 6))
    })
    #expect(
      problem(file, model)
        == "tensor \"transformer.h.1.ln_1.bias\": is none of a GPT-2 model of 1 layers with names in transformer.*"
    )
    (file, model) = try checkpoint(shape: { $0 == "h.0.attn.c_attn.weight" ? [18, 6] : $1 })
    #expect(
      problem(file, model)
        == "tensor \"transformer.h.0.attn.c_attn.weight\": has shape [18, 6]; expected [6, 18]")
    (file, model) = try checkpoint(changing: {
      $0.add("lm_head.weight", shape: [5, 6], floats: (0..<30).map { Float($0 + 1) })
    })
    #expect(
      problem(file, model)
        == "tensor \"lm_head.weight\": differs from transformer.wte.weight, to which it is tied; an LM head of its own needs tie_word_embeddings: false"
    )
    (file, model) = try checkpoint(
      without: "ln_f.bias",
      changing: { $0.add("transformer.ln_f.bias", shape: [6], integers: [0, 0, 0, 0, 0, 0]) })
    #expect(
      problem(file, model)
        == "tensor \"transformer.ln_f.bias\": has elements of type I32; expected F32, F16 or BF16")
  }

  func configurationProblem(_ changes: [(String, String)]) -> String? {
    var text = Self.configuration
    for (old, new) in changes {
      let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
      text = parts[0] + new + parts[1]
    }
    let file = TemporaryFile(Array(text.utf8), name: "config.json")
    do {
      _ = try ModelDescription(huggingFace: file.path)
      return nil
    } catch {
      return error.description.split(separator: " ", maxSplits: 1).last.map(String.init)
    }
  }

  @Test func configurations() {
    #expect(configurationProblem([]) == nil)
    #expect(configurationProblem([("n_positions", "n_ctx")]) == nil)
    #expect(configurationProblem([("gelu_new", "relu")]) == nil)
    #expect(
      configurationProblem([("\"gpt2\"", "\"gpt1\"")])
        == "model_type: not supported, found gpt1; expected one of \(HuggingFaceConfigurationTests.types)")
    #expect(
      configurationProblem([("\"n_head\":2", "\"n_head\":4")])?.contains("4 heads do not divide a width of 6")
        == true)
  }

  /// A model that an experiment names by its folder.
  @Test func folders() throws {
    let resolver = Resolver(
      library: PresetLibrary(roots: [Self.configs]),
      references: ["model": .models, "system": .systems, "mapping": .mappings])
    let node = try resolver.resolve(Self.configs + "/experiments/kjv.yaml")
    var section = try node.mapping()
    let source = try ModelSource(decoding: section.value("model", expected: "a model"))
    #expect(
      source.description.name == "kjv-gpt" && source.description.layers == 4
        && source.description.width == 192)
    #expect(source.description.vocabulary == 128 && source.description.contextLimit == 256)
    let weights = try source.weights()
    #expect(try weights.tensor(Self.finalGain(192)).count == 192)
    let run = try RunDescription(decoding: &section)
    #expect(run.embedding && run.lmHead && run.positions == 0..<256)
  }

  /// The shipped Llama: its family is that of its `config.json`.
  @Test func theByteLevelLlama() throws {
    let checkpoint = try Checkpoint(folder: Self.configs + "/models/kjv-llama")
    let model = checkpoint.model
    #expect(model.name == "kjv-llama" && model.encoding == .bytes && model.keyValueHeads == 2)
    #expect(model.features.norm.kind == .rms && model.features.feedForward.isGated)
    #expect(checkpoint.notes.isEmpty)
    try checkpoint.checkFinite()
    // Query, key and value: 192 + 2 · 64 outputs.
    #expect(try checkpoint.tensor(Self.queryKeyValue([192, 320])).shape == [192, 320])
  }

  @Test func randomWeights() throws {
    let spec = Self.queryKeyValue([192, 576])
    let first = try RandomWeights(seed: 1).tensor(spec).floats()
    #expect(try RandomWeights(seed: 1).tensor(spec).floats() == first)
    #expect(try RandomWeights(seed: 2).tensor(spec).floats() != first)
    let squares = first.reduce(0) { $0 + Double($1) * Double($1) }
    // A variance of 1 / 192.
    #expect(abs(squares / Double(first.count) * 192 - 1) < 0.01)
    let gains = try RandomWeights(seed: 1).tensor(Self.finalGain(500)).floats()
    #expect(gains.allSatisfy { (0.75...1.25).contains($0) })
  }

  /// Role and order decide the distribution, the name only the seed: what the same numbers of a sequence are
  /// for each role. The reach of a matrix is sqrt(3 / inputs), 1 for three inputs.
  @Test func randomWeightsByRole() throws {
    func values(_ role: WeightRole, _ shape: [Int], order: GraphWeight.Order = .inputsFirst) throws -> [Float]
    {
      try RandomWeights(seed: 1).tensor(GraphWeight(role, TensorSpec("x.weight", shape), order: order))
        .floats()
    }
    let embedding = try values(.tokenEmbedding, [3, 12], order: .outputsFirst)
    #expect(embedding.allSatisfy { abs($0) <= 0.25 })
    #expect(try values(.positionEmbedding, [3, 12], order: .outputsFirst) == embedding)
    #expect(try values(.shift(.attention), [36]) == embedding)
    #expect(try values(.bias(.projection), [36]) == embedding)
    let gains = try values(.gain(.attention), [36])
    #expect(zip(gains, embedding).allSatisfy { abs($0 - 1 - $1) <= 1 / 128 })
    let matrix = try values(.matrix(.projection), [3, 12])
    #expect(matrix == embedding.map { 4 * $0 })
    #expect(try values(.matrix(.projection), [12, 3], order: .outputsFirst) == matrix)
    #expect(try values(.matrix(.projection), [12, 3]).allSatisfy { abs($0) <= 0.5 })
  }

  /// The first two elements of each tensor, in bits. They were computed apart from this program: word 0 of
  /// SplitMix64 with seed 1 xor FNV-1a of the name, 16 bits an element.
  @Test(
    arguments: [
      ("h.0.ln_1.weight", [0x3F84, 0x3F62]),
      ("h.0.ln_1.bias", [0x3DAB, 0xBE5E]),
      ("h.0.attn.c_attn.weight", [0xBF11, 0xBEDC]),
      ("h.0.attn.c_attn.bias", [0x3DB8, 0xBD86]),
      ("h.0.attn.c_proj.weight", [0xBEA0, 0x3F34]),
      ("h.0.attn.c_proj.bias", [0xBE1A, 0xBDD9]),
      ("h.0.ln_2.weight", [0x3F93, 0x3F50]),
      ("h.0.ln_2.bias", [0xBE0E, 0xBE36]),
      ("h.0.mlp.c_fc.weight", [0x3EF1, 0x3EE5]),
      ("h.0.mlp.c_fc.bias", [0xBC71, 0xBD90]),
      ("h.0.mlp.c_proj.weight", [0xBCDF, 0x3E94]),
      ("h.0.mlp.c_proj.bias", [0xBE22, 0x3D79]),
      ("wte.weight", [0x3E2F, 0x3E2E]),
      ("wpe.weight", [0x3D51, 0xBDE0]),
      ("ln_f.weight", [0x3F5B, 0x3F88]),
      ("ln_f.bias", [0xBD17, 0xBDC2]),
    ] as [(String, [UInt16])]) func randomWeightsStayAsTheyAre(name: String, bits: [UInt16]) throws
  {
    let model = try ModelDescription(name: "m", layers: 1, width: 6, heads: 2, vocabulary: 5, contextLimit: 4)
    let weight = try #require(
      OperatorGraph(model, context: 4).weights.first { $0.tensor.name == name })
    #expect(try RandomWeights(seed: 1).tensor(weight).bfloat16(0..<2).map(\.bitPattern) == bits)
  }

  /// 2 x 2^46 bytes are more than a process can address. The error names the tensor and says what to do.
  @Test func aTensorThatNoMemoryHolds() throws {
    #expect {
      _ = try RandomWeights(seed: 1).tensor(
        GraphWeight(.matrix(.feedForwardUp), TensorSpec("h.0.mlp.c_fc.weight", [1 << 23, 1 << 23])))
    } throws: { error in
      "\(error)".hasPrefix(
        "random weights: tensor \"h.0.mlp.c_fc.weight\": no memory for its 140737488355328 bytes; ")
    }
  }
}

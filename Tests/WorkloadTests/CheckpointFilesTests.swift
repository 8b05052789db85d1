import PIMWorkload
import Testing

/// Checkpoints as other people lay them out.
@Suite struct CheckpointFilesTests {
  static let model = try! ModelDescription(
    name: "m", layers: 1, width: 6, heads: 2, vocabulary: 5, contextLimit: 4)

  static let tokens = GraphWeight(.tokenEmbedding, TensorSpec("wte.weight", [5, 6]), order: .outputsFirst)

  /// The tensors of a GPT-2 in their order; element k of each is k.
  static func writer(
    _ names: (String) -> Bool = { _ in true }, shape: (String, [Int]) -> [Int] = { $1 },
    floats: (String, inout [Float]) -> Void = { _, _ in }
  ) -> SafeTensorsWriter {
    var writer = SafeTensorsWriter()
    for spec in OperatorGraph(model, context: 4).weights.map(\.tensor) where names(spec.name) {
      let shape = shape(spec.name, spec.shape)
      var values = (0..<shape.reduce(1, *)).map { Float($0) }
      floats(spec.name, &values)
      writer.add("transformer." + spec.name, shape: shape, floats: values)
    }
    return writer
  }

  static func isFirst(_ name: String) -> Bool { name.hasPrefix("h.0.attn") }

  /// Two shards and their index.
  func shards(
    _ change: (inout [(String, String)]) -> Void = { _ in }, second: SafeTensorsWriter? = nil,
    hasSecond: Bool = true
  ) -> TemporaryFile {
    let (a, b) = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
    let file = TemporaryFile(Self.writer(Self.isFirst).bytes, name: a)
    if hasSecond { file.write((second ?? Self.writer { !Self.isFirst($0) }).bytes, b) }
    var map = OperatorGraph(Self.model, context: 4).weights.map(\.tensor).map {
      ("transformer." + $0.name, Self.isFirst($0.name) ? a : b)
    }
    change(&map)
    let entries = map.map { "\"\($0)\": \"\($1)\"" }.joined(separator: ",\n    ")
    let text = "{\n  \"metadata\": {\"total_size\": 1},\n  \"weight_map\": {\n    \(entries)\n  }\n}\n"
    file.write(Array(text.utf8), "model.safetensors.index.json")
    return file
  }

  func problem(_ file: TemporaryFile) -> String {
    do {
      _ = try Checkpoint(folder: file.folderPath, model: Self.model)
      return "accepted"
    } catch {
      return error.description.split(separator: file.folderPath + "/", omittingEmptySubsequences: false)
        .joined()
    }
  }

  @Test func shardsThatAnIndexNames() throws {
    let file = shards()
    let checkpoint = try Checkpoint(folder: file.folderPath, model: Self.model)
    #expect(checkpoint.notes.isEmpty)
    #expect(
      try checkpoint.tensor(CheckpointTests.queryKeyValue([6, 18])).floats(18..<20) == [18, 19])
    #expect(try checkpoint.tensor(Self.tokens).floats(28..<30) == [28, 29])
  }

  /// What identifies a checkpoint's weights is all of these files.
  @Test func filesOfTheWeights() throws {
    let file = shards()
    let folder = file.folderPath + "/"
    let names = ["model.safetensors.index.json"] + (1...2).map { "model-0000\($0)-of-00002.safetensors" }
    #expect(Set(try Checkpoint.weightFiles(folder: file.folderPath)) == Set(names.map { folder + $0 }))
    file.write(Self.writer().bytes, "model.safetensors")
    #expect(try Checkpoint.weightFiles(folder: file.folderPath) == [folder + "model.safetensors"])
  }

  @Test func indicesThatAreWrong() {
    let (a, b) = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
    let index = "model.safetensors.index.json"
    #expect(
      problem(shards(hasSecond: false))
        == "\(index): tensor \"transformer.h.0.ln_1.weight\": lies in the shard \"\(b)\", which is not there")
    #expect(
      problem(shards { $0.append(("transformer.x", b)) })
        == "\(b): tensor \"transformer.x\": is missing, but the index \(index) says that it is here")
    #expect(
      problem(shards { $0.removeLast() })
        == "\(b): tensor \"transformer.ln_f.bias\": is here, but the index \(index) does not name it")
    #expect(
      problem(shards { map in map[0].1 = a })
        == "\(b): tensor \"transformer.h.0.ln_1.weight\": is here, but the index \(index) says that it is in \"\(a)\""
    )
    #expect(
      problem(shards { map in map[0].1 = "../x.safetensors" })
        == "\(index): tensor \"transformer.h.0.ln_1.weight\": line 4 column 36: no file beside the index, found \"../x.safetensors\"; expected a name such as model-00001-of-00002.safetensors"
    )
    #expect(
      problem(shards { map in map.append(map[0]) })
        == "\(index): tensor \"transformer.h.0.ln_1.weight\": line 20 column 5: duplicate key (first on line 4); expected each key once"
    )
    let broken = TemporaryFile(Array("{\"weight_map\": {},}".utf8), name: index)
    #expect(
      problem(broken)
        == "\(index): line 1 column 18: broken JSON: a comma in front of \"}\"; expected no comma behind the last member"
    )
    let empty = TemporaryFile(Array("{}".utf8), name: index)
    #expect(problem(empty) == "\(index): line 1 column 1: missing key; expected a mapping")
  }

  @Test func oneFileBeforeItsShards() throws {
    let file = shards()
    file.write(Self.writer().bytes, "model.safetensors")
    #expect(
      try Checkpoint(folder: file.folderPath, model: Self.model).notes == [
        "model.safetensors.index.json is not used: the weights are in model.safetensors"
      ])
  }

  /// A vocabulary that is filled up to a multiple of something: 8 rows for 5 tokens, 6 for 4 positions.
  @Test func embeddingsWithMoreRows() throws {
    let writer = Self.writer(shape: { name, shape in
      name == "wte.weight" ? [8, 6] : name == "wpe.weight" ? [6, 6] : shape
    })
    var head = writer
    head.add("lm_head.weight", shape: [8, 6], floats: (0..<48).map { Float($0 < 30 ? $0 : -1) })
    let file = TemporaryFile(head.bytes)
    let checkpoint = try Checkpoint(folder: file.folderPath, model: Self.model)
    #expect(
      checkpoint.notes == [
        "transformer.wte.weight has 8 rows; the first 5 are used, as many as the model has tokens",
        "transformer.wpe.weight has 6 rows; the first 4 are used, as many as the model has positions",
      ])
    let tokens = try checkpoint.tensor(Self.tokens)
    #expect(tokens.shape == [5, 6] && tokens.floats() == (0..<30).map { Float($0) })
    let positions = GraphWeight(.positionEmbedding, TensorSpec("wpe.weight", [9, 6]), order: .outputsFirst)
    #expect(try checkpoint.tensor(positions).shape == [4, 6])
    let few = TemporaryFile(Self.writer(shape: { $0 == "wte.weight" ? [4, 6] : $1 }).bytes)
    #expect(
      problem(few)
        == "model.safetensors: tensor \"transformer.wte.weight\": has shape [4, 6]; expected [5, 6]")
  }

  @Test func headsOfOtherTasks() throws {
    var writer = Self.writer()
    writer.add("score.weight", shape: [2, 6], floats: Array(repeating: 0, count: 12))
    writer.add("v_head.summary.bias", type: .F8_E5M2, shape: [1], bytes: [0])
    let file = TemporaryFile(writer.bytes)
    #expect(
      try Checkpoint(folder: file.folderPath, model: Self.model).notes == [
        "not used, being of the head of another task: score.weight, v_head.summary.bias"
      ])
    writer.add("adapter.weight", shape: [1], floats: [0])
    #expect(
      problem(TemporaryFile(writer.bytes))
        == "model.safetensors: tensor \"adapter.weight\": is none of a GPT-2 model of 1 layers with names in transformer.*"
    )
  }

  /// The greatest bfloat16 is 0x7F7F, 3.3895314e38; half a unit above, 0x7F7F8000 = 3.3961775e38, rounds to
  /// infinity.
  @Test(arguments: [
    (Float.nan, "is nan; weights must be finite"), (-.infinity, "is -inf; weights must be finite"),
    (
      Float(bitPattern: 0x7F7F_8000),
      "is 3.3961775e+38, which bfloat16 rounds to infinity; weights must be finite"
    ),
    (Float(bitPattern: 0x7F7F_7FFF), "accepted"),
    (Float(bitPattern: 0xFFC1_2345), "is nan; weights must be finite"),
  ])
  func weightsThatAreNotFinite(value: Float, expected: String) throws {
    // Element 20 of [6, 18] is [1, 2].
    let file = TemporaryFile(
      Self.writer(floats: { name, values in if name == "h.0.attn.c_attn.weight" { values[20] = value } })
        .bytes)
    let checkpoint = try Checkpoint(folder: file.folderPath, model: Self.model)
    do {
      try checkpoint.checkFinite()
      #expect(expected == "accepted")
    } catch {
      #expect(
        error.description
          == "\(file.path): tensor \"transformer.h.0.attn.c_attn.weight\": element [1, 2] \(expected)")
    }
  }

  /// Rows beyond the vocabulary are not used, whatever they hold.
  @Test func rowsThatAreNotUsedMayBeAnything() throws {
    let file = TemporaryFile(
      Self.writer(
        shape: { $0 == "wte.weight" ? [8, 6] : $1 },
        floats: { name, values in if name == "wte.weight" { values[30] = .nan } }
      ).bytes)
    try Checkpoint(folder: file.folderPath, model: Self.model).checkFinite()
  }
}

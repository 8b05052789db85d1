import PIMGPT
import Testing

/// Checkpoints of other people, as a user runs them.
@Suite struct CheckpointCommandTests {
  /// A folder `hf` with a model of one layer, width 6, and so many tokens and positions. Element k of each
  /// tensor is (k % 7 − 3) / 8, but for what `change` makes of it.
  private func program(
    vocabulary: Int = 40, positions: Int = 8, configuration: String = "",
    change: (String, Int) -> Float? = { _, _ in nil }
  ) throws -> Program {
    let program = try Program()
    let model = try ModelDescription(
      name: "hf", layers: 1, width: 6, heads: 2, vocabulary: vocabulary, contextLimit: positions)
    var writer = SafeTensorsWriter()
    for spec in OperatorGraph(model, context: positions).weights.map(\.tensor) {
      let count = spec.shape.reduce(1, *)
      writer.add(
        spec.name, shape: spec.shape,
        floats: (0..<count).map { change(spec.name, $0) ?? (Float($0 % 7) - 3) / 8 })
    }
    let sizes =
      "\"n_embd\": 6, \"n_head\": 2, \"n_layer\": 1, \"n_positions\": \(positions), \"vocab_size\": \(vocabulary)"
    #expect(try program.script("mkdir hf").status == 0)
    try OutputFile.write(
      "{\"model_type\": \"gpt2\", \(sizes)\(configuration)}\n", to: program.folder + "/hf/config.json")
    try writer.write(to: program.folder + "/hf/model.safetensors")
    return program
  }

  private let run =
    "note: a checkpoint is run as {model: hf/config.json, system: pim-gpt, mapping: paper, tokens: 8, embedding: true, lmHead: true}\n"

  /// A folder in place of an experiment is run over the model's whole context.
  @Test func aFolderIsAnExperiment() throws {
    let program = try program()
    let verified = try program.run("verify", "hf/")
    #expect(
      verified.status == 0 && verified.output.contains(" 8  executed instruction by instruction"),
      "\(verified)")
    #expect(verified.errors == run)
    #expect(
      try program.run("verify", "hf/config.json", "--tokens", "3").output.contains(
        " 3  executed instruction by instruction"))
    let simulated = try program.run("simulate", "./hf", "--verify", "1")
    #expect(simulated.status == 0)
    #expect(
      simulated.output.contains("`pimgpt config show ./hf --kind experiments` names the source of every one.")
    )
    let shown = try program.run("config", "show", "./hf", "--kind", "experiments")
    #expect(shown.status == 0 && shown.output.hasPrefix("model: \"./hf/config.json\""), "\(shown)")
    #expect(simulated.output.hasPrefix("hf on pim-gpt: 8 tokens, with embedding and LM head\n"))
  }

  /// The experiment kjv has 256 tokens; the run is shortened where its model is replaced, and only there.
  @Test func aShortContextShortensTheRun() throws {
    let program = try program()
    let note =
      "note: the run is shortened from 256 tokens to 8: hf has 8 positions; --set tokens=N for fewer\n"
    for arguments in [
      ["verify", "--checkpoint", "hf"], ["simulate", "kjv", "--model", "hf/config.json"],
      ["simulate", "kjv", "--model", "./hf", "--tokens", "2", "--verify", "2"],
    ] {
      let outcome = try program.run(arguments)
      #expect(outcome.status == 0 && outcome.errors == note, "\(outcome)")
    }
    let chosen = try program.run("verify", "--checkpoint", "hf", "--set", "tokens=9")
    #expect(chosen.status == 2)
    #expect(
      chosen.errors.hasPrefix("error: run of hf: 9 positions are more than the model's context limit of 8"))
  }

  /// The tensor and the element are named; the input is at fault, so the status is 2.
  @Test func weightsThatAreNotFiniteAreNamed() throws {
    // Element 17 of [6, 24].
    let program = try program { name, index in name == "h.0.mlp.c_fc.weight" && index == 41 ? .nan : nil }
    let message =
      "error: hf/model.safetensors: tensor \"h.0.mlp.c_fc.weight\": element [1, 17] is nan; weights must be finite\n"
    try OutputFile.write("1 2 3 4", to: program.folder + "/text")
    for arguments in [
      ["verify", "hf/"], ["accuracy", "hf/", "--text", "text"],
      ["generate", "hf/", "--prompt", "1", "--tokens", "2"],
      ["simulate", "hf/", "--verify", "1"],
    ] {
      let outcome = try program.run(arguments)
      #expect(outcome.status == 2 && outcome.errors == run + message && outcome.output.isEmpty, "\(outcome)")
    }
  }

  /// The weights are finite and the values are not: the operator is named, no number is printed, and the
  /// status is 1.
  @Test func valuesThatOverflowAreNamed() throws {
    // GELU leaves 3e38 as it is, and 24 of these sum to infinity.
    let program = try program { name, _ in
      name == "h.0.mlp.c_fc.bias" ? 3e38 : name == "h.0.mlp.c_proj.weight" ? 1 : nil
    }
    try OutputFile.write("1 2 3 4", to: program.folder + "/text")
    let place =
      "not finite: position 0 layer 0 mlp.c_proj: element 0 of mlp.c_proj product is inf in the machine's arithmetic\n"
    let verified = try program.run("verify", "hf/")
    #expect(
      verified.status == 1
        && verified.output.hasPrefix("hf on pim-gpt, mapping paper: NOT verified\n\n\(place)"))
    #expect(verified.output.contains("All weights are finite: "))
    let measured = try program.run("accuracy", "hf/", "--text", "text")
    #expect(
      measured.status == 1 && measured.output.isEmpty && measured.errors.hasPrefix(run + "error: \(place)"))
    let generated = try program.run("generate", "hf/", "--prompt", "1", "--tokens", "2")
    #expect(generated.status == 1 && generated.output.hasPrefix("NOT verified: \(place)"), "\(generated)")
    let simulated = try program.run("simulate", "hf/", "--verify", "1")
    #expect(simulated.status == 1 && simulated.output.isEmpty && simulated.errors.contains(place))
    for outcome in [verified, measured, generated, simulated] {
      #expect(!(outcome.output + outcome.errors).contains("nan(") && !outcome.output.contains("%"))
    }
  }

  /// 40 tokens are not bytes because they are few: they are ids unless the model or the user says otherwise.
  @Test func aSmallVocabularyIsNotBytes() throws {
    let program = try program()
    let ids = try program.run("generate", "hf/", "--prompt", "1 2", "--tokens", "2")
    #expect(ids.status == 0 && ids.output.hasPrefix("1 2 "), "\(ids)")
    let text = try program.run("generate", "hf/", "--prompt", "!\"#", "--tokens", "2")
    #expect(text.status == 2)
    #expect(
      text.errors
        == run
        + "error: --prompt: not a token, found !\"#; expected numbers from 0 to 39 with spaces between: the model does not say that its tokens are bytes; --bytes if they are\n"
    )
    // Codes 33 to 35.
    let bytes = try program.run("generate", "hf/", "--prompt", "!\"#", "--tokens", "2", "--bytes")
    #expect(bytes.status == 0 && bytes.output.hasPrefix("!\"#"), "\(bytes)")
    let same = try program.run("verify", "hf/", "--text", "33 34 35")
    #expect(try program.run("verify", "hf/", "--text", "!\"#", "--bytes").output == same.output)
    #expect(
      try program.run("verify", "hf/", "--bytes").errors.hasPrefix("error: --bytes goes with --text\n"))
    let said = try self.program(configuration: ", \"encoding\": \"bytes\"")
    #expect(try said.run("verify", "hf/", "--text", "!\"#").output == same.output)
    let many = try self.program(vocabulary: 300).run("verify", "hf/", "--text", "a", "--bytes")
    #expect(
      many.status == 2
        && many.errors == run
          + "error: --bytes: a vocabulary of 300 is not bytes; expected a model of at most 256 tokens\n"
    )
  }

  /// A tokenizer beside the weights reads text, and puts its token for the beginning in front.
  @Test func aTokenizerReadsText() throws {
    let program = try program()
    let others = (5..<40).map { "\"t\($0)\": \($0)" }.joined(separator: ", ")
    try OutputFile.write(
      """
      {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"},
       "added_tokens": [{"id": 0, "content": "<s>", "special": true}],
       "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
         {"Sequence": {"id": "A", "type_id": 0}}], "special_tokens": {"<s>": {"id": "<s>", "ids": [0]}}},
       "model": {"type": "BPE", "merges": ["a b"],
         "vocab": {"<s>": 0, "a": 1, "b": 2, "Ġ": 3, "ab": 4, \(others), "z": 45}}}
      """, to: program.folder + "/hf/tokenizer.json")
    let numbers = try program.run("verify", "hf/", "--text", "0 4 3 1", "--ids")
    #expect(numbers.status == 0)
    #expect(try program.run("verify", "hf/", "--text", "ab a") == numbers)
    let generate = ["generate", "hf/", "--prompt", "ab a", "--tokens", "2"]
    let generated = try program.run(generate)
    #expect(generated.status == 0)
    let json = try Document.parse(
      text: try program.run(generate + ["--format", "json"]).output, name: "-", syntax: .json)
    let prompt = json["prompt_tokens"]?.sequence?.compactMap { $0.scalar?.text }
    #expect(prompt == ["0", "4", "3", "1"])
    let tokens = json["tokens"]?.sequence?.compactMap { ($0.scalar?.text).flatMap { Int($0) } } ?? []
    let texts = tokens.map { [0: "<s>", 1: "a", 2: "b", 3: " ", 4: "ab"][$0] ?? "t\($0)" }
    #expect(tokens.count == 2 && json["text"]?.scalar?.text == texts.joined())
    #expect(generated.output.hasPrefix("ab a" + texts.joined() + "\n"))
    let outside = try program.run("generate", "hf/", "--prompt", "az", "--tokens", "2")
    #expect(
      outside.status == 2
        && outside.errors == run
          + "error: --prompt: token 45, \"z\", of hf/tokenizer.json, and the model has 40 tokens; expected the tokenizer of the model, or --ids and token numbers\n"
    )
    #expect(
      try program.run("verify", "hf/", "--ids").errors.hasPrefix("error: --ids goes with --text\n"))
    try OutputFile.write("{\"model\": {\"type\": \"Unigram\"}}\n", to: program.folder + "/hf/tokenizer.json")
    let refused = try program.run("generate", "hf/", "--prompt", "a", "--tokens", "2")
    #expect(
      refused.status == 2
        && refused.errors == run
          + "error: hf/tokenizer.json:1:20: model.type: not supported, found \"Unigram\"; expected one of BPE, or --ids and token numbers\n"
    )
  }

  /// What of a checkpoint is not used stands in the report, and what of its description on standard error.
  @Test func notesReachTheUser() throws {
    let program = try program(configuration: ", \"n_ctx\": 4, \"rope_theta\": 1")
    let notes =
      "note: hf/config.json: n_ctx is 4 and is not used: n_positions counts, which is 8\n"
      + "note: hf/config.json: a key that GPT-2 does not have and that is not used: rope_theta\n"
    #expect(try program.run("verify", "hf/").errors == notes + run)
    #expect(try program.run("config", "check", "hf/").errors == notes)
    try OutputFile.write(
      "{\"model_type\": \"gpt2\", \"n_embd\": 6, \"n_head\": 2, \"n_layer\": 1, \"n_positions\": 8, \"vocab_size\": 30}",
      to: program.folder + "/hf/config.json")
    let outcome = try program.run("verify", "hf/", "--tokens", "1")
    #expect(
      outcome.output.contains(
        "\nwte.weight has 40 rows; the first 30 are used, as many as the model has tokens\n"), "\(outcome)")
  }
}

import PIMGPT
import Testing

/// `--assume`: models with settings that are not computed, simulated all the same.
@Suite struct AssumeCommandTests {
  /// A Llama with an activation and a scaling of its rotation that the simulator does not compute.
  private static let configuration =
    "{\"model_type\": \"llama\", \"hidden_size\": 16, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, \"intermediate_size\": 32, \"vocab_size\": 20, \"max_position_embeddings\": 4, \"hidden_act\": \"mish\", \"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4.0}}"

  private static let keys = ["--assume", "hidden_act", "--assume", "rope_scaling"]

  private static let assumptions = [
    "rope_scaling is assumed: frequencies of YaRN are simulated as plain ones",
    "hidden_act is assumed: mish is simulated as tanh-GELU",
  ]

  private static func program() throws -> Program { try Program(["hf/config.json": configuration]) }

  @Test func withoutTheOptionTheModelIsRefused() throws {
    let outcome = try Self.program().run("simulate", "hf", "--assume", "hidden_act")
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasSuffix("or --assume rope_scaling to simulate plain frequencies\n"))
  }

  /// Every form of a report names what was assumed.
  @Test func reportsNameTheAssumptions() throws {
    let program = try Self.program()
    let outcome = try program.run(["simulate", "hf", "-o", "a.json"] + Self.keys)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let sentences = Self.assumptions.map { "Of the model, \($0).\n" }.joined()
    #expect(
      outcome.output.hasSuffix(
        " values are assumed; `pimgpt config show hf --assume hidden_act --assume rope_scaling --kind experiments` names the source of every one.\n"
          + sentences), "\(outcome.output)")
    for assumption in Self.assumptions {
      #expect(outcome.errors.contains("note: ./hf/config.json: \(assumption)\n"))
    }
    let shown = try program.run(["config", "show", "hf", "--kind", "experiments"] + Self.keys)
    #expect(shown.status == 0, "\(shown.errors)")
    let json = try Document.parse(text: try #require(program.read("a.json")), name: "a.json", syntax: .json)
    #expect(
      json["model"]?["assumptions"]?.sequence?.map { $0.scalar?.text } == Self.assumptions.map { $0 })
    for (format, escape) in [("text", ""), ("markdown", "\\"), ("html", ""), ("json", "")] {
      let rendered = try program.run("report", "a.json", "--format", format)
      #expect(rendered.status == 0, "\(rendered.errors)")
      #expect(rendered.output.contains("hidden\(escape)_act is assumed: mish is "), "\(format)")
    }
    for format in ["text", "markdown", "json"] {
      let summary = try program.run("summary", "a.json", "--format", format)
      #expect(summary.status == 0 && summary.output.contains("is assumed: mish is "), "\(format)")
    }
    let compared = try program.run(["compare", "a.json", "hf"] + Self.keys)
    #expect(compared.status == 0, "\(compared.errors)")
    #expect(compared.output.lines(containing: "is assumed: mish is ") == 2, "\(compared.output)")
  }

  /// What computes no values takes the option.
  @Test func otherCommandsTakeIt() throws {
    let program = try Self.program()
    let map = try program.run(["map", "hf", "--format", "json"] + Self.keys)
    let json = try Document.parse(text: map.output, name: "map.json", syntax: .json)
    #expect(json["assumptions"]?.sequence?.map { $0.scalar?.text } == Self.assumptions.map { $0 })
    for arguments in [
      ["config", "check", "hf"], ["config", "show", "hf"], ["compile", "hf", "-o", "a.trace"],
      ["simulate", "--model", "hf"], ["simulate", "gpt2-small", "--model", "hf"],
    ] {
      let outcome = try program.run(arguments + Self.keys)
      #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains("is assumed: mish is simulated as tanh-GELU\n"), "\(arguments)")
    }
  }

  /// No value of such a model would be the model's.
  @Test func valuesAreRefused() throws {
    let program = try Self.program()
    for arguments in [
      ["verify", "hf"], ["generate", "hf", "--prompt", "1"], ["simulate", "hf", "--verify", "1"],
    ] {
      let outcome = try program.run(arguments + Self.keys)
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(arguments)")
      #expect(
        outcome.errors.hasSuffix(": such a model can be simulated, and not be executed or verified\n"),
        "\(outcome.errors)")
    }
  }

  @Test func keysThatCannotBeAssumed() throws {
    let program = try Self.program()
    for (arguments, place) in [
      (["simulate", "hf"], "--assume"), (["simulate", "gpt2-small"], "--assume [vocab_size]"),
      (["config", "check", "gpt2-small"], "--set assume=[vocab_size]"),
      (["compare", "gpt2-small", "hf"], "--set assume=[vocab_size]"), (["verify", "kjv"], "--assume [vocab_size]"),
    ] {
      let outcome = try program.run(arguments + ["--assume", "vocab_size"])
      #expect(outcome.status == 2, "\(arguments)")
      #expect(
        outcome.errors.hasPrefix("error: \(place): vocab_size cannot be assumed; expected one of "),
        "\(outcome.errors)")
    }
    let needless = try program.run("simulate", "gpt2-small", "--tokens", "1", "--assume", "alibi")
    #expect(needless.status == 0 && !needless.output.contains("Of the model, "))
    #expect(
      needless.errors == "note: nothing needs to be assumed about alibi: the model is no config.json\n")
  }
}

extension String {
  /// The number of lines that contain a text.
  fileprivate func lines(containing text: String) -> Int {
    split(separator: "\n").count { $0.contains(text) }
  }
}

import PIMGPT
import Testing

/// `pimgpt list`: presets by kind, a line each.
@Suite struct ListCommandTests {
  /// The lines of a listing, with one space between words.
  private func lines(_ kinds: String...) throws -> [String] {
    let outcome = try Program().run(["list"] + kinds)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: " ").joined(separator: " ")
    }
  }

  @Test func models() throws {
    let lines = try lines("models")
    #expect(lines.first == "name layers x width heads parameters context bfloat16 features")
    for line in [
      "gpt2-small 12 x 768 12 124,439,808 1,024 237.4 MiB layer norm, learned positions, GELU",
      "llama3.2-1b 16 x 2048 32/8 1,235,814,400 131,072 2.302 GiB RMS norm, rotary, SwiGLU",
      "falcon-7b 32 x 4544 71/1 6,921,720,704 2,048 12.89 GiB layer norm, rotary, GELU, parallel needs 12.89 GiB, pim-gpt has 4 GiB",
      "mistral-7b 32 x 4096 32/8 7,241,732,096 32,768 13.49 GiB RMS norm, rotary, SwiGLU, window 4,096 needs 13.49 GiB, pim-gpt has 4 GiB",
      "bloom-560m 24 x 1024 16 559,214,592 2,048 1.042 GiB layer norm, ALiBi, GELU, normed embedding",
      "qwen3-0.6b 28 x 1024 16/8 596,049,920 40,960 1.110 GiB RMS norm, rotary, SwiGLU, normed queries and keys",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    // Each preset has one line, under one line of headings.
    let names = try Program().run("presets", "models").output.split(separator: "\n")
    #expect(lines.dropFirst().dropLast().map { $0.prefix { $0 != " " } } == names.map { $0[...] })
  }

  @Test func systems() throws {
    #expect(
      try lines("systems").filter {
        $0.hasPrefix("name") || $0.hasPrefix("gddr6") || $0.hasPrefix("pim-gpt ")
      }
        == [
          "name channels banks each capacity links banks summary",
          "gddr6 8 16 4 GiB 256.0 GB/s – conventional GDDR6, 8 channels x 16 banks without MAC units, and an ASIC that multiplies",
          "pim-gpt 8 16 4 GiB 256.0 GB/s 4,096 GB/s PIM-GPT, 8 GDDR6 channels x 16 banks with a MAC unit each, and an ASIC",
        ])
  }

  @Test func experimentsSuitesAndSweeps() throws {
    #expect(try lines("experiments").contains("gpt2-small gpt2-small pim-gpt paper 1 1,024 layers"))
    #expect(
      try lines("experiments").contains("kjv kjv-gpt pim-gpt paper 1 256 embedding, layers, LM head"))
    #expect(
      try lines("experiments").contains("kjv-llama kjv-llama pim-gpt paper 1 256 embedding, layers, LM head"))
    #expect(
      try lines("suites")
        == ["name cases summary", "default 47 The project's own suite: `make regress`", ""])
    #expect(
      try lines("sweeps").contains(
        "channels gpt2-small model, system.organisation.channels Channels, 4 to 64"))
  }

  /// Mappings have no description; the first sentence of the comment is their summary.
  @Test func mappings() throws {
    #expect(
      try lines("mappings").contains(
        "best The best mapping found for the paper's machine, for all of its eight models; paper.yaml is the paper's"
      ))
  }

  @Test func severalKindsHaveTheirNames() throws {
    let lines = try lines("suites", "baselines")
    #expect(lines[0] == "suites" && lines[1] == "name cases summary")
    #expect(lines.contains("baselines") && lines.contains("t4 NVIDIA T4, bound by its memory"))
  }

  @Test func json() throws {
    let outcome = try Program().run("list", "models", "systems", "--format", "json")
    let document = try Document.parse(text: outcome.output, name: "list.json", syntax: .json)
    #expect(document["schema"]?.scalar?.text == "pimgpt-presets")
    let kinds = try #require(document["kinds"]?.sequence)
    #expect(kinds.map { $0["kind"]?.scalar?.text } == ["models", "systems"])
    let models = try #require(kinds[0]["presets"]?.sequence)
    let falcon = try #require(models.first { $0["name"]?.scalar?.text == "falcon-7b" })
    #expect(falcon["key_value_heads"]?.scalar?.text == "1")
    #expect(falcon["weight_bytes"]?.scalar?.text == "13843441408")
    #expect(falcon["note"]?.scalar?.text == "needs 12.89 GiB, pim-gpt has 4 GiB")
    #expect(kinds[1]["failures"]?.sequence?.isEmpty == true)
  }

  @Test func unknownKindsAreRefusedWithTheKnown() throws {
    let outcome = try Program().run("list", "modles")
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(
      outcome.errors.hasPrefix("error: The value 'modles' is invalid for '<kinds>'"), "\(outcome.errors)")
    for kind in PresetKind.allCases {
      #expect(outcome.errors.contains(kind.rawValue), "\(kind.rawValue)")
    }
  }

  /// A preset of the user's that cannot be read is an error, and the others are listed.
  @Test func brokenPresetsAreReported() throws {
    let program = try Program()
    let outcome = try program.script(
      """
      mkdir -p configs/models && printf 'extends: gpt2-small\\nname: mine\\nlayers: 6\\n' >configs/models/mine.yaml
      printf 'extends: gpt2-small\\nlayer: 6\\n' >configs/models/broken.yaml
      "$1" list models
      """)
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasPrefix("error: configs/models/broken.yaml:2:1: layer: unknown key; expected one of "),
      "\(outcome.errors)")
    #expect(outcome.output.contains("  mine ") && !outcome.output.contains("  broken "))
  }
}

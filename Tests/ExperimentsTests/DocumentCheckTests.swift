import PIMGPT
import PIMTestSupport
import Testing

@Suite struct DocumentCheckTests {
  private func kind(_ text: String) throws -> DocumentKind {
    let folder = try TemporaryFolder()
    try OutputFile.write(text, to: folder.path + "/a.yaml")
    return try Fixtures.library.check(folder.path + "/a.yaml").kind
  }

  @Test func tellsKindsByTheirKeys() throws {
    #expect(try kind("{name: a, layers: 1, width: 8, heads: 1, vocabulary: 9, contextLimit: 4}") == .models)
    #expect(
      try kind(
        "{name: a, layers: 1, width: 8, heads: 1, vocabulary: 9, contextLimit: 4, embedding: {scale: 2}}")
        == .models)
    #expect(try kind("{extends: gpt2-small, residual: parallel}") == .models)
    #expect(try kind("{name: a, schedule: overlapped}") == .mappings)
    #expect(try kind("{extends: pim-gpt, timing: {tRP: 20 ns}}") == .systems)
    #expect(try kind("{model: gpt2-small, system: pim-gpt, mapping: paper, tokens: 1}") == .experiments)
  }

  /// A document that extends and changes nothing, or only keys that several kinds have, is what it extends.
  @Test func tellsDocumentsByWhatTheyExtend() throws {
    #expect(try kind("{extends: paper}") == .mappings)
    #expect(try kind("{extends: pim-gpt, name: mine}") == .systems)
    #expect(try kind("{extends: t4}") == .baselines)
    #expect(try kind("{extends: kjv}") == .experiments)
    // Both an experiment and a model; an experiment has no name.
    #expect(try kind("{extends: gpt2-small}") == .experiments)
    #expect(try kind("{extends: gpt2-small, name: mine}") == .models)
    #expect(try kind("{extends: best, attentionGroups: 4}") == .mappings)
    let folder = try TemporaryFolder()
    try OutputFile.write("extends: b.yaml", to: folder.path + "/a.yaml")
    try OutputFile.write("extends: paper", to: folder.path + "/b.yaml")
    #expect(try Fixtures.library.check(folder.path + "/a.yaml").kind == .mappings)
    try OutputFile.write("extends: a.yaml", to: folder.path + "/b.yaml")
    #expect(
      message { _ = try Fixtures.library.check(folder.path + "/a.yaml") }.contains(
        "extends: circle of documents: "))
    #expect(
      message { _ = try kind("{extends: ./none.yaml}") }.hasSuffix(
        "/none.yaml\"; expected a path relative to the file that names it, or the name of a preset"))
  }

  @Test func readsEveryOtherKindOfFile() throws {
    let configs = Fixtures.configs
    for (path, kind) in [
      ("models/kjv", DocumentKind.checkpoints), ("models/kjv/config.json", .checkpoints),
      ("suites/default.yaml", .suites), ("sweeps/refresh.yaml", .sweeps),
    ] {
      let check = try Fixtures.library.check("\(configs)/\(path)")
      #expect(check.kind == kind && check.notes.isEmpty && !check.annotatedText.isEmpty, "\(path)")
    }
    // Without their folders, by their keys.
    #expect(try kind("{experiment: gpt2-small, axes: {tokens: [1, 2]}}") == .sweeps)
    #expect(try kind("{name: a, results: a.json, cases: [{name: b, experiment: gpt2-small}]}") == .suites)
  }

  @Test func showsACheckpointAsAModel() throws {
    let text = try Fixtures.library.check("\(Fixtures.configs)/models/kjv").annotatedText
    #expect(text.contains("width: 192  # user: \(Fixtures.configs)/models/kjv/config.json:15, n_embd\n"))
    #expect(text.contains("ffnWidth: 768  # built-in: GPT-2's default\n"))
    #expect(text.contains("encoding: bytes  # user: "))
  }

  @Test func aFolderWithoutWeightsCanBeSimulated() throws {
    let folder = try TemporaryFolder()
    try OutputFile.write("{\"model_type\": \"gpt2\"}", to: folder.path + "/config.json")
    let check = try Fixtures.library.check(folder.path)
    #expect(check.notes == ["\(folder.path) has no weights: its model can be simulated, and not executed"])
    let experiment = try Experiment(folder.path, with: [], library: Fixtures.library)
    #expect(experiment.run.positions == 0..<1024 && experiment.model.width == 768)
  }

  @Test func findsWhatIsWrongInsideSuitesAndSweeps() throws {
    #expect(
      message {
        _ = try kind(
          "{name: a, results: a.json, cases: [{name: b, experiment: {extends: gpt2-small, tokens: 1025}}]}")
      }.hasPrefix("case b: run of gpt2-small: 1025 positions are more than the model's context limit of 1024")
    )
    #expect(
      message { _ = try kind("{experiment: gpt2-small, axes: {tokens: [1, 1025]}}") }.hasPrefix(
        "point 2, tokens = 1025: run of gpt2-small: 1025 positions are more"))
    #expect(
      message {
        _ = try Fixtures.library.check("\(Fixtures.configs)/models/kjv", overrides: ["layers=3"])
      }.hasPrefix("--set layers=3: nothing can be set in "))
  }

  /// A file that extends an experiment with a checkpoint cannot change its sizes, nor can a model extend it.
  @Test func aCheckpointIsNotExtended() throws {
    let fixed =
      "whose sizes are fixed; expected another model, such as --model gpt2-small, to change its layers"
    #expect(
      message { _ = try kind("{extends: kjv, model: {layers: 3}}") }.hasSuffix(fixed))
    #expect(
      message {
        _ = try kind("{extends: gpt2-small, model: {extends: \(Fixtures.configs)/models/kjv, layers: 3}}")
      }.hasSuffix(fixed))
    #expect(
      message {
        _ = try kind(
          "{extends: gpt2-small, model: {extends: \(Fixtures.configs)/models/kjv/config.json, layers: 3}}")
      }.hasSuffix(fixed))
    #expect(try kind("{extends: kjv, model: {extends: gpt2-small, layers: 3}}") == .experiments)
  }

  @Test func tellsPresetsByTheirNames() throws {
    #expect(try Fixtures.library.check("pim-gpt").kind == .systems)
    #expect(try Fixtures.library.check("paper").kind == .mappings)
    #expect(try Fixtures.library.check("gpt2-small").kind == .experiments)
    #expect(try Fixtures.library.check("gpt2-small", kind: .models).kind == .models)
  }

  @Test func saysWhenItCannotTell() {
    #expect(
      message { _ = try kind("{name: a}") }.hasSuffix(
        "a.yaml:1:1: cannot tell what kind of document this is; expected a folder of one of these names, or --kind: experiments, systems, models, mappings, baselines, checkpoints, suites, sweeps, spaces, paper"
      ))
  }

  @Test func findsARunLongerThanItsModel() {
    #expect(
      message { _ = try kind("{model: gpt2-small, system: pim-gpt, mapping: paper, tokens: 1025}") }
        == "run of gpt2-small: 1025 positions are more than the model's context limit of 1024; expected a shorter run, or extendContext: true"
    )
  }

  /// The paper's SRAM has 128 KiB.
  @Test(arguments: ["partialBuffer", "scoreBuffer", "parameterBuffer"])
  func findsABufferLargerThanTheSRAM(key: String) throws {
    func text(_ size: String) -> String {
      "{model: gpt2-small, system: pim-gpt, mapping: {extends: paper, \(key): \(size)}, tokens: 1}"
    }
    #expect(
      message { _ = try kind(text("129 KiB")) }.hasSuffix(
        "a.yaml:1:64: mapping.\(key): larger than the ASIC's SRAM, found 129 KiB; "
          + "expected at most the 128 KiB of system.asic.sram"))
    #expect(try kind(text("32 KiB")) == .experiments)
  }

  @Test func showsTheSourceOfEveryValue() throws {
    let text = try Fixtures.library.check("pim-gpt", overrides: ["timing.tRP=20ns"]).annotatedText
    #expect(text.contains("  tRP: 20 ns  # user: --set timing.tRP=20ns\n"))
    #expect(text.contains("  bankGroups: 4  # published: Wu 2024, system\n"))
  }
}

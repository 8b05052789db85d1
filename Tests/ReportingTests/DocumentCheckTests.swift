import Configuration
import Reporting
import Testing

@Suite struct DocumentCheckTests {
  private func kind(_ text: String) throws -> PresetKind {
    let folder = try TemporaryFolder()
    try OutputFile.write(text, to: folder.path + "/a.yaml")
    return try DocumentCheck(folder.path + "/a.yaml", library: Fixtures.library).kind
  }

  @Test func tellsKindsByTheirKeys() throws {
    #expect(try kind("{name: a, layers: 1, width: 8, heads: 1, vocabulary: 9, contextLimit: 4}") == .models)
    #expect(try kind("{name: a, schedule: overlapped}") == .mappings)
    #expect(try kind("{extends: pim-gpt, timing: {tRP: 20 ns}}") == .systems)
    #expect(try kind("{model: gpt2-small, system: pim-gpt, mapping: paper, tokens: 1}") == .experiments)
  }

  @Test func tellsPresetsByTheirNames() throws {
    #expect(try DocumentCheck("pim-gpt", library: Fixtures.library).kind == .systems)
    #expect(try DocumentCheck("paper", library: Fixtures.library).kind == .mappings)
    #expect(try DocumentCheck("gpt2-small", library: Fixtures.library).kind == .experiments)
    #expect(try DocumentCheck("gpt2-small", kind: .models, library: Fixtures.library).kind == .models)
  }

  @Test func saysWhenItCannotTell() {
    #expect(
      message { _ = try kind("{name: a}") }.hasSuffix(
        "a.yaml:1:1: cannot tell what kind of document this is; expected a folder of one of these names, or --kind: experiments, systems, models, mappings, baselines"
      ))
  }

  @Test func findsARunLongerThanItsModel() {
    #expect(
      message { _ = try kind("{model: gpt2-small, system: pim-gpt, mapping: paper, tokens: 1025}") }
        == "run of gpt2-small: 1025 positions are more than the model's context limit of 1024; shorten the run or set extendContext: true"
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
    let text = try DocumentCheck(
      "pim-gpt", overrides: ["timing.tRP=20ns"], library: Fixtures.library
    ).annotatedText
    #expect(text.contains("  tRP: 20 ns  # user: --set timing.tRP=20ns\n"))
    #expect(text.contains("  bankGroups: 4  # published: Wu 2024, system\n"))
  }
}

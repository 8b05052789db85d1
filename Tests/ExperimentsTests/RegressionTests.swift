import PIMGPT
import PIMTestSupport
import Testing

@Suite struct RegressionTests {

  /// The project's own suite is as stored: mappings and machine give what they gave.
  @Test func theProjectsSuite() throws {
    let suite = try Suite(path: Fixtures.root + "/configs/suites/default.yaml", library: Fixtures.library)
    #expect(suite.cases.count == 31)
    let regression = try suite.run()
    #expect(regression.status == .clean, "\(regression.text())")
  }

  /// The reference reports are what this version writes; `make reports` writes them anew.
  @Test(arguments: [
    "gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt3-small", "gpt3-medium", "gpt3-large",
    "gpt3-xl",
  ])
  func referenceReportsAreUpToDate(model: String) throws {
    let report = try Experiment(model, library: Fixtures.library).simulate().json()
    let isSame =
      Fixtures.read("\(Fixtures.root)/reports/\(model).json") == String(decoding: report, as: UTF8.self)
    #expect(isSame, "run make reports")
  }

  @Test func theirTableIsUpToDate() throws {
    let models = [
      "gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt3-small", "gpt3-medium", "gpt3-large",
      "gpt3-xl",
    ]
    let table = try ReportSummary(
      models.map { "\(Fixtures.root)/reports/\($0).json" }, against: ["t4", "xeon-gold-6154"],
      library: Fixtures.library
    ).markdown()
    #expect(Fixtures.read("\(Fixtures.root)/reports/README.md")?.contains(table) == true, "run make reports")
  }

  static func suite(_ cases: String, in folder: TemporaryFolder, overrides: String...) throws -> Suite {
    try OutputFile.write("{name: s, results: ./r.json, cases: [\(cases)]}", to: folder.path + "/s.yaml")
    return try Suite(path: folder.path + "/s.yaml", overrides: overrides, library: Fixtures.library)
  }

  static let small = "name: small, experiment: \(Fixtures.folder)/Fixtures/small.yaml"

  @Test func blessAndMove() throws {
    let folder = try TemporaryFolder()
    let cases = "{\(Self.small), positions: [0, 1..3], execute: 2}"
    let first = try Self.suite(cases, in: folder).run()
    #expect(first.status == .broken)
    #expect(first.text() == "suite s: nothing stored in \(folder.path)/r.json; --bless stores it\n")
    try first.bless()
    let bytes = Fixtures.read(folder.path + "/r.json")
    let again = try Self.suite(cases, in: folder).run()
    #expect(again.status == .clean)
    #expect(again.text() == "suite s: 1 of 1 cases as stored in \(folder.path)/r.json\n")
    try again.bless()
    #expect(Fixtures.read(folder.path + "/r.json") == bytes)

    let moved = try Self.suite(cases, in: folder, overrides: "system.timing.tRP=20ns").run()
    #expect(moved.status == .moved)
    let text = moved.text().replacing(folder.path, "FOLDER")
    try Fixtures.expect(text, equalsSnapshot: "regression.txt")
    // Within its tolerances it is accepted; the rest is shown.
    let tolerant = "{\(Self.small), positions: [0, 1..3], execute: 2, tolerance: {latency: 40 %}}"
    #expect(
      try Self.suite(tolerant, in: folder, overrides: "system.timing.tRP=20ns").run().status == .clean)
    let strict = "{\(Self.small), positions: [0, 1..3], execute: 2, tolerance: {latency: 1 ps}}"
    #expect(
      try Self.suite(strict, in: folder, overrides: "system.timing.tRP=20ns").run().status == .moved)
  }

  /// Whatever becomes of one case, the others are run.
  @Test func aFailureDoesNotStopTheRest() throws {
    let folder = try TemporaryFolder()
    try Self.suite("{\(Self.small)}, {name: old, experiment: kjv, positions: [0]}", in: folder).run()
      .bless()
    let broken = try Self.suite(
      "{name: typo, experiment: gpt2-smal}, {\(Self.small)}, {name: far, experiment: kjv, positions: [256]}, {name: new, experiment: kjv, positions: [1]}, {name: big, experiment: {extends: gpt3-xl, model: {layers: 1000}}}",
      in: folder
    ).run()
    #expect(broken.status == .broken)
    let text = broken.text().replacing(folder.path, "FOLDER").replacing(folder.path, "FOLDER").replacing(
      folder.path, "FOLDER")
    #expect(
      text.hasPrefix(
        "suite s: 1 of 5 cases as stored in FOLDER/r.json\n\n  typo: failed: FOLDER/s.yaml:1:63: no preset \"gpt2-smal\" (looked in "
      ))
    for line in [
      "  far: failed: FOLDER/s.yaml:1:",
      ": cases[2].positions[0]: the run has no position 256; expected positions from 0 to 255\n",
      "  new: new, nothing is stored of it\n", "  big: failed: gpt3-xl on pim-gpt: the model needs ",
      "  old: stored, and no longer in the suite\n",
    ] { #expect(text.contains(line), "\(text)") }
    #expect(
      message { try broken.bless() }
        == "--bless: typo, far, big failed; expected results of every case; nothing was stored")
  }

  @Test(arguments: [
    (
      "{name: a, experiment: kjv, position: [1]}",
      "s.yaml:1:65: cases[0].position: unknown key; expected one of name, experiment, positions, execute, tolerance; did you mean \"positions\"?"
    ),
    (
      "{name: a, experiment: kjv, positions: [3..1]}",
      "s.yaml:1:77: cases[0].positions[0]: malformed positions, found the text \"3..1\"; expected a position such as 511, or the first and the last such as 0..15"
    ),
    (
      "{name: a, experiment: kjv, positions: []}",
      "s.yaml:1:65: cases[0].positions: no positions; expected at least one, or no key for the whole run"
    ),
    (
      "{name: a, experiment: kjv, positions: [1, 1]}",
      "s.yaml:1:80: cases[0].positions[1]: the same positions twice; expected each once"
    ),
    (
      "{name: a, experiment: kjv}, {name: a, experiment: kjv}",
      "s.yaml:1:66: cases[1]: second case \"a\"; expected a name of its own for each case"
    ),
    (
      "{name: a, experiment: kjv, tolerance: {latncy: 1 %}}",
      "s.yaml:1:77: cases[0].tolerance.latncy: unknown metric; expected one of latency, energy, power, energyDelayProduct, commands; did you mean \"latency\"?"
    ),
  ])
  func brokenSuites(cases: String, expected: String) throws {
    let folder = try TemporaryFolder()
    #expect(message { _ = try Self.suite(cases, in: folder) } == folder.path + "/" + expected)
  }

  /// Stored results that were edited are refused, with their place.
  @Test(arguments: [
    ("\"latency_ps\": ", "\"latency_ps\": 1", "the parts do not sum to the whole"),
    (
      "\"schema_version\": 1", "\"schema_version\": 9",
      "unknown schema version, found the integer 9; expected 1; store anew with --bless"
    ),
    ("\"suite\": \"s\"", "\"suite\": \"t\"", "results of another suite, found \"t\"; expected \"s\""),
    ("\"mac\"", "\"mca\"", "unknown cause"),
    ("pimgpt-regression", "pimgpt-report", "no results of a suite"),
  ])
  func editedResults(old: String, new: String, expected: String) throws {
    let folder = try TemporaryFolder()
    let suite = try Self.suite("{\(Self.small)}", in: folder)
    try suite.run().bless()
    let stored = try #require(Fixtures.read(suite.resultsPath))
    #expect(stored.contains(old))
    try OutputFile.write(stored.replacing(old, new), to: suite.resultsPath)
    let text = message { _ = try suite.run() }
    #expect(text.hasPrefix(suite.resultsPath + ":") && text.contains(expected), "\(text)")
  }
}

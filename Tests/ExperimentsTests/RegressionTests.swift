import PIMGPT
import PIMTestSupport
import Testing

@Suite struct RegressionTests {

  /// The project's own suite is as stored: mappings and machine give what they gave.
  @Test func theProjectsSuite() throws {
    let suite = try Suite(path: Fixtures.root + "/configs/suites/default.yaml", library: Fixtures.library)
    #expect(suite.cases.count == 47)
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
    func shown(_ text: String) -> String {
      var text = text
      while text.contains(folder.path) { text = text.replacing(folder.path, "FOLDER") }
      return text
    }
    try Fixtures.expect(shown(moved.text()), equalsSnapshot: "regression.txt")
    try Fixtures.expect(shown(moved.text(isVerbose: true)), equalsSnapshot: "regression-verbose.txt")
    let json = try String(decoding: moved.json(), as: UTF8.self)
    try Fixtures.expect(shown(json), equalsSnapshot: "regression.json")
    try Fixtures.expect(shown(moved.junit), equalsSnapshot: "regression.xml")
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
        "suite s: 1 of 5 cases as stored in FOLDER/r.json\n\n  case  positions  verdict   latency    energy  row hits\n  typo             FAILED\n"
      ))
    for line in [
      "  typo: failed: FOLDER/s.yaml:1:63: no preset \"gpt2-smal\" (looked in ",
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
      "\"schema_version\": 2", "\"schema_version\": 9",
      "unknown schema version, found the integer 9; expected 1 or 2; store anew with --bless"
    ),
    ("\"suite\": \"s\"", "\"suite\": \"t\"", "results of another suite, found \"t\"; expected \"s\""),
    ("\"mac\"", "\"mca\"", "unknown cause"),
    ("pimgpt-regression", "pimgpt-report", "no results of a suite"),
    ("\"12 ns\"", "\"13 ns\"", "the values do not have the hash configuration_sha256"),
    ("\"mac_hits\": ", "\"mac_hits\": 9", "more hits than accesses"),
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

  // MARK: Why

  /// A changed rule is named by what it says, not by its place in the list.
  @Test func aChangedRuleIsNamed() throws {
    let folder = try TemporaryFolder()
    let cases = "{\(Self.small)}"
    try Self.suite(cases, in: folder).run().bless()
    let moved = try Self.suite(cases, in: folder, overrides: "system.rules[15].delay=nCCDL + nBL").run()
    #expect(moved.status == .moved)
    let text = moved.text()
    #expect(
      text.contains(
        "  system.rules[after: [WR, WRA16], before: [WR, WRA16], scope: bankgroup, window: 1].delay  nCCDL   nCCDL + nBL  small\n"
      ), "\(text)")
    #expect(text.contains("  system.rules[…].delay\n"), "\(text)")
  }

  /// Another result of the same configuration is said to be one. The code path is that of another schedule,
  /// handed in in place of the program's simulation.
  @Test func aChangedCodePath() throws {
    let folder = try TemporaryFolder()
    let suite = try Self.suite("{\(Self.small)}, {name: kjv, experiment: kjv, positions: [0]}", in: folder)
    try suite.run().bless()
    let other = try Fixtures.experiment("mapping.schedule=overlapped")
    let moved = try suite.run { experiment, positions, progress in
      let isSmall = experiment.model.name == "tiny"
      return try (isSmall ? other : experiment).record(positions: positions, progress: progress)
    }
    #expect(moved.status == .moved)
    let text = moved.text()
    #expect(text.hasPrefix("suite s: 1 of 2 cases as stored in "))
    #expect(
      text.contains(
        "\n  small: same configuration, other result: what pimgpt computes changed (version 0.2.0, now and when it was stored)\n"
      ), "\(text)")
    #expect(text.contains("  none: same configuration\n") && !text.contains("kjv:"), "\(text)")
    #expect(!text.contains("What the configuration says"))
  }

  /// A configuration that changes nothing is told from one that changes results.
  @Test func anotherConfigurationWithTheSameResult() throws {
    let folder = try TemporaryFolder()
    let cases = "{\(Self.small)}"
    try Self.suite(cases, in: folder).run().bless()
    let moved = try Self.suite(cases, in: folder, overrides: "model.contextLimit=33").run()
    #expect(moved.status == .moved)
    let text = moved.text()
    #expect(text.contains("  model.contextLimit  32      33   small\n"), "\(text)")
    #expect(text.contains("  small: another configuration, the same result\n"), "\(text)")
  }

  /// A file of the version before has no configurations and no row hits: it is read, and says so.
  @Test func schemaVersionOne() throws {
    let folder = try TemporaryFolder()
    let cases = "{\(Self.small)}"
    let suite = try Self.suite(cases, in: folder)
    try suite.run().bless()
    let stored = try #require(Fixtures.read(suite.resultsPath))
    var lines: [Substring] = []
    // The blocks are cut out with all that is indented deeper.
    var block = ""
    for line in stored.split(separator: "\n") {
      let indentation = String(line.prefix { $0 == " " })
      if !block.isEmpty, indentation.count > block.count || line.hasPrefix(block + "}") { continue }
      block = ""
      if line.contains("\"configuration\": {") || line.contains("\"row_hits\": {") {
        block = indentation
      } else if !line.contains("\"tool_version\"") {
        lines.append(line)
      }
    }
    // The block before the row hits is the last of its object now.
    var old = lines.joined(separator: "\n").replacing("\"schema_version\": 2", "\"schema_version\": 1")
    old = old.replacing("          },\n        }", "          }\n        }")
    try OutputFile.write(old + "\n", to: suite.resultsPath)

    let lacks =
      "\(suite.resultsPath): it is of schema version 1, without configurations and row hits: no key can be named; --bless stores them"
    #expect(try suite.check(isBlessed: false) == [lacks])
    #expect(try suite.run().status == .clean)
    let moved = try Self.suite(cases, in: folder, overrides: "system.timing.tRP=20ns").run()
    #expect(moved.status == .moved)
    #expect(
      moved.text().contains("\n  small: configuration ")
        && moved.text().contains("; its values were not stored\n"))
    try suite.run().bless()
    #expect(Fixtures.read(suite.resultsPath) == stored)
  }

  /// What is missing is said before anything is simulated.
  @Test func checkedBeforeTheWork() throws {
    let folder = try TemporaryFolder()
    let suite = try Self.suite("{\(Self.small)}", in: folder)
    #expect(
      message { _ = try suite.check(isBlessed: false) }
        == "suite s: nothing is stored in \(folder.path)/r.json; expected results: --bless stores them there, --results FILE names another place"
    )
    #expect(try suite.check(isBlessed: true) == [])
    try suite.run().bless()
    let more = try Self.suite("{\(Self.small)}, {name: new, experiment: kjv, positions: [999]}", in: folder)
    #expect(try more.check(isBlessed: false) == ["nothing is stored of new: --bless stores it"])
    let refused = message { _ = try more.check(isBlessed: true) }
    #expect(refused.hasPrefix("case new: \(folder.path)/s.yaml:1:"), "\(refused)")
    #expect(
      refused.hasSuffix(
        "the run has no position 999; expected positions from 0 to 255; expected cases that can be simulated; nothing was run or stored"
      ), "\(refused)")
  }

  /// JUnit counts what GitLab and Jenkins count, in XML that a parser takes.
  @Test func junitCounts() throws {
    let folder = try TemporaryFolder()
    try Self.suite(
      "{name: 'a <&> \"b\"', experiment: \(Fixtures.folder)/Fixtures/small.yaml}, {name: old, experiment: kjv, positions: [0]}",
      in: folder
    ).run().bless()
    let text = try Self.suite(
      "{name: 'a <&> \"b\"', experiment: \(Fixtures.folder)/Fixtures/small.yaml}, {name: typo, experiment: gpt9}, {name: new, experiment: kjv, positions: [1]}",
      in: folder
    ).run().junit
    #expect(text.contains("<testsuites name=\"pimgpt regress\" tests=\"4\" failures=\"2\" errors=\"1\">"))
    #expect(text.contains(" name=\"a &lt;&amp;&gt; &quot;b&quot;\" "))
    #expect(text.ranges(of: "<testcase ").count == 4)
    #expect(text.ranges(of: "<failure ").count == 2 && text.ranges(of: "</failure>").count == 2)
    #expect(text.ranges(of: "<error ").count == 1 && text.ranges(of: "</error>").count == 1)
  }
}

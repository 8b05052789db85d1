import PIMGPT
import PIMTestSupport
import Testing

/// What is made from a report's file.
@Suite struct RenderingTests {
  private static func document(_ overrides: [String] = []) throws -> ReportDocument {
    let experiment = try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
    return try ReportDocument(bytes: experiment.simulate().json(), name: "small.json")
  }

  @Test func markdown() throws {
    // The sources of the small system are paths of this folder.
    let text = try Self.document().markdown.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.contains("small") || $0.hasPrefix("#") }.joined(separator: "\n")
    try Fixtures.expect(text, equalsSnapshot: "small.md")
  }

  @Test func csv() throws { try Fixtures.expect(Self.document().csv, equalsSnapshot: "small.csv") }

  /// Four fields a line, and the ledgers sum to their totals: 14 causes, 14 operators, 4 positions, 12
  /// components.
  @Test func sumsOfTheCSV() throws {
    var sums: [String: Int128] = [:]
    for line in try Self.document().csv.split(separator: "\n") {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields.count == 4, "\(line)")
      sums[String(fields[0]), default: 0] += Int128(fields[3]) ?? 0
    }
    for section in [
      "latency_by_cause", "latency_by_operator", "latency_by_position", "latency_by_layer_and_operator",
    ] {
      #expect(sums[section] == 15_572_000, "\(section)")
    }
    #expect(sums["energy_by_component"] == 25_131_250_188_851_462_368)
    #expect(sums["commands"] == 9030 && sums["commands_by_channel"] == 9030)
  }

  // MARK: HTML

  @Test(arguments: [
    [], ["tokens=1"], ["promptLength=3", "mapping.schedule=overlapped"],
    ["lmHead=true", "embedding=true", "system.organisation.rows=4096"],
    ["tokens=1100", "model.contextLimit=2048", "system.organisation.rows=4096"],
  ])
  func pageIsWellFormed(overrides: [String]) throws {
    let html = try Self.document(overrides).html
    #expect(MarkupCheck.faults(html) == [])
    // Nothing from elsewhere, and nothing that runs.
    for foreign in ["<script", "http:", "https:", "src=", "href=", "@import", "url(", "NaN", "nan", "inf%"] {
      #expect(!html.contains(foreign), "\(foreign)")
    }
    #expect(html.utf8.count < 1 << 20)
    let parts = [
      "Against the lower bound", "Where the time goes", "Latency against position", "Layers and operators",
      "Where the energy goes", "Channels, banks and rows", "Configuration and sources",
    ]
    for part in parts { #expect(html.contains("<h2>\(part)</h2>"), "\(part)") }
  }

  @Test func textIsEscaped() throws {
    let document = try Self.document(["model.name=<b>\"x\"&|*"])
    #expect(document.html.contains("<h1>&lt;b&gt;&quot;x&quot;&amp;|* on small</h1>"))
    #expect(MarkupCheck.faults(document.html) == [])
    #expect(document.markdown.hasPrefix("# \\<b\\>\"x\"\\&\\|\\* on small\n"))
    #expect(document.csv.contains("run,model,,\"<b>\"\"x\"\"&|*\"\n"))
  }

  @Test func aReplayIsRendered() throws {
    let folder = try TemporaryFolder()
    try Fixtures.experiment().compileTrace().write(to: OutputFile(path: folder.path + "/a.trace"))
    let report = try Fixtures.system().replay(trace: folder.path + "/a.trace")
    let document = try ReportDocument(bytes: report.json(), name: "a.json")
    #expect(MarkupCheck.faults(document.html) == [])
    #expect(!document.html.contains("Against the lower bound"))
    #expect(document.markdown.contains("| latency | 15.57 µs |"))
    #expect(document.csv.contains("latency,total,ps,15572000\n"))
  }

  /// 1,024 tokens of the paper's model take less than the megabyte that a page may have.
  @Test func pageOfALongRunIsSmall() throws {
    let report = try Experiment("gpt3-xl", library: Fixtures.library).simulate()
    let html = try ReportDocument(bytes: report.json(), name: "a.json").html
    #expect(html.utf8.count < 1 << 20 && MarkupCheck.faults(html) == [])
  }
}

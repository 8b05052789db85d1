import PIMGPT
import PIMTestSupport
import Testing

/// Reading reports back: what is written is read, and what was changed is refused.
@Suite struct ReportDocumentTests {
  private static func json(_ overrides: [String] = []) throws -> [UInt8] {
    try Experiment(Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
      .simulate().json()
  }

  @Test(arguments: [
    [], ["promptLength=3"], ["lmHead=true", "embedding=true", "system.organisation.rows=4096"],
    ["system.refresh.policy=postponed", "mapping.schedule=overlapped"], ["system.electrical.IDD5B=null"],
    ["tokens=1_2", "maximumContext=0_016"],
  ])
  func whatIsWrittenIsRead(overrides: [String]) throws {
    let json = try Self.json(overrides)
    let document = try ReportDocument(bytes: json, name: "a.json")
    guard case .simulation(let record) = document.content else {
      Issue.record("no simulation")
      return
    }
    #expect(try record.json() == json)
  }

  /// Reports until version 0.2.0 called the parameters of the layers `block_parameters`. They are the same
  /// record; both keys, or neither, are an error.
  @Test func theOldNameOfTheLayersParametersIsRead() throws {
    let json = String(decoding: try Self.json(), as: UTF8.self)
    let (new, old) = ("\"layer_parameters\": ", "\"block_parameters\": ")
    #expect(json.ranges(of: new).count == 1 && !json.contains(old))
    func problem(_ text: String) -> String {
      message { _ = try ReportDocument(bytes: Array(text.utf8), name: "a.json") }
    }
    let document = try ReportDocument(bytes: Array(json.replacing(new, with: old).utf8), name: "a.json")
    guard case .simulation(let record) = document.content else {
      Issue.record("no simulation")
      return
    }
    #expect(try record.json() == Array(json.utf8))
    #expect(problem(json.replacing(new, with: old + "1, " + new)).contains("block_parameters: unknown key"))
    #expect(problem(json.replacing(new, with: "\"x\": ")).contains("layer_parameters: missing key"))
  }

  @Test func textIsWhatTheSimulationPrinted() throws {
    let report = try Fixtures.experiment().simulate()
    let printed = report.text(name: "small.yaml").split(separator: "\n", omittingEmptySubsequences: false)
    let rendered = try ReportDocument(bytes: report.json(), name: "a.json").text.split(
      separator: "\n", omittingEmptySubsequences: false)
    // The last lines are hints with the experiment's name, which the file does not have.
    #expect(printed.dropLast(3) == rendered.dropLast(2))
    #expect(
      rendered.suffix(2).first?.hasPrefix(
        "Configuration \(try Fixtures.experiment().configuration.hash.prefix(12)): ") == true)
  }

  @Test func aReplayIsRead() throws {
    let folder = try TemporaryFolder()
    try Fixtures.experiment().compileTrace().write(to: OutputFile(path: folder.path + "/a.trace"))
    let executed = ExecutedTrace(trace: folder.path + "/a.trace", inputs: "", blocks: 1)
    let report = try Fixtures.system().replay(trace: folder.path + "/a.trace", executed: executed)
    let document = try ReportDocument(bytes: report.json(), name: "a.json")
    guard case .replay(let record) = document.content else {
      Issue.record("no replay")
      return
    }
    #expect(try record.json() == report.json())
    #expect(document.text.hasPrefix(folder.path + "/a.trace on small: 4 positions\n"))
  }

  /// A verified run, and any layout of the same JSON.
  @Test func layoutDoesNotMatter() throws {
    let status = VerificationStatus.verified(positions: 1, instructions: 2, elements: 3, inputs: "random")
    let json = try Fixtures.experiment().record(verification: status).json()
    let tight = json.split(separator: UInt8(ascii: "\n")).map { line in line.drop { $0 == UInt8(ascii: " ") }
    }
    let document = try ReportDocument(bytes: Array(tight.joined(separator: [UInt8(ascii: " ")])), name: "a")
    guard case .simulation(let record) = document.content else {
      Issue.record("no simulation")
      return
    }
    #expect(try record.json() == json)
  }

  /// A report of version 3 has no energy by operator and position, and no causes by layer and operator. It is
  /// read, written as it was, and rendered without them.
  @Test func aReportOfTheVersionBeforeIsRead() throws {
    let path = "\(FilePath.folder(of: #filePath))/Snapshots/small-version-3.json"
    let document = try ReportDocument(path: path)
    let json = try String(decoding: document.json(), as: UTF8.self)
    #expect(json.contains("\"schema_version\": 3") && json.contains("\"by_operator_ps\""))
    #expect(!json.contains("by_position_yj"))
    #expect(document.measurement.energy.division == nil)
    #expect(document.measurement.result.spending.isEmpty)
    #expect(
      document.text.contains("  operator                   ms    share                        most of the time"))
    for text in [document.markdown, document.csv, document.html] { #expect(!text.contains("nan")) }
    #expect(!document.csv.contains("energy_by_operator"))
  }

  // MARK: What is refused

  private static let advice =
    "the file is not as pimgpt wrote it: write it anew with `pimgpt simulate … -o FILE`"

  @Test(arguments: [
    // (what is changed, by what, the message)
    (
      "\"schema_version\": 4", "\"schema_version\": 2",
      "a.json:3:21: schema_version: unknown schema version, found the integer 2; expected version 3 or 4, which pimgpt 0.2.0 reads: simulate again, or read it with the version that wrote it"
    ),
    (
      "\"pimgpt-report\"", "\"other\"",
      "a.json:2:13: schema: no report, found the text \"other\"; expected \"pimgpt-report\": a report as pimgpt writes it with -o"
    ),
    (
      "\"mac\": 2512000", "\"mac\": 2512001",
      "a.json:80:20: latency.by_cause_ps: the causes do not sum to the time, found a sum of 15572001 ps; expected 15572000 ps; \(advice)"
    ),
    (
      "\"latency_ms\": 0.015572", "\"latency_ms\": 0.015573",
      "a.json:34:19: headline.latency_ms: does not agree with the rest of the report, found the number 0.015573; expected the number 0.015572; \(advice)"
    ),
    (
      "\"accounting\": \"gross\"", "\"accounting\": \"net\"",
      "energy.accounting: does not agree with the rest of the report, found the text \"net\"; expected the text \"gross\"; \(advice)"
    ),
    (
      "\"total_yj\": \"2513125", "\"total_yj\": \"2513126",
      "energy.total_yj: not the sum of the components, found the text \"25131260188851462368\"; expected 25131250188851462368 yJ, what by_component sums to; \(advice)"
    ),
    (
      "\"power_times_time_j\": 2.5131", "\"power_times_time_j\": 2.5132",
      "energy.power_times_time_j: does not agree with the components, found 2.5132250188851433e-05; expected 2.513125018885146e-05 J within one part in 10^12; \(advice)"
    ),
    (
      "\"blocks\": 120", "\"block\": 120",
      "a.json:1098:19: instructions.blocks: missing key, found the similar key \"block\" on line 1099; expected an integer between 0 and 72057594037927936"
    ),
    (
      "\"position\": [\n        0", "\"position\": [\n        7",
      "latency.by_position: not the positions of the run; expected 0 to 3; \(advice)"
    ),
    (
      "\"asic\": 72", "\"asic\": 72,\n    \"asics\": 72",
      "instructions.asics: unknown key; expected a key of the schema; \(advice); did you mean \"asic\"?"
    ),
    (
      "\"tokens\": 4", "\"tokens\": 5",
      "not the hash of the configuration that the report carries, found the text \""
    ),
  ])
  func whatWasChangedIsRefused(old: String, new: String, expected: String) throws {
    let json = String(decoding: try Self.json(), as: UTF8.self)
    let range = try #require(json.firstRange(of: old))
    let changed = String(json[..<range.lowerBound]) + new + json[range.upperBound...]
    let found = message { _ = try ReportDocument(bytes: Array(changed.utf8), name: "a.json") }
    #expect(found.contains(expected), "\(found)")
  }

  /// No part of a report is a report, and none is a crash.
  @Test func whatIsCutOffIsRefused() throws {
    let json = try Self.json()
    for count in stride(from: 0, to: json.count - 2, by: 997) {
      let found = message { _ = try ReportDocument(bytes: Array(json.prefix(count)), name: "a.json") }
      #expect(found.hasPrefix("a.json:") && found.contains("cut off or no JSON"), "\(count): \(found)")
    }
  }

  /// Any digit that is changed in the numbers is noticed, or is one of the inputs that nothing else depends
  /// on.
  @Test func changedDigitsAreNoticed() throws {
    let json = try Self.json()
    let end = try #require(String(decoding: json, as: UTF8.self).firstRange(of: "\"configuration\""))
    let size = String(decoding: json, as: UTF8.self)[..<end.lowerBound].utf8.count
    var unnoticed: Set<String> = []
    for place in stride(from: 150, to: size, by: 7) where (0x30...0x39).contains(json[place]) {
      var changed = json
      changed[place] = json[place] == 0x39 ? 0x38 : json[place] + 1
      if message({ _ = try ReportDocument(bytes: changed, name: "a.json") }) == "no error" {
        let line = json[..<place].lastIndex(of: UInt8(ascii: "\n")) ?? 0
        let text = String(decoding: json[(line + 1)..<place], as: UTF8.self)
        unnoticed.insert(String(text.split(separator: "\"").dropFirst().first ?? "element"))
      }
    }
    // Inputs that nothing else follows from, and last digits beyond one part in 10^9.
    let free: Set = [
      "element", "vocabulary", "context_limit", "total_parameters", "layer_parameters", "layers", "width",
      "heads",
      "head_width", "ffn_width", "useful", "blocks", "channels", "asic", "busy_ps", "additions",
      "multiplications",
      "debt_paid_at_end", "open_cycles", "largest_refresh_debt",
    ]
    #expect(
      unnoticed.allSatisfy {
        free.contains($0) || $0.hasSuffix("_j") || $0.hasSuffix("_ms") || $0.hasSuffix("_js")
          || [
            "share", "ratio", "energy_mj", "tokens_per_second", "tokens_per_joule", "lower_bound_ratio",
            "mac_utilisation", "mac_row_hit_rate", "utilisation", "busy_share", "hit_rate", "average_power_w",
          ].contains($0)
      },
      "\(unnoticed.sorted())")
  }
}

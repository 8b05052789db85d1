import PIMGPT
import PIMTestSupport
import Testing

/// docs/report.schema.json describes every report, and nothing that no report has.
@Suite struct ReportSchemaTests {
  @Test(arguments: [
    [], ["tokens=1", "promptLength=1"], ["lmHead=true", "embedding=true", "system.organisation.rows=4096"],
    ["system.refresh.policy=postponed"], ["mapping.schedule=overlapped", "system.refresh.policy=none"],
  ])
  func reportsAreValid(overrides: [String]) throws {
    let experiment = try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
    #expect(try SchemaValidator.faults(experiment.simulate().json(), kind: "simulation") == [])
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    try experiment.compileTrace().write(to: OutputFile(path: path))
    let system = try Fixtures.system(overrides.filter { $0.hasPrefix("system.") })
    #expect(try SchemaValidator.faults(system.replay(trace: path).json(), kind: "replay") == [])
    // With power over time.
    let meter = PowerMeter(experiment.system, window: 1_000_000)
    #expect(try SchemaValidator.faults(experiment.simulate(power: meter).json(), kind: "simulation") == [])
    let replayed = try system.replay(trace: path, power: PowerMeter(system.system))
    #expect(try SchemaValidator.faults(replayed.json(), kind: "replay") == [])
    #expect(
      try ReportDocument(bytes: replayed.json(), name: "r.json").measurement.power
        == replayed.measurement.power)
  }

  /// The validator finds something wrong where there is.
  @Test func otherReportsAreNot() throws {
    let json = try String(decoding: Fixtures.experiment().simulate().json(), as: UTF8.self)
    func faults(_ old: String, _ new: String) throws -> [String] {
      let range = try #require(json.firstRange(of: old))
      return try SchemaValidator.faults(
        Array(json.replacingSubrange(range, with: new).utf8), kind: "simulation")
    }
    #expect(try faults("\"layers\"", "\"layer\"") == ["/model: layer is not described", "/model: no layers"])
    #expect(try faults("\"total_ps\"", "\"total\"").contains("/latency: no total_ps"))
    #expect(try faults("\"serial\"", "\"parallel\"") == ["/run/schedule: not one of its values"])
    #expect(
      try faults("\"schema_version\": 4", "\"schema_version\": 1") == ["/schema_version: another constant"])
    #expect(try faults("\"lm_head\": false", "\"lm_head\": 0") == ["/run/lm_head: not a boolean"])
  }
}

extension String {
  fileprivate func replacingSubrange(_ range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + self[range.upperBound...]
  }
}

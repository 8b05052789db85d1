import PIMGPT
import PIMTestSupport
import Testing

/// What reports say of whether their program was executed on values.
@Suite struct VerificationStatusTests {
  /// A checkpoint has embeddings for so many positions, whatever the run is set to.
  @Test func aCheckpointIsNotExtended() throws {
    let experiment = try Experiment(
      "kjv", overrides: ["tokens=300", "extendContext=true"], library: Fixtures.library)
    #expect(
      message { _ = try experiment.verify(count: 1) }.hasSuffix(
        ": 300 positions, and the checkpoint has embeddings for 256; "
          + "expected a shorter run; extendContext is for models without weights"))
  }

  @Test func verifiedReportSaysSo() throws {
    let experiment = try Fixtures.experiment()
    let report = try experiment.simulate(verifying: 2)
    let json = try report.json()
    #expect(try SchemaValidator.faults(json, kind: "simulation") == [])
    let verification = try #require(try Document.parse(bytes: json, name: "report.json")["verification"])
    #expect(verification["status"]?.scalar?.text == "verified")
    #expect(try verification.integer("positions") == 2)
    #expect(try verification.integer("elements_equal") > 0)
    #expect(verification["inputs"]?.scalar?.text == "random weights, seed 1; random tokens, seed 1")
    let text = report.text(name: "small.yaml")
    #expect(text.contains("\n  verified   2 positions  executed; "))
    #expect(!text.contains("Not executed"))
    #expect(report.result == (try experiment.simulate()).result)
  }

  @Test func executedTraceSaysSo() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    try Fixtures.experiment().compileTrace().write(to: OutputFile(path: path))
    let executed = ExecutedTrace(trace: path, inputs: "a.safetensors", blocks: 1)
    let report = try Fixtures.system().replay(trace: path, executed: executed)
    #expect(try SchemaValidator.faults(report.json(), kind: "replay") == [])
    let json = try Document.parse(bytes: report.json(), name: "report.json")
    #expect(json["verification"]?["status"]?.scalar?.text == "executed")
  }

  /// A trace without one of its multiplications computes something else.
  @Test func failedVerificationHasNoStatus() throws {
    let experiment = try Fixtures.experiment()
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    try experiment.compileTrace().write(to: OutputFile(path: path))
    var lines = try #require(Fixtures.read(path)).split(separator: "\n", omittingEmptySubsequences: false)
    lines.remove(at: try #require(lines.firstIndex { $0.contains("MAC_ABK") }))
    try OutputFile.write(lines.joined(separator: "\n"), to: path)
    let report = try experiment.verify(count: 1, trace: path)
    #expect(!report.passed && VerificationStatus(report) == nil)
  }
}

import PIMGPT
import PIMTestSupport
import Testing

@Suite struct SimulationReportTests {
  @Test func textOfASmallRun() throws {
    let report = try Fixtures.experiment().simulate()
    try Fixtures.expect(report.text(name: "small.yaml"), equalsSnapshot: "small.txt")
  }

  @Test func verboseTextOfAPartWithPromptAndHead() throws {
    let experiment = try Fixtures.experiment(
      "promptLength=3", "lmHead=true", "embedding=true", "mapping.schedule=overlapped",
      "system.refresh.policy=postponed",
      "system.organisation.rows=4096")
    let report = try experiment.simulate(engine: .stepped, positions: 1..<6)
    try Fixtures.expect(report.text(name: "small.yaml", isVerbose: true), equalsSnapshot: "small-verbose.txt")
  }

  @Test func jsonOfASmallRun() throws {
    let json = try Fixtures.experiment().simulate().json()
    try Fixtures.expect(String(decoding: json, as: UTF8.self).withoutSources, equalsSnapshot: "small.json")
  }

  @Test func sameExperimentGivesTheSameBytes() throws {
    let first = try Fixtures.experiment().simulate().json()
    #expect(try Fixtures.experiment().simulate().json() == first)
    let again = try Fixtures.experiment("tokens=4", "system.timing.tRP=12000ps").simulate()
    let plain = try Fixtures.experiment().simulate()
    #expect(again.result == plain.result)
    #expect(again.configuration.hash == plain.configuration.hash)
  }

  @Test(arguments: ["serial", "overlapped"], [0..<4, 2..<4])
  func partsSumToTheWhole(schedule: String, positions: Range<Int>) throws {
    let experiment = try Fixtures.experiment("mapping.schedule=\(schedule)", "lmHead=true", "embedding=true")
    let report = try Document.parse(
      bytes: experiment.simulate(positions: positions).json(), name: "report.json")
    let latency = try #require(report["latency"])
    let total = try latency.integer("total_ps")
    let debt = try latency.integer("refresh_debt_ps")
    #expect(total > 0)
    #expect(try latency.sum("by_cause_ps") == total)
    for part in ["by_operator", "by_layer"] {
      let entries = try #require(latency[part]?.sequence)
      var sum = debt
      for entry in entries {
        let time = try entry.integer("latency_ps")
        #expect(try entry.sum("by_cause_ps") == time)
        sum += time
      }
      #expect(sum == total, "\(part)")
    }
    let times = try #require(latency["by_position"]?["latency_ps"]?.sequence).map { Int($0.scalar!.text)! }
    #expect(times.count == positions.count)
    #expect(times.reduce(debt, +) == total)
    #expect(latency["by_position"]?["position"]?.sequence?.map { Int($0.scalar!.text)! } == Array(positions))

    let commands = try #require(report["commands"])
    let all = try commands.integer("total")
    #expect(try commands.sum("by_kind") == all)
    let channels = try #require(commands["by_channel"]?.sequence)
    #expect(try channels.map { try $0.sum("by_kind") }.reduce(0, +) == all)
    let links = try #require(report["links"])
    for (whole, part) in [
      ("to_channels_bytes", "to_channel_bytes"), ("from_channels_bytes", "from_channel_bytes"),
    ] {
      let parts = try #require(links["by_channel"]?.sequence).map { try $0.integer(part) }
      #expect(try parts.reduce(0, +) == links.integer(whole))
    }
  }

  @Test func carriesTheResolvedConfiguration() throws {
    let experiment = try Fixtures.experiment("system.timing.tRP=20ns")
    let report = try Document.parse(bytes: experiment.simulate().json(), name: "report.json")
    let configuration = try #require(report["configuration"])
    #expect(configuration["sha256"]?.scalar?.text == experiment.configuration.hash)
    #expect(configuration["document"]?["system"]?["timing"]?["tRP"]?.scalar?.text == "20 ns")
    #expect(try configuration["document"]?.integer("tokens") == 4)
    let sources = try #require(configuration["sources"]?.sequence)
    let override = sources.first { $0["path"]?.scalar?.text == "system.timing.tRP" }
    #expect(override?["source"]?.scalar?.text == "--set system.timing.tRP=20ns")
    let assumptions = try #require(report["assumptions"]?.sequence)
    #expect(assumptions.count == experiment.configuration.assumptions.count)
    #expect(assumptions.allSatisfy { $0["certainty"]?.scalar?.text == "assumed" && $0["source"] != nil })
    #expect(report["schema"]?.scalar?.text == "pimgpt-report")
  }

  @Test func isNotFasterThanItsBounds() throws {
    let report = try Fixtures.experiment().simulate()
    #expect(report.boundRatio! >= 1)
    let work = report.bounds.dropLast().map(\.picoseconds)
    #expect(work.count == 4 && work == work.sorted())
    #expect(report.bounds.last?.name == "machine")
    #expect(report.tightestBound!.picoseconds == report.bounds.map(\.picoseconds).max())
  }

  /// Under the best mapping found, what no mapping avoids is more than what is counted of its work, and
  /// nearly all of its time.
  @Test(arguments: ["gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt3-large", "gpt3-xl"])
  func machineBoundIsNear(model: String) throws {
    let experiment = try Experiment(model, overrides: ["mapping=best"], library: Fixtures.library)
    let report = try experiment.simulate(positions: 500..<503)
    let (work, machine) = (report.bounds[3], report.bounds[4])
    #expect(work.picoseconds <= machine.picoseconds)
    #expect((1...1.10).contains(report.ratio(to: machine)!))
    for (own, least) in zip(report.positionBounds, report.machinePositionBounds) { #expect(own <= least) }
    for (token, least) in zip(report.result.tokens, report.machinePositionBounds) {
      #expect(least <= token.time)
    }
  }

  @Test func promptIsNotCountedAsGeneration() throws {
    let report = try Fixtures.experiment("promptLength=3").simulate()
    #expect(report.generatedTokens == 4)
    #expect(report.prefillTime == report.result.tokens[0].time + report.result.tokens[1].time)
    #expect(report.prefillTime + report.generationTime == report.result.time)
    let prompt = try Fixtures.experiment("promptLength=3").simulate(positions: 0..<2)
    #expect(prompt.tokensPerSecond == nil)
    #expect(
      try Document.parse(bytes: prompt.json(), name: "r")["headline"]?["tokens_per_second"]?.isNull == true)
  }

  @Test func tooLargeAModelNamesWhatIsMissing() throws {
    let experiment = try Fixtures.experiment("model.layers=100")
    #expect(
      message { _ = try experiment.simulate() }
        // A layer takes 1 row of parameters, 2 each of QKV and both FFN matrices, 1 each of keys, values and
        // projection.
        == "tiny on small: the model needs 1000 rows a bank and the system has 256: 744 rows (1523712 bytes a bank) are missing; the largest tensors are attn.c_attn.weight 100 × 2 rows, mlp.c_fc.weight 100 × 2 rows, mlp.c_proj.weight 100 × 2 rows; expected more system.organisation.rows or channels"
    )
  }
}

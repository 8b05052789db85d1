import PIMGPT
import PIMTestSupport
import Testing

/// Energy in reports.
@Suite struct EnergyReportTests {
  @Test(arguments: [
    [], ["promptLength=3"], ["mapping.schedule=overlapped"], ["system.electrical.IDD5B=null"],
  ])
  func componentsSumToTheTotal(overrides: [String]) throws {
    let experiment = try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
    let report = try Document.parse(bytes: experiment.simulate().json(), name: "report.json")
    let energy = try #require(report["energy"])
    let entries = try #require(energy["by_component"]?.sequence)
    let parts = try entries.map { try #require(Int128($0["energy_yj"]?.scalar?.text ?? "")) }
    let total = try #require(Int128(energy["total_yj"]?.scalar?.text ?? ""))
    #expect(parts.reduce(0, +) == total && total > 0)
    // Each component either has an entry or is not modelled.
    #expect(entries.count + (energy["not_modelled"]?.sequence?.count ?? 0) == 13)
    #expect(try SchemaValidator.faults(experiment.simulate().json(), kind: "simulation") == [])
  }

  @Test func whatIsNotModelledIsListed() throws {
    let report = try Fixtures.experiment("system.electrical.IDD5B=null", "system.electrical.linkEnergy=null")
      .simulate()
    let text = report.text(name: "small.yaml")
    #expect(
      text.contains(
        """
          not modelled: global buffer, for want of electrical.bufferWriteEnergy, electrical.bufferReadEnergy
          not modelled: refresh, for want of electrical.IDD5B
          not modelled: link to channels, for want of electrical.linkEnergy
          not modelled: link to ASIC, for want of electrical.linkEnergy

        """))
    #expect(!text.contains("\n  refresh                0.000"))
  }

  @Test func derivedNumbersFollowFromTheTotal() throws {
    let report = try Fixtures.experiment("promptLength=3").simulate()
    let energy = report.measurement.energy
    #expect(report.energyPerToken == energy.joules / 4)
    #expect(report.tokensPerJoule == 1 / (energy.joules / 4))
    #expect(energy.averagePower == energy.joules / (Double(report.result.time) / 1e12))
    #expect(energy.energyDelayProduct == energy.joules * (Double(report.result.time) / 1e12))
    let prompt = try Fixtures.experiment("promptLength=3").simulate(positions: 0..<2)
    #expect(
      prompt.energyPerToken == nil && prompt.tokensPerJoule == nil
        && prompt.measurement.energy.joules > 0)
    #expect(try SchemaValidator.faults(prompt.json(), kind: "simulation") == [])
  }

  // MARK: Documents

  /// docs/energy.md has what is printed for its example.
  @Test(arguments: ["pim-gpt", "pim-gpt-idd"]) func exampleIsDocumented(system: String) throws {
    let document = try #require(Fixtures.read(Fixtures.root + "/docs/energy.md"))
    let report = try Experiment("gpt2-small", overrides: ["system=\(system)"], library: Fixtures.library)
      .simulate()
    let lines = report.text(name: "gpt2-small").split(separator: "\n", omittingEmptySubsequences: false)
    let section = lines.drop { !$0.hasPrefix("Where the energy goes") }.prefix { $0 != "Machine" }
    let text = section.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
    #expect(section.count > 10 && document.contains(text))
  }

  /// README.md shows what `make run` prints.
  @Test func reportOfTheReadmeIsTheOnePrinted() throws {
    let document = try #require(Fixtures.read(Fixtures.root + "/README.md"))
    let report = try Experiment("gpt2-small", library: Fixtures.library).simulate()
    let printed = report.text(name: "configs/experiments/gpt2-small.yaml").split(separator: "\n")
    let shown = document.split(separator: "\n").drop { !$0.hasPrefix("    gpt2-small on pim-gpt: ") }
      .prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }.filter { $0 != "…" }
    #expect(shown.count > 50)
    for line in shown { #expect(printed.contains(line), "\(line)") }
  }
}

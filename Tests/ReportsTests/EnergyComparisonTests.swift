import PIMGPT
import PIMTestSupport
import Testing

/// Energies are compared under one accounting and without what one side does not model, or not at all.
@Suite struct EnergyComparisonTests {
  static let systems = ["pim-gpt", "pim-gpt-idd", "aim-gddr6", "hbm-pim", "gddr6"]
  static let accountings: [Electrical.Accounting?] = [nil, .net, .gross]
  /// The accountings that a system's currents allow.
  static func allowed(_ system: String) -> Electrical.Accounting {
    system == "pim-gpt" || system == "gddr6" ? .gross : .net
  }

  static func record(_ overrides: [String]) throws -> SimulationRecord {
    try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library
    ).simulate()
  }

  static func figures(_ overrides: String...) throws -> RunFigures {
    RunFigures(try record(overrides), label: overrides.joined(separator: "@"), origin: "simulated now")
  }

  /// The presets, each simulated once.
  private static let records: [String: SimulationRecord] = Dictionary(
    uniqueKeysWithValues: systems.compactMap { name in
      (try? record(["system=\(name)"])).map { (name, $0) }
    })

  static func run(_ name: String) throws -> RunFigures {
    RunFigures(try #require(records[name]), label: name, origin: "simulated now")
  }

  static let pairs: [(a: String, b: String, accounting: Electrical.Accounting?)] = systems.flatMap { a in
    systems.flatMap { b in accountings.map { (a, b, $0) } }
  }

  /// 25 pairs under three requests: a ratio if and only if both systems have the accounting.
  @Test(arguments: pairs)
  func onlyCommonAccountingsHaveRatios(a: String, b: String, accounting: Electrical.Accounting?) throws {
    let (left, right) = (try Self.run(a), try Self.run(b))
    let report = ComparisonReport([left, right], accounting: accounting)
    let difference = report.differences[0]
    let shared = Self.allowed(a) == Self.allowed(b) && (accounting ?? Self.allowed(a)) == Self.allowed(a)
    #expect(difference.energy.isComparable == shared)
    #expect(difference.energy.accounting == (shared ? Self.allowed(a) : nil))
    for metric in [Metric.energy, .energyPerToken, .tokensPerJoule, .power, .energyDelayProduct] {
      let row = try #require(difference[metric])
      #expect((row.ratio != nil) == shared && (row.difference != nil) == shared)
      #expect(row.a != nil && row.b != nil)
    }
    #expect((difference[.component] != nil) == shared)
    #expect(difference[.latency]?.ratio != nil)
    // A thing against itself, under every accounting.
    #expect(difference.isEmpty == (a == b))
    if a == b { #expect(report.text.hasSuffix("B against A: no difference\n")) }
    try Self.check(report, isComparable: shared)
  }

  /// Text, Markdown, page and JSON keep the same rule.
  static func check(_ report: ComparisonReport, isComparable: Bool) throws {
    let difference = report.differences[0]
    for text in [report.text, report.markdown, report.html] {
      let isSilent = isComparable || difference.isEmpty
      #expect(text.contains("Energies of A and B cannot be compared: ") == !isSilent)
      #expect(text.contains("not comparable") == (!isSilent && difference[.energy]?.isEqual == false))
      if !isComparable { #expect(!text.contains("times the energy")) }
      // What is not modelled stands in the table of what is set apart only.
      let apart = difference.energy.apart
      #expect(text.split(separator: "not modelled").count - 1 == (isComparable ? apart.count : 0))
    }
    let json = try Document.parse(bytes: report.json(), name: "c.json")
    let comparison = try #require(json["comparisons"]?.sequence?.first)
    #expect(comparison["energy"]?["comparable"]?.scalar?.text == "\(isComparable)")
    #expect((comparison["energy"]?["reason"]?.isNull ?? true) == isComparable)
    #expect((comparison["energy_by_component_yj"]?.sequence != nil) == isComparable)
    for row in comparison["metrics"]?.sequence ?? [] {
      guard
        ["energy", "energyPerToken", "tokensPerJoule", "power", "energyDelayProduct"]
          .contains(row["metric"]?.scalar?.text)
      else { continue }
      #expect((row["ratio"]?.isNull ?? true) == !isComparable)
      #expect((row["difference"]?.isNull ?? true) == !isComparable)
    }
    for part in comparison["energy_by_component_yj"]?.sequence ?? [] {
      #expect(part["a"]?.isNull == false && part["b"]?.isNull == false)
    }
  }

  @Test func theReasonNamesBothSides() throws {
    let report = ComparisonReport(
      [try Self.run("pim-gpt"), try Self.run("aim-gddr6")],
      tolerances: try Tolerance.list(["energy=1%"]))
    let reason =
      "A counts gross, B net; A has no net figures: electrical.IDD0: net of standby an activation draws less than nothing: "
      + "122 mA for a tRC of 39 ns, 4758 mA ns, and for standby 142 mA in 27 ns and 92 mA in 12 ns, 4938 mA ns; "
      + "B has no gross figures: electrical.measuredAt: the currents were measured at other times than the machine's, and "
      + "gross charges a command for its own time"
    #expect(report.differences[0].energy.reason == reason)
    #expect(!report.passed)
    #expect(report.verdicts[0].text == "energy=1%: energies of A and B cannot be compared: \(reason)")
    #expect(
      report.text.contains(
        "\n  Energies of A and B cannot be compared: A counts gross, B net.\n  A has no net figures: "))
  }

  // MARK: Another accounting

  /// A part's currents without its times have both accountings. What lies between them is the standby in
  /// activations: 1.35 V · (61 mA · 27 ns + 60 mA · 12 ns) = 3,195.45 pJ a bank.
  @Test func grossIsNetAndTheStandbyInActivations() throws {
    let overrides = ["system=pim-gpt-idd", "system.electrical.measuredAt=null"]
    let record = try Self.record(overrides)
    let net = RunFigures(record, label: "a", origin: "")
    let gross = RunFigures(
      try Self.record(overrides + ["system.electrical.accounting=gross"]), label: "b", origin: "")
    let banks = Int128(record.measurement.commands[.ACT] + 16 * record.measurement.commands[.ACT16])
    let between = banks * 3_195_450_000_000_000
    #expect(banks > 0)
    for (a, b, accounting) in [(net, gross, Electrical.Accounting.net), (gross, net, .gross)] {
      // Without a request, that of the first side.
      for requested in [nil, accounting] {
        let difference = RunDifference(a, b, accounting: requested)
        #expect(difference.energy.accounting == accounting)
        let row = try #require(difference[.energy])
        #expect(row.a == a[.energy] && row.difference == .exact(0) && row.ratio == .real(1))
        #expect(difference[.component]?.isEqual == true)
      }
    }
    let least = try #require(net[.component]).total
    #expect(gross[.energy] == .exact(least + between))
    // Both under the accounting of neither's choice.
    let other = RunDifference(net, net, accounting: .gross)
    #expect(other[.energy]?.a == gross[.energy] && other[.power]?.a == gross[.power])
    #expect(other.isEmpty)
  }

  /// A side that changes for the comparison says what its own report has.
  @Test func theOtherAccountingIsSaid() throws {
    let net = try Self.figures("system=pim-gpt-idd", "system.electrical.measuredAt=null")
    let report = ComparisonReport([try Self.run("pim-gpt"), net])
    let total = Metric.energy.text(try #require(net[.energy]))
    #expect(
      report.text.contains("\n  Energies are gross on both sides; B's own report counts net, \(total).\n"))
    // The other way round there are no net figures of B, so A is read as gross.
    let reverse = ComparisonReport([net, try Self.run("pim-gpt")])
    #expect(reverse.differences[0].energy.accounting == .gross)
    #expect(
      reverse.text.contains("\n  Energies are gross on both sides; A's own report counts net, \(total).\n"))
  }

  /// The file of a report has the configuration and the counters: what can be recomputed, is.
  @Test func filesAreComparedAsRunsAre() throws {
    let folder = try TemporaryFolder()
    let sides = [
      ["system=pim-gpt-idd", "system.electrical.measuredAt=null"], ["system=pim-gpt"], ["system=aim-gddr6"],
    ]
    var files: [RunFigures] = []
    var runs: [RunFigures] = []
    for (index, overrides) in sides.enumerated() {
      let record = try Self.record(overrides)
      let path = "\(folder.path)/\(index).json"
      try OutputFile.write(record.json(), to: path)
      files.append(try RunFigures(reportFile: path))
      runs.append(RunFigures(record, label: "", origin: ""))
    }
    for a in files.indices {
      for b in files.indices {
        for accounting in Self.accountings {
          let file = RunDifference(files[a], files[b], accounting: accounting)
          let run = RunDifference(runs[a], runs[b], accounting: accounting)
          #expect(file.metrics == run.metrics && file.explanations == run.explanations)
          #expect(file.energy.reason == run.energy.reason && file.energy.apart == run.energy.apart)
        }
      }
    }
  }

  // MARK: What one side does not model

  @Test func whatOneSideDoesNotModelIsSetApart() throws {
    let whole = try Self.figures("system=pim-gpt")
    let part = try Self.figures("system=pim-gpt", "system.electrical.IDD5B=null", "tokens=6")
    let refresh = try #require(whole[.component]?["refresh"])
    #expect(refresh > 0)
    let difference = RunDifference(whole, part)
    #expect(difference.energy.isComparable)
    #expect(difference.energy.apart.map(\.key) == ["refresh"])
    #expect(difference.energy.apart.map(\.a) == [refresh] && difference.energy.apart.map(\.b) == [nil])
    let total = try #require(whole[.component]).total
    let row = try #require(difference[.energy])
    #expect(row.a == .exact(total - refresh) && row.b == part[.energy])
    let explanation = try #require(difference[.component])
    #expect(!explanation.rows.contains { $0.key == "refresh" })
    #expect(row.difference == .exact(explanation.rows.reduce(0) { $0 + $1.difference }))
    // What follows from the energy follows from the same sum.
    let seconds = try #require(whole[.latency]).least / 1e12
    #expect(difference[.power]?.a == .real(Double(total - refresh) / 1e24 / seconds))
    #expect(difference[.energyPerToken]?.a == .real(Double(total - refresh) / 4))
    let text = ComparisonReport([whole, part]).text
    #expect(text.contains("\n  Energies are without what one side does not model: refresh.\n"))
    #expect(text.contains("Set apart: energy that one side does not model\n"))
    #expect(text.contains("  In none of the figures above.\n"))
  }

  /// Two stored results that differ in nothing but what is modelled differ.
  @Test func whatIsSetApartIsADifference() throws {
    func stored(_ parts: KeyValuePairs<String, Int128>) -> RunFigures {
      var components = Breakdown(.component)
      for (key, amount) in parts {
        let isKnown = components.set(key, to: amount)
        #expect(isKnown)
      }
      var figures = RunFigures(label: "", summary: "", origin: "")
      figures.setEnergy(components, time: 1_000, tokens: nil)
      return figures
    }
    let whole = stored(["read": 7, "refresh": 5])
    let difference = RunDifference(whole, stored(["read": 7]))
    #expect(difference[.energy]?.a == .exact(7) && difference[.energy]?.isEqual == true)
    #expect(difference.energy.basis == .asStated)
    #expect(difference.energy.apart.map(\.a) == [5] && !difference.isEmpty)
    #expect(RunDifference(whole, whole).isEmpty)
  }

  @Test func nothingInCommonIsNotCompared() throws {
    let keys = ["VDD", "macPower", "bufferWriteEnergy", "bufferReadEnergy", "asicPower", "linkEnergy"]
    func side(without removed: [String]) throws -> RunFigures {
      RunFigures(
        try Self.record(["system=pim-gpt"] + removed.map { "system.electrical.\($0)=null" }), label: "",
        origin: "")
    }
    let links = try side(without: keys.filter { $0 != "linkEnergy" })
    let asic = try side(without: keys.filter { $0 != "asicPower" })
    let difference = RunDifference(links, asic)
    #expect(difference.energy.reason == "no component of the energy is modelled on both sides")
    #expect(difference[.energy]?.ratio == nil)
  }

  // MARK: Baselines

  /// A baseline's energy is no sum of currents: it is compared with that of a run under any accounting that
  /// the run has.
  @Test func baselinesHaveNoAccounting() throws {
    let path = Fixtures.folder + "/Fixtures/small.yaml"
    let run = try Comparison([path, "t4"], library: Fixtures.library).run().differences[0]
    #expect(run.energy.basis == .asStated && run[.energy]?.ratio != nil && run.energy.nativeB == nil)
    let net = try Comparison([path, "t4"], library: Fixtures.library).run(accounting: .net).differences[0]
    #expect(net.energy.reason?.hasPrefix("A has no net figures: electrical.IDD0: ") == true)
    #expect(net[.energy]?.ratio == nil && net[.latency]?.ratio != nil)
  }
}

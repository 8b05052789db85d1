import PIMGPT
import PIMTestSupport
import Testing

/// Machines are compared by what their timings and rules mean.
@Suite struct SystemComparisonTests {
  private static func report(_ names: String..., showsAll: Bool = false) throws -> ComparisonReport {
    ComparisonReport(try names.map(EnergyComparisonTests.run), showsAll: showsAll)
  }

  private static func row(_ name: String, in report: ComparisonReport) -> SystemComparison.Row? {
    report.systems?.rows.first { $0.name == name }
  }

  /// The section of a text, from its title to the next.
  private static func section(_ text: String) -> [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = lines.drop { $0 != "Machines, by what they mean" }
    return Array(start.prefix { !$0.hasPrefix("Configuration") && !$0.hasPrefix("Tolerances") })
  }

  /// pim-gpt has 12 ns on a clock of 0.5 ns, aim-gddr6 32 cycles of 0.5 ns, hbm-pim 23 of 0.625 ns.
  @Test func timingsAreResolved() throws {
    let report = try Self.report("pim-gpt", "aim-gddr6", "hbm-pim")
    let row = try #require(Self.row("tRP", in: report))
    #expect(
      row.values == [
        .time(cycles: 24, picoseconds: 12_000), .time(cycles: 32, picoseconds: 16_000),
        .time(cycles: 23, picoseconds: 14_375),
      ])
    #expect(row.kind == .timing && !row.isMinor)
    #expect([row.verdict(0), row.verdict(1), row.verdict(2)] == [.same, .more, .more])
    let all = try Self.report("pim-gpt", "aim-gddr6", "hbm-pim", showsAll: true).text
    #expect(
      all.split(separator: "\n").contains {
        $0.split(separator: "  ").prefix(4).map(String.init).joined(separator: "|")
          .replacing(" ", with: "") == "tRP|12ns(24)|16ns(32)|14.375ns(23)"
      })
  }

  /// A rule on one bank and a rule on the channel say the same of commands on all banks: pim-gpt's
  /// {scope: bank, after: [ACT, ACT16], before: [PRE, PREA], delay: nRAS} and aim-gddr6's
  /// {scope: channel, after: [ACT, ACT4, ACT16], before: [PREA], delay: nRAS}, both 54 cycles.
  @Test func rulesThatSayTheSameHaveNoRow() throws {
    let report = try Self.report("pim-gpt", "aim-gddr6")
    let rules = try #require(report.systems).rows.filter { $0.kind == .rule }
    #expect(!rules.contains { $0.preceding.contains("ACT16") && $0.following.contains("PREA") })
    #expect(!rules.contains { $0.preceding.contains("MAC16") && $0.following.contains("MAC16") })
    // tRP, in 24 and in 32 cycles.
    let closing = try #require(
      rules.first { $0.preceding.contains("PREA") && $0.following.contains("ACT16") })
    #expect(
      closing.values == [.time(cycles: 24, picoseconds: 12_000), .time(cycles: 32, picoseconds: 16_000)])
    #expect(closing.verdict(1) == .tighter && closing.isMinor)
  }

  @Test func rulesOfOneSideAreOnlyThere() throws {
    let report = try Self.report("pim-gpt", "aim-gddr6")
    let rules = try #require(report.systems).rows.filter { $0.kind == .rule }
    func rule(_ preceding: String, _ following: String) -> SystemComparison.Row? {
      rules.first { $0.preceding.contains(preceding) && $0.following.contains(following) }
    }
    // nRCDRD 12 ns against nRCDRDMAC of 56 cycles.
    let opening = try #require(rule("ACT16", "MAC16"))
    #expect(
      opening.values == [.time(cycles: 24, picoseconds: 12_000), .time(cycles: 56, picoseconds: 28_000)])
    #expect(opening.verdict(1) == .tighter && opening.scope == .channel && opening.window == 1)
    // nMACRD of 12 cycles against nCCDL of 2.
    #expect(rule("MAC16", "RDMAC16")?.verdict(1) == .looser)
    // The modes of aim-gddr6 keep buffer and MACs apart, and pim-gpt has no TMOD.
    let buffer = try #require(rule("WRGB", "MAC16"))
    #expect(buffer.values == [.time(cycles: 3, picoseconds: 1_500), nil] && buffer.verdict(1) == .onlyFirst)
    let turn = try #require(rule("TMOD", "WRGB"))
    #expect(turn.values == [.noCommand, .time(cycles: 32, picoseconds: 16_000)])
    #expect(turn.verdict(1) == .onlyHere)
    let back = try #require(try Self.report("aim-gddr6", "pim-gpt").systems)
    let opposite = back.rows.first { $0.preceding.contains("ACT16") && $0.following.contains("MAC16") }
    #expect(opposite?.verdict(1) == .looser)
  }

  /// 8 · 16 pins · 16 Gb/s = 256 GB/s; 8 · 16 banks · 16 lanes each ns = 2,048 G MACs/s, and their 32-byte
  /// bursts 4,096 GB/s; 8 · 16 · 16,384 · 2 KiB = 4 GiB. aim-gddr6 has four times the channels.
  @Test func derivedFigures() throws {
    let report = try Self.report("pim-gpt", "aim-gddr6")
    func numbers(_ name: String) -> [Double] {
      (Self.row(name, in: report)?.values ?? []).map {
        if case .number(let value, _, _)? = $0 { value } else { .nan }
      }
    }
    #expect(numbers("channels") == [8, 32])
    #expect(numbers("peak bandwidth of links") == [256e9, 1024e9])
    #expect(numbers("peak MACs") == [2048e9, 8192e9])
    #expect(numbers("peak bandwidth of banks") == [4096e9, 16384e9])
    #expect(numbers("capacity") == [0x1p32, 0x1p34])
    #expect(numbers("refreshing") == [455 / 6825, 210 / 3333.0])
    #expect(Self.row("ASIC area", in: report) == nil)
    #expect(Self.row("burst", in: report) == nil)
    let areas = Self.row("ASIC area", in: try Self.report("pim-gpt", "gddr6"))
    #expect(
      areas?.values == [
        .number(0.64, unit: "mm2", text: "0.64 mm²"), .number(4.28, unit: "mm2", text: "4.28 mm²"),
      ])
  }

  /// A row weighs what the run can feel: no more than its causes, and no more than the commands allow.
  @Test func rowsAreRankedByTheRun() throws {
    let report = try Self.report("pim-gpt", "aim-gddr6")
    let systems = try #require(report.systems)
    for kinds in [[SystemComparison.Kind.timing], [.rule, .completion]] {
      let rows = systems.rows.filter { kinds.contains($0.kind) }
      let weights = rows.filter { !$0.isMinor }.map { $0.weight ?? 0 }
      #expect(weights == weights.sorted { $0 > $1 } && weights.allSatisfy { $0 >= 0 && $0 <= 1 })
      let rest = rows.drop { !$0.isMinor }
      #expect(!rest.contains { !$0.isMinor })
    }
    // MAC16 after ACT16: so many times 16 ns, on the side where that is the larger share.
    let opening = try #require(
      systems.rows.first { $0.preceding.contains("ACT16") && $0.following.contains("MAC16") })
    var most = 0.0
    for name in ["pim-gpt", "aim-gddr6"] {
      let run = try EnergyComparisonTests.record(["system=\(name)"]).measurement
      let pairs = Double(min(run.commands[.ACT16], run.commands[.MAC16]))
      let share =
        pairs / Double(run.system.organisation.channels) * 16_000 / Double(run.result.time)
      most = max(most, min(share, Double(run.result.causes[.rowOpening]) / Double(run.result.time)))
    }
    #expect(opening.weight == most && most > 0)
    // No run has a RDA.
    let automatic = systems.rows.filter { $0.kind == .rule && $0.preceding == ["RDA"] }
    #expect(!automatic.isEmpty && !automatic.contains { $0.weight != 0 || !$0.isMinor })
  }

  // MARK: Size

  @Test(
    arguments: EnergyComparisonTests.systems.flatMap { a in
      EnergyComparisonTests.systems.map { [a, $0] }
    })
  func twoMachinesTakeLessThanFortyLines(pair: [String]) throws {
    let report = try Self.report(pair[0], pair[1])
    let section = Self.section(report.text)
    let isSame = Set(pair).isSubset(of: ["pim-gpt", "pim-gpt-idd"]) || pair[0] == pair[1]
    #expect(section.isEmpty == isSame && section.count < 40)
    #expect((report.systems == nil) == isSame)
    // A terminal of 160 columns.
    #expect(section.allSatisfy { $0.count <= 160 })
    // No timing or rule is left among the paths.
    #expect(!report.text.contains("system.rules") && !report.text.contains("system.timing"))
    let all = try Self.report(pair[0], pair[1], showsAll: true)
    #expect(isSame || Self.section(all.text).count > section.count)
    #expect(!all.text.contains("With --all"))
  }

  @Test func moreSidesAreAMatrix() throws {
    let report = try Self.report("pim-gpt", "aim-gddr6", "hbm-pim", "gddr6")
    let section = Self.section(report.text)
    #expect(section.count < 40)
    #expect(section[2].split(separator: " ") == ["A", "B", "C", "D", "at", "most"])
    #expect(report.text.split(separator: "Machines, by what they mean").count == 2)
    #expect(report.html.split(separator: "<h2>Machines, by what they mean</h2>").count == 2)
    #expect(report.markdown.contains("| channels | 8 | 32 | 32 | 8 |  |\n"))
    #expect(report.systems?.machines == [0, 1, 2, 3])
  }

  // MARK: The same in other words

  @Test func theSameInOtherWordsHasNoRow() throws {
    let a = try EnergyComparisonTests.figures("system=pim-gpt")
    let b = try EnergyComparisonTests.figures(
      "system=pim-gpt", "system.timing.nRP=24", "system.description=another")
    let report = ComparisonReport([a, b])
    #expect(report.systems == nil)
    #expect(report.differences[0].otherConfiguration == [])
    #expect(!report.isEmpty)
    #expect(
      report.text.contains("\n  3 values of the systems are written differently and mean the same.\n"))
    let c = try EnergyComparisonTests.figures("system=pim-gpt", "system.timing.nRP=25")
    let changed = ComparisonReport([a, c])
    #expect(changed.systems?.rows.filter { !$0.isMinor }.map(\.name) == ["tRP"])
    // tRP, and what follows from it: from PRE to ACT, and from ACT to ACT and REFab.
    #expect(
      changed.systems?.rows.map(\.name) == [
        "tRP", "ACT16 to ACT ACT16 REFab", "PREA to ACT ACT16 REFab", "ACT to ACT, one bank",
        "ACT to ACT16 REFab", "PRE to ACT, one bank", "PRE to ACT16 REFab",
      ])
  }

  /// The document of a replay has its system only; it is compared with the system of an experiment.
  @Test func aReplayIsComparedWithItsExperiment() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    let experiment = try Fixtures.experiment()
    try experiment.compileTrace(positions: nil).write(to: OutputFile(path: path))
    let simulated = RunFigures(try experiment.simulate(), label: "a", origin: "")
    for (overrides, rows) in [([], []), (["system.timing.tRP=14ns"], ["tRP"])] {
      let replay = try Fixtures.system(overrides).replay(trace: path)
      for sides in [[simulated, RunFigures(replay, label: "b", origin: "")]].flatMap({ [$0, $0.reversed()] })
      {
        let report = ComparisonReport(sides)
        #expect((report.systems?.rows.filter { !$0.isMinor }.map(\.name) ?? []) == rows)
        #expect(report.differences[0][.latency]?.isEqual == rows.isEmpty)
        #expect(report.differences[0].energy.accounting == .gross)
        let paths = try #require(report.differences[0].otherConfiguration).map(\.path.description)
        #expect(paths.contains("tokens") && !paths.contains { $0.hasPrefix("system.") })
      }
    }
  }

  @Test func jsonHasEveryRow() throws {
    let report = try Self.report("pim-gpt", "gddr6")
    let json = try Document.parse(bytes: report.json(), name: "c.json")
    let systems = try #require(report.systems)
    let rows = try #require(json["systems"]?["rows"]?.sequence)
    #expect(rows.count == systems.rows.count)
    #expect(json["systems"]?["sides"]?.sequence?.compactMap { $0.scalar?.text } == ["A", "B"])
    let mac = try #require(rows.first { $0["name"]?.scalar?.text == "peak MACs" })
    #expect(mac["values"]?.sequence?.first?["value"]?.scalar?.text == "2048000000000.0")
    #expect(mac["against_first"]?.sequence?.first?.scalar?.text == "less")
    #expect(json["schema_version"]?.scalar?.text == "2")
    // The page and the text of a run with itself have no such section.
    let same = try Self.report("gddr6", "gddr6")
    #expect(try Document.parse(bytes: same.json(), name: "c.json")["systems"]?.isNull == true)
  }
}

import PIMGPT
import PIMTestSupport
import Testing

@Suite struct ComparisonTests {
  static func figures(_ overrides: String..., label: String = "small") throws -> RunFigures {
    let experiment = try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
    return RunFigures(try experiment.simulate(), label: label, origin: "simulated now")
  }

  @Test func textOfTwoMappings() throws {
    let report = ComparisonReport(
      [
        try Self.figures(label: "small"),
        try Self.figures("mapping.schedule=overlapped", "system.timing.tRP=14ns", label: "small@changed"),
      ],
      tolerances: try Tolerance.list(["latency=50%,energy=1uJ", "commands=0"]))
    try Fixtures.expect(report.text, equalsSnapshot: "comparison.txt")
    try Fixtures.expect(report.markdown, equalsSnapshot: "comparison.md")
    try Fixtures.expect(String(decoding: report.json(), as: UTF8.self), equalsSnapshot: "comparison.json")
    try Fixtures.expect(report.html, equalsSnapshot: "comparison.html")
  }

  @Test func aRunAgainstItselfIsEmpty() throws {
    let run = try Self.figures()
    let report = ComparisonReport(
      [run, try Self.figures()], tolerances: try Tolerance.list(["latency=0%,energy=0%,rowHits=0"]))
    #expect(report.isEmpty && report.passed)
    #expect(report.differences[0].configuration == [])
    #expect(report.text.contains("B against A: no difference\n"))
    let hasPartsThatDiffer = RunDifference(run, run).explanations.contains { !$0.isEqual }
    #expect(!hasPartsThatDiffer)
  }

  /// A report's file says the same as the simulation that wrote it.
  @Test func aFileIsTheRun() throws {
    let folder = try TemporaryFolder()
    let report = try Fixtures.experiment("promptLength=3").simulate()
    try OutputFile.write(report.json(), to: folder.path + "/a.json")
    let difference = RunDifference(
      RunFigures(report, label: "memory", origin: ""),
      try RunFigures(reportFile: folder.path + "/a.json"))
    #expect(difference.isEmpty)
    #expect(difference.metrics.count == Metric.allCases.count && difference.explanations.count == 4)
  }

  /// Causes, operators, components and commands explain the difference to the last unit.
  @Test(arguments: [
    ["mapping.schedule=overlapped"], ["system.timing.tRP=20ns"], ["system.refresh.policy=none"], ["tokens=3"],
    ["lmHead=true", "system.organisation.rows=4096"], ["system.asic.clock=100MHz"],
  ])
  func partsSumToTheDifference(overrides: [String]) throws {
    let experiment = try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
    let other = RunFigures(try experiment.simulate(), label: "b", origin: "")
    let difference = RunDifference(try Self.figures(), other)
    #expect(!difference.isEmpty)
    #expect(difference.explanations.count == 4)
    for explanation in difference.explanations {
      #expect(explanation.rows.reduce(0) { $0 + $1.difference } == explanation.difference)
      #expect(difference[explanation.kind.metric]?.difference == .exact(explanation.difference))
    }
    let latency = try #require(difference[.latency])
    #expect(latency.a != latency.b)
    let paths = try #require(difference.configuration).map(\.path.description)
    #expect(
      paths
        == overrides.map { String($0.prefix { $0 != "=" }) }.sorted { a, b in
          paths.firstIndex(of: a)! < paths.firstIndex(of: b)!
        })
  }

  /// Both ways of looking at two runs are opposites.
  @Test func differencesAreAntisymmetric() throws {
    let (a, b) = (try Self.figures(), try Self.figures("system.timing.tRP=20ns"))
    for (row, back) in zip(RunDifference(a, b).metrics, RunDifference(b, a).metrics) {
      guard case .exact(let there)? = row.difference, case .exact(let here)? = back.difference else {
        continue
      }
      #expect(there == -here)
    }
  }

  @Test func configurationByKeyPath() throws {
    func node(_ text: String) throws -> Node { try Document.parse(text: text, name: "x") }
    func all(_ a: String, _ b: String) throws -> [String] {
      try ConfigurationDifference.all(node(a), node(b)).map { "\($0.path): \($0.a ?? "-") \($0.b ?? "-")" }
    }
    // 12 ns is 12,000 ps, and 1e-5 is 0.00001.
    #expect(try all("{t: 12 ns, e: 1e-5, n: null}", "{t: 12000 ps, e: 0.00001}") == [])
    #expect(
      try all("{a: {b: 1, c: 2}, l: [1, 2]}", "{l: [1, 3], a: {c: 4, d: 5}}") == [
        "a.b: 1 -", "a.c: 2 4", "a.d: - 5", "l: [1, 2] [1, 3]",
      ])
    #expect(
      try all("{r: [{d: 1}, {d: 2}]}", "{r: [{d: 1}, {d: 3}, {d: 4}]}") == ["r[1].d: 2 3", "r[2].d: - 4"])
    #expect(try all("{a: 1}", "{a: {b: 1}}") == ["a: 1 {b: 1}"])
  }

  // MARK: Tolerances

  @Test func tolerancesAreExact() throws {
    let (a, b) = (try Self.figures(), try Self.figures("system.timing.tRP=20ns"))
    let difference = RunDifference(a, b)
    guard case .exact(let picoseconds)? = difference[.latency]?.difference else {
      throw InputError("test", "no latency")
    }
    #expect(picoseconds > 0)
    func holds(_ text: String) throws -> Bool { try Tolerance.list([text])[0].holds(difference[.latency]) }
    #expect(try holds("latency=\(picoseconds) ps"))
    #expect(try !holds("latency=\(picoseconds - 1) ps"))
    #expect(try !holds("latency=0%"))
    #expect(try holds("latency=100%"))
    // What one of the runs does not have is not within any tolerance.
    #expect(try !Tolerance.list(["latency=100%"])[0].holds(nil))
  }

  @Test(arguments: [
    (
      "latncy=1%",
      "--tolerance latncy=1%: unknown metric; expected one of \(Metric.allCases.map(\.rawValue).joined(separator: ", ")); did you mean \"latency\"?"
    ),
    (
      "latency",
      "--tolerance latency: no \"=\"; expected a metric and how far it may be off, such as latency=1%"
    ),
    (
      "latency=5",
      "--tolerance latency=5: malformed limit; expected a percentage such as 1%, or a time such as 5 us, not negative"
    ),
    (
      "energy=-1 uJ",
      "--tolerance energy=-1 uJ: malformed limit; expected a percentage such as 1%, or an energy such as 20 uJ, not negative"
    ),
    (
      "latency=x%",
      "--tolerance latency=x%: malformed percentage; expected a percentage such as 1%, or a time such as 5 us, not negative"
    ),
    ("latency=1%,latency=2%", "--tolerance latency=1%,latency=2%: latency twice; expected each metric once"),
  ])
  func brokenTolerances(text: String, expected: String) {
    #expect(message { _ = try Tolerance.list([text]) } == expected)
  }
}

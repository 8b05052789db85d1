import Glibc
import PIMGPT
import PIMTestSupport
import Synchronization
import Testing

@testable import PIMReproduction

/// A reproduction of a tiny paper, and its verdicts.
@Suite struct PaperTests {
  // MARK: Document

  /// Only a reader of claims can check them.
  @Test func claimsAreChecked() throws {
    let path = "\(Fixtures.configs)/paper/claims.yaml"
    let check = try Fixtures.library.check(path, readers: [.paper: PaperDocument.reader])
    #expect(check.kind == .paper && check.notes.isEmpty && !check.annotatedText.isEmpty)
    #expect(throws: (any Error).self) { try Fixtures.library.check(path) }
  }

  // MARK: Verdicts

  @Test func verdictsFollowFromIntervals() {
    let claim = Interval(41, 137)
    // Inside, at the ends, beside, across an end, around, unknown.
    #expect(Verdict.of(figure: Interval(50), claim: claim) == .reproduced)
    #expect(Verdict.of(figure: Interval(41, 137), claim: claim) == .reproduced)
    #expect(Verdict.of(figure: Interval(40.9), claim: claim) == .differs)
    #expect(Verdict.of(figure: Interval(137.1, .infinity), claim: claim) == .differs)
    #expect(Verdict.of(figure: Interval(5, .infinity), claim: claim) == .open)
    #expect(Verdict.of(figure: Interval(100, 200), claim: claim) == .open)
    #expect(Verdict.of(figure: nil, claim: claim) == .open)
    #expect(Verdict.of(figure: Interval(50), claim: nil) == .open)
    // An open claim.
    #expect(Verdict.of(figure: Interval(0.2), claim: Interval(-.infinity, 0.2)) == .reproduced)
    #expect(Verdict.of(figure: Interval(0.21), claim: Interval(-.infinity, 0.2)) == .differs)
  }

  @Test func oneModelThatDiffersDecides() {
    #expect(Verdict.of([.reproduced, .reproduced]) == .reproduced)
    #expect(Verdict.of([.reproduced, .open]) == .open)
    #expect(Verdict.of([.open, .differs, .reproduced]) == .differs)
    #expect(Verdict.of([]) == .open)
  }

  @Test func factorsAreOverTheNearestEnd() {
    // 5.5 / 1.1 = 5 above; 78 / 110 below; none inside, and none over an end that is nothing.
    #expect(JudgedModel(model: "m", claim: Interval(1, 1.1), figure: Interval(5.5)).factor == 5.5 / 1.1)
    #expect(JudgedModel(model: "m", claim: Interval(110, 259), figure: Interval(78)).factor == 78.0 / 110)
    #expect(JudgedModel(model: "m", claim: Interval(1, 2), figure: Interval(1.5)).factor == nil)
    #expect(JudgedModel(model: "m", claim: Interval(-1, 0), figure: Interval(1)).factor == nil)
  }

  @Test(arguments: [
    // 20 % of 12 are 2.4; of 6.825, 1.365. Whole numbers move by 20 %, rounded, at least 1, and not below 0.
    ("12 ns", ["9.6 ns", "14.4 ns"]), ("6.825 us", ["5.46 us", "8.19 us"]), ("0.3", ["0.24", "0.36"]),
    ("8", ["6", "10"]), ("1", ["0", "2"]), ("0", ["1"]), ("gross", []), ("true", []),
  ])
  func spreads(value: String, values: [String]) {
    #expect(Assumption.spread(value, percent: 20) == values)
  }

  @Test func assumptionsAreRankedByTheLargerEffect() {
    func row(_ path: String, _ outcomes: Assumption.Outcome...) -> VariedAssumption {
      VariedAssumption(
        assumption: Assumption(
          path: path, value: "1", source: "s", certainty: .assumed, values: outcomes.map { _ in "2" },
          with: [],
          why: "w"), outcomes: outcomes)
    }
    let ranked = VariedAssumption.ranked([
      row("none", .impossible("no")), row("a", .measured(latency: 0.1, energy: 0)),
      row("b", .measured(latency: 0.01, energy: 0.02), .measured(latency: -0.01, energy: -0.3)),
      row("c", .measured(latency: -0.1, energy: 0.05)),
    ])
    #expect(ranked.map(\.assumption.path) == ["b", "a", "c", "none"])
  }

  /// A tornado has the largest effect on its own quantity first, and nothing that would be written as 0.
  @Test func tornadoesAreOrdered() {
    func row(_ path: String, _ outcomes: Assumption.Outcome...) -> VariedAssumption {
      VariedAssumption(
        assumption: Assumption(
          path: path, value: "1", source: "s", certainty: .assumed,
          values: outcomes.indices.map { "v\($0)" }, with: [], why: "w"), outcomes: outcomes)
    }
    let all = [
      row("none", .impossible("no")), row("a", .measured(latency: 0.1, energy: 0)),
      row("b", .measured(latency: 0.01, energy: 0.02), .measured(latency: -0.02, energy: -0.3)),
      row("c", .measured(latency: -0.1, energy: 0.00004)),
      row("d", .impossible("no"), .measured(latency: 0.2, energy: 0.05)),
    ]
    #expect(VariedAssumption.latencyTornado(all).map(\.path) == ["d", "a", "c", "b"])
    #expect(VariedAssumption.energyTornado(all).map(\.path) == ["b", "d"])
    // A value that cannot be has no bar; the others keep their names.
    #expect(
      VariedAssumption.latencyTornado(all)[0].bars
        == [VariedAssumption.TornadoRow.Bar(value: "v1", change: 0.2)])
    let many = (0..<20).map { row("p\($0)", .measured(latency: Double($0 + 1) / 100, energy: 0)) }
    #expect(VariedAssumption.latencyTornado(many).map(\.path) == (8..<20).reversed().map { "p\($0)" })
    #expect(VariedAssumption.energyTornado(many).isEmpty)
  }

  @Test func figuresAreWritten() {
    let speedup = PaperQuantity.builtIn(.gpuSpeedup)
    #expect(speedup.text(Interval(5.324, .infinity)) == "at least 5.32 ×")
    #expect(speedup.text(Interval(0, 683.34)) == "0 to 683.3 ×")
    #expect(PaperQuantity.builtIn(.asicShare).text(Interval(0.0546)) == "5.46 %")
    #expect(PaperQuantity.builtIn(.perplexity).text(Interval(-0.000458)) == "-0.046 %")
    #expect(PaperQuantity.builtIn(.bestChange).text(Interval(-0.15, 0.05)) == "-15.0 to +5.0 %")
    #expect(speedup.text(nil) == "–")
  }

  // MARK: A tiny paper

  static let experiment = """
    model: {name: tiny, layers: 2, width: 64, heads: 2, vocabulary: 100, contextLimit: 32}
    system: pim-gpt
    mapping: paper
    tokens: 4
    """
  static let sweep = """
    experiment: tiny.yaml
    axes:
      system.asic.clock: [500 MHz, 1 GHz]
    """
  static let claims = """
    name: tiny
    title: A tiny paper
    description: d
    paper: p
    models: [tiny.yaml]
    systems: {gross: pim-gpt, net: pim-gpt-idd}
    best: {mapping: best, positions: [0..1, 3..3]}
    conventional: {system: gddr6}
    baselines:
      gpu: {bound: t4, ratio: paper-t4}
      cpu: {bound: xeon-gold-6154, ratio: paper-xeon}
    accuracy: {experiment: kjv, tokens: 8}
    sweeps:
      - {file: clock.yaml, title: Clock, reference: {system.asic.clock: 1 GHz}}
    assumptions:
      experiment: tiny.yaml
      spreadPercent: 20
      vary:
        system.timing.tRAS: {values: [20 ns], why: less}
        system.refresh.policy: {values: [postponed, sometimes], why: <other>}
    quantities:
      slowdown: {kind: change, sweep: clock, axis: system.asic.clock, at: 500 MHz, over: 1 GHz}
    claims:
      - {id: hits, claim: {value: Hits & misses, source: s, certainty: stated}, says: all, figure: macRowHits, interval: {least: 0, most: 1}}
      - {id: slow, claim: Slower, says: none, figure: slowdown, interval: {most: 0}, why: {differs: "By {slowdown}, share {asicShare@tiny.yaml}.", open: no}}
      - {id: gpu, claim: GPU, says: some, figure: gpuSpeedup, interval: {least: 1e9}}

    """

  /// The files of the tiny paper in a folder.
  static func folder(_ claims: String = claims) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let experiment = "\(folder.path)/tiny.yaml"
    try OutputFile.write(Self.experiment, to: experiment)
    try OutputFile.write(sweep.replacing("tiny.yaml", experiment), to: "\(folder.path)/clock.yaml")
    try OutputFile.write(
      claims.split(separator: "tiny.yaml", omittingEmptySubsequences: false).joined(separator: experiment),
      to: "\(folder.path)/claims.yaml")
    return folder
  }

  static func document(_ claims: String = claims) throws -> PaperDocument {
    let folder = try folder(claims)
    return try PaperDocument(path: "\(folder.path)/claims.yaml", library: Fixtures.library)
  }

  @Test func aPaperIsReproduced() throws {
    let folder = try Self.folder()
    let document = try PaperDocument(path: "\(folder.path)/claims.yaml", library: Fixtures.library)
    let report = try document.reproduce(jobs: 2)
    let again = try document.reproduce(jobs: 1)
    // The same bytes, whatever runs when.
    #expect(report.html == again.html)
    let json = try report.json()
    #expect(try json == again.json())
    let judged = report.results.judged
    #expect(judged.map(\.verdict) == [.reproduced, .differs, .open])
    // The words are those of the verdict, with figures of the run.
    let model = try #require(report.results.models.first)
    let share = PaperQuantity.builtIn(.asicShare).text(Interval(model.asicShare))
    let slowdown = try #require(judged[1].models.first?.figure)
    #expect(slowdown.least > 0)
    #expect(judged[1].why == "By \(judged[1].quantity.text(slowdown)), share \(share).")
    #expect(judged[0].why == nil && judged[0].claim.provenance == Provenance(source: "s", certainty: .stated))
    // The slowdown is that of two simulations.
    func time(_ clock: String) throws -> Int64 {
      let experiment = try Experiment(
        folder.path + "/tiny.yaml", overrides: ["system.asic.clock=\(clock)"], library: Fixtures.library)
      return try experiment.simulate().result.time
    }
    #expect(try slowdown.least == Double(time("500 MHz")) / Double(time("1 GHz")) - 1)
    // Positions 0 and 1, and 3, under both mappings.
    func sum(_ mapping: String) throws -> Int64 {
      let experiment = try Experiment(
        folder.path + "/tiny.yaml", overrides: ["mapping=\(mapping)"], library: Fixtures.library)
      return try experiment.simulate(positions: 0..<2).result.time
        + experiment.simulate(positions: 3..<4).result.time
    }
    #expect(try model.paperForBest.time == sum("paper") && model.best.time == sum("best"))
    // The T4 cannot be faster than its memory: 4 passes of 99,968 elements, keys and values of 2 · 2 · 64 ·
    // (1 + 2 + 3 + 4) elements, 2 B each at 320 B/ns: 2 · (399,872 + 2,560) / 320 = 2,515.2 ns.
    #expect(
      model.figure(.gpuSpeedup)
        == Interval(2_515_200 / Double(model.record.measurement.result.time), .infinity))
    // Bytes are counted without simulating, and are those that a simulation moves.
    let conventional = try Experiment(
      folder.path + "/tiny.yaml", overrides: ["system=gddr6"], library: Fixtures.library
    ).simulate().measurement
    #expect(model.conventionalBytes == conventional.linkBytes(conventional.commands).total)
    #expect(model.conventional.time == conventional.result.time)
    #expect(model.paperForConventional.time == model.record.measurement.result.time)
    // What cannot be is listed with its error, and does not stop the rest.
    let policy = try #require(
      report.results.assumptions.first { $0.assumption.path == "system.refresh.policy" })
    guard case .measured = policy.outcomes[0], case .impossible(let message) = policy.outcomes[1] else {
      throw InputError("test", "other outcomes")
    }
    #expect(message.contains("system.refresh.policy: unknown choice, found \"sometimes\""))
    // Every assumed constant is there.
    let experiment = try Experiment(folder.path + "/tiny.yaml", library: Fixtures.library)
    let assumed = experiment.configuration.assumptions.map(\.path.description)
    #expect(Set(report.results.assumptions.map(\.assumption.path)).isSuperset(of: assumed))

    #expect(MarkupCheck.faults(report.html) == [])
    #expect(report.html.contains("Hits &amp; misses") && !report.html.contains("<script"))
    let root = try Document.parse(text: String(decoding: json, as: UTF8.self), name: "results").mapping()
    #expect(
      root.keys.map(\.name) == [
        "schema", "schema_version", "tool", "name", "paper", "claims", "models", "sweeps", "accuracy",
        "assumptions",
      ])
    let out = folder.path + "/out"
    #expect(try report.write(to: out) == [out + "/index.html", out + "/results.json"])
    #expect(Fixtures.read(out + "/results.json") == String(decoding: json, as: UTF8.self))
    for name in ["index.html", "results.json"] { #expect(remove("\(out)/\(name)") == 0) }
  }

  // MARK: Interrupts

  /// A run that was ended anywhere goes on with what it had, and comes to the same bytes. When they are
  /// written, nothing else is left.
  @Test func anInterruptedRunGoesOn() throws {
    let folder = try Self.folder()
    let document = try PaperDocument(path: "\(folder.path)/claims.yaml", library: Fixtures.library)
    let whole = try document.reproduce()
    let out = "\(folder.path)/out"
    let partial = "\(out)/partial.jsonl"
    defer { for name in ["partial.jsonl", "index.html", "results.json"] { remove("\(out)/\(name)") } }
    func report(isFresh: Bool = false) throws -> (report: PaperReport, notes: [String], ran: Int) {
      var notes: [String] = []
      let ran = Mutex(0)
      let report = try document.reproduce(
        folder: out, isFresh: isFresh, note: { notes.append($0) },
        progress: { event in ran.withLock { $0 = event.doneNow } })
      return (report, notes, ran.withLock { $0 })
    }
    let first = try report()
    let total = first.ran
    #expect(first.notes == [] && total > 20)
    let lines = try #require(Fixtures.read(partial)).split(separator: "\n").map(String.init)
    #expect(lines.count == total + 1)
    for kept in [0, 1, total / 2, total] {
      // The next line was being written.
      let text =
        lines[...kept].joined(separator: "\n") + "\n" + (kept < total ? lines[kept + 1].prefix(99) : "")
      try OutputFile.write(text, to: partial)
      let again = try report()
      #expect(again.ran == total - kept)
      if kept > 0 {
        #expect(
          again.notes.last
            == "\(kept) of \(total) results are those of an interrupted run in \(partial)")
      }
      #expect(again.report.html == whole.html)
      #expect(try again.report.json() == whole.json())
    }
    // Of another version, or changed by hand, none is used.
    #expect(try report(isFresh: true).ran == total)
    let one = lines[1].utf8.count
    try OutputFile.write(
      lines[0] + "\n" + lines[1].prefix(one - 80) + "0" + lines[1].suffix(79) + "\n", to: partial)
    #expect(message { _ = try report() }.contains("partial.jsonl:2:"))
    let last = try report(isFresh: true).report
    _ = try last.write(to: out)
    #expect(Fixtures.read(partial) == nil)
    #expect(Fixtures.read("\(out)/index.html") == whole.html)
  }

  /// What was found of another configuration is not used, and a run without a result leaves no folder.
  @Test func staleResultsAreLeftAside() throws {
    let folder = try Self.folder()
    let out = "\(folder.path)/out"
    defer { remove("\(out)/partial.jsonl") }
    _ = try PaperDocument(path: "\(folder.path)/claims.yaml", library: Fixtures.library).reproduce(
      folder: out)
    try OutputFile.write(
      Self.experiment.replacing("tokens: 4", "tokens: 5"), to: "\(folder.path)/tiny.yaml")
    let document = try PaperDocument(path: "\(folder.path)/claims.yaml", library: Fixtures.library)
    let changed = try document.reproduce(folder: out)
    #expect(try changed.json() == document.reproduce().json())
    #expect(changed.results.models.first?.record.positions == 0..<5)
    let store = ResultStore<PaperProduct.Line>(.paper, folder: "\(folder.path)/new/deep", name: "p")
    do {
      let opened = try store.open(isFresh: false)
      #expect(folder.names.contains("new") && opened.1.results.isEmpty)
    }
    #expect(!folder.names.contains("new"))
  }

  // MARK: Strictness

  @Test(arguments: [
    (
      "figure: macRowHits", "figure: macRowHit", "claims.yaml:24:",
      "claims[0].figure: unknown quantity, found \"macRowHit\"; expected one of "
    ),
    (
      "interval: {least: 0, most: 1}", "interval: {least: 2, most: 1}", "claims.yaml:24:",
      "claims[0].interval.most: less than least, found 1.0; expected 2.0 or more"
    ),
    ("{most: 0}", "{}", "claims.yaml:25:", "claims[1].interval: no end; expected least, most, or both"),
    (
      "{asicShare@tiny.yaml}", "{asicShare@other}", "claims.yaml:25:",
      "claims[1].why.differs: unknown model, found \"other\"; expected one of "
    ),
    (
      "By {slowdown}", "By {slowdow}", "claims.yaml:25:",
      "claims[1].why.differs: unknown quantity, found \"slowdow\"; expected one of "
    ),
    ("says: some", "said: some", "claims.yaml:26:", "claims[2].says: missing key"),
    (
      "at: 500 MHz", "at: 250 MHz", "claims.yaml:22:",
      "quantities.slowdown: no value of the axis system.asic.clock, found \"250 MHz\"; expected one of 500 MHz, 1 GHz"
    ),
    ("id: gpu", "id: hits", "claims.yaml:26:", "claims[2]: claim twice, found \"hits\"; expected another id"),
    ("file: clock.yaml", "file: clocks.yaml", "claims.yaml:14:", "sweeps[0].file: no such file, found "),
    (
      "tokens: 8", "tokens: 8, text: a", "claims.yaml:12:",
      "accuracy.text: unknown key; expected one of experiment, tokens"
    ),
  ])
  func whatIsWrongHasItsPlace(old: String, new: String, place: String, words: String) {
    let text = message { _ = try Self.document(Self.claims.replacing(old, new)) }
    #expect(text.contains(place) && text.contains(words), "\(text)")
  }

  @Test func unknownPathsOfAssumptions() throws {
    let folder = try Self.folder(Self.claims.replacing("timing.tRAS:", "timing.tRASS:"))
    let text = message {
      _ = try PaperDocument(path: "\(folder.path)/claims.yaml", library: Fixtures.library).reproduce()
    }
    #expect(
      text
        == "assumptions.vary.system.timing.tRASS: \(folder.path)/tiny.yaml has no such value; expected a path such as system.timing.tRAS; did you mean \"system.timing.tRAS\"?"
    )
  }

  @Test func aMeasurementOfAnotherModel() throws {
    let folder = try Self.folder()
    let path = "\(folder.path)/cpu.yaml"
    let document = try PaperDocument(path: "\(folder.path)/claims.yaml", library: Fixtures.library)
    try OutputFile.write(Fixtures.measuredBaseline, to: path)
    // The same shape, and times at its first and last position: 10 + 20 + 30 + 40 µs over four tokens.
    let report = try document.reproduce(measured: [path])
    #expect(report.results.models.first?.measured?.milliseconds == 0.025)
    #expect(report.html.contains("this processor"))
    try OutputFile.write(Fixtures.measuredBaseline.replacing("layers: 2", "layers: 3"), to: path)
    #expect(
      message { _ = try document.reproduce(measured: [path]) }.contains(
        "measured with tiny, and the run has tiny"))
    #expect(
      message { _ = try document.reproduce(measured: ["t4"]) }
        == "--cpu t4: not a measurement; expected a file that `pimgpt baseline cpu -o FILE` wrote")
  }

  @Test func unknownModels() throws {
    let text = message { _ = try Self.document().reproduce(models: ["gpt2"]) }
    #expect(text.hasPrefix("--models gpt2: no model of the document; expected one of /"), "\(text)")
  }

  /// The project's own document is read, and its words name what there is.
  @Test func theProjectsClaims() throws {
    let root = Fixtures.folder.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
    let document = try PaperDocument(path: root + "/configs/paper/claims.yaml", library: Fixtures.library)
    #expect(document.models.count == 8 && document.studies.count == 10)
    for claim in document.claims {
      #expect(!claim.provenance.source.isEmpty && claim.provenance.certainty != .user, "\(claim.id)")
    }
  }
}

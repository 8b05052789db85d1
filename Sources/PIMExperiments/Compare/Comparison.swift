public import PIMConfiguration
public import PIMHardware
public import PIMReports

/// Reports, experiments and baselines to compare with the first of them.
///
///     let comparison = try Comparison(["gpt2-small", "gpt2-small@mapping.schedule=overlapped"])
///     try comparison.run().differences[0][.cause]?.difference
public struct Comparison {
  /// The sides in the order given; the first is the reference of the differences.
  public let sides: [ComparisonSide]
  /// The positions of each side that is an experiment; nil for other sides.
  private let positions: [Range<Int>?]
  /// The index of the first side that is a run; baselines are computed for this run.
  private let reference: Int

  /// Reads the sides without simulating.
  ///
  /// - Parameters:
  ///   - names: presets, paths or baselines; see `ComparisonSide`.
  ///   - overrides: values to set in every experiment, as with `--set path=value`.
  ///   - positions: the positions of every experiment to simulate; nil for all.
  ///   - assume: keys of a checkpoint's `config.json` whose unknown values are waved through.
  /// - Throws: `ConfigurationError` or `InputError` for an invalid side.
  public init(
    _ names: [String], overrides: [String] = [], positions: PositionSelection? = nil,
    assume: Set<String> = [], library: PresetLibrary = .standard()
  ) throws {
    let common = try Override.list(overrides)
    guard (2...ComparisonReport.mostSides).contains(names.count) else {
      throw InputError(
        names.count == 1 ? InputError.shortened(names[0]) : "\(names.count) sides", "nothing to compare",
        expected: "2 to \(ComparisonReport.mostSides) reports, experiments or baselines")
    }
    sides = try names.map { try ComparisonSide($0, common: common, assume: assume, library: library) }
    if !overrides.isEmpty || positions != nil || !assume.isEmpty {
      let hasExperiment = sides.contains { if case .experiment = $0.content { true } else { false } }
      guard hasExperiment else {
        throw InputError(
          !overrides.isEmpty ? "--set" : positions != nil ? "--tokens" : "--assume", "no side is an experiment",
          expected: "reports are compared as they are")
      }
    }
    self.positions = try sides.map { side in
      guard case .experiment(let experiment) = side.content else { return nil }
      return try experiment.positions(positions)
    }
    let isRun = sides.map { if case .baseline = $0.content { false } else { true } }
    guard let reference = isRun.firstIndex(of: true) else {
      throw InputError(
        InputError.shortened(names.joined(separator: " ")), "only baselines",
        expected: "at least one report or experiment: a baseline does what a run does")
    }
    self.reference = reference
  }

  /// Simulates the experiments and compares the sides.
  ///
  /// - Parameters:
  ///   - tolerances: limits for the differences, judged in the report.
  ///   - accounting: the accounting of all energies; nil for one that both sides of a pair can have.
  ///   - showsAll: true for every row of the comparison of machines in texts and pages.
  ///   - progress: receives the number of simulated tokens of all experiments.
  /// - Throws: errors of mapping and simulation; `InputError` for a baseline without figures for such a run.
  public func run(
    tolerances: [Tolerance] = [], accounting: Electrical.Accounting? = nil, showsAll: Bool = false,
    progress: ProgressMonitor? = nil
  ) throws -> ComparisonReport {
    let total = positions.reduce(0) { $0 + ($1?.count ?? 0) }
    let counter = ProgressCounter(progress, total: total, unit: .tokens)
    var runs: [RunFigures?] = []
    for (side, range) in zip(sides, positions) {
      switch side.content {
      case .report(let figures): runs.append(figures)
      case .experiment(let experiment):
        let record = try experiment.record(
          positions: range, progress: range.flatMap { counter.positions(from: $0.lowerBound - 1) })
        runs.append(RunFigures(record, label: side.label, origin: "simulated now"))
      case .baseline: runs.append(nil)
      }
    }
    guard var run = runs[reference] else { preconditionFailure("the reference is a run") }
    if let accounting { run = run.under(accounting) }
    for (index, side) in sides.enumerated() {
      guard case .baseline(let baseline) = side.content else { continue }
      runs[index] = try baseline.figures(
        for: run, called: ComparisonReport.letter(reference), label: side.label)
    }
    return ComparisonReport(
      runs.compactMap { $0 }, tolerances: tolerances, accounting: accounting, showsAll: showsAll)
  }
}

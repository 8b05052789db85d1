public import PIMConfiguration
internal import PIMSimulation

/// Runs held against the first of them.
///
///     let report = try ComparisonReport(["gpt2-small", "gpt2-small@mapping.schedule=overlapped"])
///     report.differences[0][.cause]?.difference
public struct ComparisonReport {
  /// More sides than there are letters for would be no table.
  public static let mostSides = 26

  /// The first is what the others are held against.
  public let sides: [RunFigures]
  /// Each other side against the first, in order.
  public let differences: [RunDifference]
  public let tolerances: [Tolerance]

  /// What a side is called: `A`, `B`, …
  public static func letter(_ index: Int) -> String {
    String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index))))
  }

  /// - Precondition: 2 to `mostSides` sides.
  public init(_ sides: [RunFigures], tolerances: [Tolerance] = []) {
    precondition((2...Self.mostSides).contains(sides.count))
    self.sides = sides
    self.tolerances = tolerances
    differences = sides.dropFirst().map { RunDifference(sides[0], $0) }
  }

  /// Simulates what has to be simulated, and compares.
  ///
  /// - Parameters:
  ///   - names: presets, paths or baselines; see `ComparisonSide`.
  ///   - overrides: set in every experiment.
  ///   - positions: a part of every experiment's run, or nil for all of it.
  ///   - progress: is told of the tokens of all experiments.
  /// - Throws: what is wrong with any side.
  public init(
    _ names: [String], overrides: [Override] = [], positions: PositionSelection? = nil,
    tolerances: [Tolerance] = [], progress: Progress? = nil, library: PresetLibrary = .standard()
  ) throws {
    guard (2...Self.mostSides).contains(names.count) else {
      throw InputError(
        names.count == 1 ? InputError.shortened(names[0]) : "\(names.count) sides", "nothing to compare",
        expected: "2 to \(Self.mostSides) reports, experiments or baselines")
    }
    let sides = try names.map { try ComparisonSide($0, common: overrides, library: library) }
    if !overrides.isEmpty || positions != nil {
      let hasExperiment = sides.contains { if case .experiment = $0.content { true } else { false } }
      guard hasExperiment else {
        throw InputError(
          overrides.isEmpty ? "--tokens" : "--set", "no side is an experiment",
          expected: "reports are compared as they are")
      }
    }
    var total = 0
    for side in sides {
      if case .experiment(let experiment) = side.content {
        total += try experiment.positions(positions).count
      }
    }
    let counter = Progress.Counter(progress, total: total, unit: .tokens)
    var runs: [RunFigures?] = []
    for side in sides {
      switch side.content {
      case .report(let figures): runs.append(figures)
      case .experiment(let experiment):
        let range = try experiment.positions(positions)
        let report = try SimulationReport(
          experiment, positions: range, progress: counter.positions(from: range.lowerBound - 1))
        runs.append(RunFigures(report.record, label: side.label, origin: "simulated now"))
      case .baseline: runs.append(nil)
      }
    }
    guard let first = runs.firstIndex(where: { $0 != nil }), let run = runs[first] else {
      throw InputError(
        InputError.shortened(names.joined(separator: " ")), "only baselines",
        expected: "at least one report or experiment: a baseline does what a run does")
    }
    for (index, side) in sides.enumerated() {
      guard case .baseline(let baseline) = side.content else { continue }
      runs[index] = try baseline.figures(for: run, called: Self.letter(first), label: side.label)
    }
    self.init(runs.compactMap { $0 }, tolerances: tolerances)
  }

  /// A tolerance, held against one of the differences.
  public struct Verdict: Sendable {
    public let tolerance: Tolerance
    /// The side that was held against the first.
    public let side: Int
    public let row: RunDifference.MetricRow?
    public let holds: Bool

    /// For a log: `latency=1%: B differs from A by +3.1 ms, +2.7 %`.
    public var text: String {
      let side = ComparisonReport.letter(side)
      guard let row, let difference = row.difference else {
        return "\(tolerance.text): not known of A and \(side)"
      }
      let relative = row.ratio.map { ", " + RatioText.relative($0) } ?? ""
      return "\(tolerance.text): \(side) differs from A by \(row.metric.signedText(difference))\(relative)"
    }
  }

  /// Every tolerance for every side.
  public var verdicts: [Verdict] {
    tolerances.flatMap { tolerance in
      differences.enumerated().map { index, difference in
        let row = difference[tolerance.metric]
        return Verdict(tolerance: tolerance, side: index + 1, row: row, holds: tolerance.holds(row))
      }
    }
  }

  /// Whether every tolerance holds.
  public var passed: Bool { verdicts.allSatisfy(\.holds) }

  /// Whether no side differs from the first in anything.
  public var isEmpty: Bool { differences.allSatisfy(\.isEmpty) }
}

internal import PIMConfiguration
public import PIMHardware

/// A comparison of one or several runs with a reference run, the first side.
///
///     let comparison = try Comparison(["gpt2-small", "gpt2-small@mapping.schedule=overlapped"])
///     try comparison.run().differences[0][.cause]?.difference
public struct ComparisonReport {
  /// The largest number of sides: each is named by a letter of the alphabet.
  public static let mostSides = 26

  /// The compared runs; the first is the reference.
  public let sides: [RunFigures]
  /// The difference of each other side from the first, in the order of `sides`.
  public let differences: [RunDifference]
  /// Limits for the differences.
  public let tolerances: [Tolerance]

  /// The accounting that was asked for; nil where each pair has the one that both can have.
  public let accounting: Electrical.Accounting?
  /// The machines of the sides, compared by what they mean; nil if fewer than two sides have one, or all have
  /// the same.
  public let systems: SystemComparison?
  /// True if texts and pages have every row of `systems`; otherwise the ones that matter most to the runs.
  public let showsAll: Bool

  /// The name of a side: `A`, `B`, …
  public static func letter(_ index: Int) -> String {
    String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index))))
  }

  /// Compares the sides with the first.
  ///
  /// - Parameters:
  ///   - accounting: the accounting of all energies; nil for one that both sides of a pair can have.
  ///   - showsAll: true for every row of the comparison of machines in texts and pages.
  /// - Precondition: 2 to `mostSides` sides.
  public init(
    _ sides: [RunFigures], tolerances: [Tolerance] = [], accounting: Electrical.Accounting? = nil,
    showsAll: Bool = false
  ) {
    precondition((2...Self.mostSides).contains(sides.count))
    self.sides = sides
    self.tolerances = tolerances
    self.accounting = accounting
    self.showsAll = showsAll
    differences = sides.indices.dropFirst().map { index in
      RunDifference(
        sides[0], sides[index], accounting: accounting, letters: (Self.letter(0), Self.letter(index)))
    }
    systems = SystemComparison(sides.map(\.machine))
  }

  /// The result of one tolerance for one side.
  public struct Verdict: Sendable {
    /// The tolerance.
    public let tolerance: Tolerance
    /// The index in `sides` of the run that was compared with the first.
    public let side: Int
    /// The metric's figures in both runs; nil if neither run has the metric.
    public let row: RunDifference.MetricRow?
    /// True if the difference is within the limit.
    public let holds: Bool
    /// The reason why the metric's figures are not comparable; nil if they are.
    public let reason: String?

    /// The verdict as a line of a log: `latency=1%: B differs from A by +3.1 ms, +2.7 %`.
    public var text: String {
      let side = ComparisonReport.letter(side)
      if let reason { return "\(tolerance.text): energies of A and \(side) cannot be compared: \(reason)" }
      guard let row, let difference = row.difference else {
        return "\(tolerance.text): not known of A and \(side)"
      }
      let relative = row.ratio.map { ", " + RatioText.relative($0) } ?? ""
      return "\(tolerance.text): \(side) differs from A by \(row.metric.signedText(difference))\(relative)"
    }
  }

  /// The verdicts of every tolerance for every side.
  public var verdicts: [Verdict] {
    tolerances.flatMap { tolerance in
      differences.enumerated().map { index, difference in
        let row = difference[tolerance.metric]
        return Verdict(
          tolerance: tolerance, side: index + 1, row: row, holds: tolerance.holds(row),
          reason: tolerance.metric.isOfEnergy ? difference.energy.reason : nil)
      }
    }
  }

  /// True if every tolerance holds.
  public var passed: Bool { verdicts.allSatisfy(\.holds) }

  /// True if no side differs from the first.
  public var isEmpty: Bool { differences.allSatisfy(\.isEmpty) }
}

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

  /// The name of a side: `A`, `B`, …
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

    /// The verdict as a line of a log: `latency=1%: B differs from A by +3.1 ms, +2.7 %`.
    public var text: String {
      let side = ComparisonReport.letter(side)
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
        return Verdict(tolerance: tolerance, side: index + 1, row: row, holds: tolerance.holds(row))
      }
    }
  }

  /// True if every tolerance holds.
  public var passed: Bool { verdicts.allSatisfy(\.holds) }

  /// True if no side differs from the first.
  public var isEmpty: Bool { differences.allSatisfy(\.isEmpty) }
}

internal import PIMConfiguration
internal import PIMSimulation

/// Runs held against the first of them.
///
///     let comparison = try Comparison(["gpt2-small", "gpt2-small@mapping.schedule=overlapped"])
///     try comparison.run().differences[0][.cause]?.difference
public struct ComparisonReport {
  /// More sides than there are letters for would be no table.
  public static let mostSides = 26

  /// The first is what the others are held against.
  public let sides: [RunFigures]
  /// Each other side against the first, in order.
  public let differences: [RunDifference]
  /// Limits that the differences are held against.
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

  /// A tolerance, held against one of the differences.
  public struct Verdict: Sendable {
    /// The limit.
    public let tolerance: Tolerance
    /// The side that was held against the first.
    public let side: Int
    /// The metric of both runs; nil where neither has it.
    public let row: RunDifference.MetricRow?
    /// True if the difference is within the limit.
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

  /// True if every tolerance holds.
  public var passed: Bool { verdicts.allSatisfy(\.holds) }

  /// True if no side differs from the first in anything.
  public var isEmpty: Bool { differences.allSatisfy(\.isEmpty) }
}

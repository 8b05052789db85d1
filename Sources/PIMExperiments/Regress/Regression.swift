public import PIMConfiguration
internal import PIMReports

/// The comparison of a suite's new results with its stored results.
public struct Regression {
  /// The verdict of a suite.
  public enum Status: Sendable {
    /// All results are equal to the stored ones or within their tolerances.
    case clean
    /// A result exceeds its tolerance, a case is new or missing, or a program fails its verification.
    case moved
    /// A case cannot be simulated, or there are no stored results.
    case broken
  }

  /// The outcome of a case.
  enum Finding {
    /// The differences by stretch of positions, those within the tolerances included; nil for a new stretch.
    case ran(
      points: [(name: String, difference: RunDifference?)], lost: [String], hash: (old: String, new: String)?,
      executed: String?)
    case isNew
    case isGone
    /// The case's program fails its verification.
    case wrong(String)
    /// The case cannot be simulated.
    case failed(String)
  }

  /// A case with its finding.
  struct Outcome {
    let name: String
    let tolerances: [Tolerance]
    let finding: Finding
  }

  /// The suite that was run.
  public let suite: Suite
  /// The outcomes in the order of the suite, followed by those of cases that are stored but no longer in the
  /// suite.
  let outcomes: [Outcome]
  /// The new results; nil for a case that failed.
  private let results: [StoredCase?]
  let hasStored: Bool

  init(
    _ suite: Suite, outcomes: [Outcome], results: [StoredCase?], hasStored: Bool
  ) {
    (self.suite, self.outcomes, self.results, self.hasStored) = (suite, outcomes, results, hasStored)
  }

  /// The verdict of the suite.
  public var status: Status {
    if !hasStored || outcomes.contains(where: { if case .failed = $0.finding { true } else { false } }) {
      return .broken
    }
    return outcomes.allSatisfy(\.isAccepted) ? .clean : .moved
  }

  /// Replaces the stored results by the new ones.
  ///
  /// - Throws: an error if a case failed; `FileError` if the file cannot be written.
  public func bless() throws { try bless(OutputFile(path: suite.resultsPath, mayReplaceInput: true)) }

  /// Replaces the stored results by the new ones.
  ///
  /// - Parameter file: the file of the stored results, opened before the cases were run.
  /// - Throws: an error if a case failed; `FileError` if the file cannot be written.
  public func bless(_ file: OutputFile) throws {
    let failed = zip(suite.cases, results).filter { $0.1 == nil }.map(\.0.name)
    guard failed.isEmpty else {
      throw InputError(
        "--bless", "\(failed.joined(separator: ", ")) failed",
        expected: "results of every case; nothing was stored")
    }
    try file.write(StoredResults(suite: suite.name, cases: results.compactMap { $0 }).json())
    try file.commit()
  }
}

extension Regression.Outcome {
  /// True if the case equals the stored results or is within its tolerances.
  var isAccepted: Bool {
    guard case .ran(let points, let lost, let hash, let executed) = finding, lost.isEmpty else {
      return false
    }
    if tolerances.isEmpty {
      return hash == nil && executed == nil && points.allSatisfy { $0.difference?.isEmpty ?? false }
    }
    return points.allSatisfy { point in
      point.difference.map { difference in tolerances.allSatisfy { $0.holds(difference[$0.metric]) } }
        ?? false
    }
  }

  /// True if the case equals the stored results exactly.
  var isSame: Bool {
    guard case .ran(let points, let lost, let hash, let executed) = finding else { return false }
    return lost.isEmpty && hash == nil && executed == nil
      && points.allSatisfy { $0.difference?.isEmpty ?? false }
  }
}

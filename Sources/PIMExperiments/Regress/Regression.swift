public import PIMConfiguration
internal import PIMExecution
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// A suite that was run again, held against its stored results.
public struct Regression {
  /// The verdict of a suite.
  public enum Status: Sendable {
    /// Everything is as it was, or within its tolerances.
    case clean
    /// Results moved too far, cases came or went, or a program does not compute what it should.
    case moved
    /// A case cannot be simulated, or nothing is stored.
    case broken
  }

  /// The outcome of a case.
  enum Finding {
    /// Differences by stretch; nil for a stretch that is new. Those within the tolerances are here, too.
    case ran(
      points: [(name: String, difference: RunDifference?)], lost: [String], hash: (old: String, new: String)?,
      executed: String?)
    case isNew
    case isGone
    /// It does not compute what it should.
    case wrong(String)
    /// It cannot be simulated.
    case failed(String)
  }

  /// A case and what became of it.
  struct Outcome {
    let name: String
    let tolerances: [Tolerance]
    let finding: Finding
  }

  /// The suite that was run.
  public let suite: Suite
  /// In the order of the suite; cases that went at the end.
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

  /// Stores what was found as what is to be found from now on.
  ///
  /// - Throws: if a case failed, or the file cannot be written.
  public func bless() throws { try bless(OutputFile(path: suite.resultsPath, mayReplaceInput: true)) }

  /// Stores what was found as what is to be found from now on.
  ///
  /// - Parameter file: that of the stored results, open from before the cases were run.
  /// - Throws: if a case failed, or the file cannot be written.
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
  /// True if the case is as stored, or within its tolerances.
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

  /// True if the case is exactly as stored.
  var isSame: Bool {
    guard case .ran(let points, let lost, let hash, let executed) = finding else { return false }
    return lost.isEmpty && hash == nil && executed == nil
      && points.allSatisfy { $0.difference?.isEmpty ?? false }
  }
}

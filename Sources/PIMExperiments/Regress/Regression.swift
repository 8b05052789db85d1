public import PIMConfiguration
internal import PIMExecution
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// The comparison of a suite's new results with its stored results.
public struct Regression {
  /// The verdict of a suite.
  public enum Status: String, Sendable {
    /// Everything is as it was, or within its tolerances.
    case clean
    /// A result exceeds its tolerance, a case is new or missing, or a program fails its verification.
    case moved
    /// A case cannot be simulated, or there are no stored results.
    case broken
  }

  /// The verdict of a case or of one of its stretches, as tables show it.
  enum Verdict: String {
    case asStored = "as stored"
    /// Moved, and within its tolerances.
    case within
    case moved = "MOVED"
    case new = "NEW"
    case gone = "GONE"
    /// The program does not compute what it should.
    case wrong = "WRONG"
    /// It cannot be simulated.
    case failed = "FAILED"
  }

  /// A stretch of a case, held against its stored result.
  struct HeldPoint {
    let name: String
    let now: StoredPoint
    /// nil for a stretch that is new. A difference within the tolerances is here as well.
    let difference: RunDifference?
  }

  /// A case that ran and of which something is stored.
  struct HeldCase {
    let points: [HeldPoint]
    /// The stretches that are stored and no longer in the suite.
    let lost: [String]
    /// nil for the same configuration.
    let hash: (old: String, new: String)?
    /// Values of the configuration that changed; nil where the stored one is not known.
    let changes: [KeyChange]?
    /// A difference in what was executed, in words.
    let executed: String?
  }

  /// The outcome of a case.
  enum Finding {
    case ran(HeldCase)
    case isNew(StoredCase)
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
  /// nil where nothing is stored.
  let stored: StoredResults?

  init(_ suite: Suite, outcomes: [Outcome], results: [StoredCase?], stored: StoredResults?) {
    (self.suite, self.outcomes, self.results, self.stored) = (suite, outcomes, results, stored)
  }

  /// The verdict of the suite.
  public var status: Status {
    if stored == nil || outcomes.contains(where: { $0.verdict == .failed }) { return .broken }
    return outcomes.allSatisfy { $0.verdict == .asStored || $0.verdict == .within } ? .clean : .moved
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
  /// The verdict of the case.
  var verdict: Regression.Verdict {
    switch finding {
    case .isNew: return .new
    case .isGone: return .gone
    case .wrong: return .wrong
    case .failed: return .failed
    case .ran(let held):
      let isSame = held.points.allSatisfy { $0.difference?.isEmpty ?? false }
      if isSame, held.lost.isEmpty, held.hash == nil, held.executed == nil { return .asStored }
      return isAccepted(held) ? .within : .moved
    }
  }

  /// True if the case has tolerances and is within them.
  private func isAccepted(_ held: Regression.HeldCase) -> Bool {
    !tolerances.isEmpty && held.lost.isEmpty
      && held.points.allSatisfy { verdict(of: $0) == .asStored || verdict(of: $0) == .within }
  }

  /// The verdict of a stretch.
  func verdict(of point: Regression.HeldPoint) -> Regression.Verdict {
    guard let difference = point.difference else { return .new }
    if difference.isEmpty { return .asStored }
    return !tolerances.isEmpty && broken(point).isEmpty ? .within : .moved
  }

  /// The tolerances that a stretch breaks.
  func broken(_ point: Regression.HeldPoint) -> [Tolerance] {
    guard let difference = point.difference else { return [] }
    return tolerances.filter { !$0.holds(difference[$0.metric]) }
  }
}

extension Regression.HeldCase {
  /// True if a number of any stretch moved.
  var hasOtherResult: Bool {
    points.contains { point in
      point.difference.map { difference in
        !difference.metrics.allSatisfy(\.isEqual) || !difference.explanations.allSatisfy(\.isEqual)
      } ?? false
    }
  }
}

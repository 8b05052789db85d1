public import PIMConfiguration
internal import PIMExecution
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// A suite that was run again, held against its stored results.
public struct Regression {
  /// How it ends.
  public enum Status: Sendable {
    /// Everything is as it was, or within its tolerances.
    case clean
    /// Results moved too far, cases came or went, or a program does not compute what it should.
    case moved
    /// A case cannot be simulated, or nothing is stored.
    case broken
  }

  /// What became of a case.
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

  public let suite: Suite
  /// In the order of the suite; cases that went at the end.
  let outcomes: [Outcome]
  /// What was found now; nil for a case that failed.
  private let results: [StoredCase?]
  let hasStored: Bool

  /// Runs every case, on all cores, and compares.
  ///
  /// - Parameter progress: is told of the positions of all cases.
  /// - Throws: stored results that cannot be read.
  public init(_ suite: Suite, progress: ProgressMonitor? = nil) throws {
    self.suite = suite
    let isStored = FilePath.exists(suite.resultsPath)
    let stored = try isStored ? StoredResults(path: suite.resultsPath, suite: suite.name) : nil
    hasStored = isStored
    let runs = Self.run(suite, progress)
    var outcomes: [Outcome] = []
    var results: [StoredCase?] = []
    for (item, run) in zip(suite.cases, runs) {
      let finding: Finding
      switch run {
      case .failure(let failure):
        results.append(nil)
        finding = failure.isWrong ? .wrong(failure.message) : .failed(failure.message)
      case .success(let now):
        results.append(now)
        finding = stored?.cases.first { $0.name == item.name }.map { Self.compare($0, now) } ?? .isNew
      }
      outcomes.append(Outcome(name: item.name, tolerances: item.tolerances, finding: finding))
    }
    for old in stored?.cases ?? [] where !suite.cases.contains(where: { $0.name == old.name }) {
      outcomes.append(Outcome(name: old.name, tolerances: [], finding: .isGone))
    }
    self.outcomes = outcomes
    self.results = results
  }

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

  // MARK: Running

  /// Why a case has no result.
  struct Failure: Error {
    let message: String
    /// It ran, and computed something wrong.
    let isWrong: Bool
  }

  private enum Job {
    case simulate(Suite.Stretch?)
    case execute(Int)
  }

  private enum Product {
    case point(StoredPoint)
    case executed(StoredCase.Executed)
  }

  /// Every case's result, in the order of the suite. Stretches and executions are independent of each other and run side by side.
  private static func run(_ suite: Suite, _ progress: ProgressMonitor?) -> [Result<StoredCase, Failure>] {
    let experiments = suite.cases.map { item in
      Result { try Experiment(item.document.get()) }.mapError { Failure(message: "\($0)", isWrong: false) }
    }
    var jobs: [(index: Int, experiment: Experiment, job: Job)] = []
    var positions = 0
    for (index, item) in suite.cases.enumerated() {
      guard case .success(let experiment) = experiments[index] else { continue }
      for stretch in item.positions.map({ $0.map(Optional.some) }) ?? [nil] {
        jobs.append((index, experiment, .simulate(stretch)))
        positions += (stretch?.positions ?? experiment.run.positions).count
      }
      if let count = item.execute {
        jobs.append((index, experiment, .execute(count)))
        positions += count
      }
    }
    var products = [Result<Product, Failure>?](repeating: nil, count: jobs.count)
    let counter = ProgressCounter(progress, total: positions, unit: .positions)
    products.withUnsafeMutableBufferPointer { slots in
      // Each job has a slot of its own.
      nonisolated(unsafe) let slots = slots
      Parallel.forEach(jobs.count) { slots[$0] = carryOut(jobs[$0].job, jobs[$0].experiment, counter) }
    }
    return suite.cases.indices.map { index in
      experiments[index].flatMap { experiment in
        Result { () throws(Failure) in
          var stored = StoredCase(
            name: suite.cases[index].name, hash: experiment.configuration.hash, points: [], executed: nil)
          for (job, product) in zip(jobs, products) where job.index == index {
            switch try product?.get() {
            case .point(let point)?: stored.points.append(point)
            case .executed(let executed)?: stored.executed = executed
            case nil: throw Failure(message: "was not run", isWrong: false)
            }
          }
          return stored
        }
      }
    }
  }

  private static func carryOut(
    _ job: Job, _ experiment: Experiment, _ counter: ProgressCounter
  ) -> Result<Product, Failure> {
    do {
      switch job {
      case .simulate(let stretch):
        let all = experiment.run.positions
        if let stretch, stretch.positions.upperBound > all.upperBound {
          throw ConfigurationError(
            mark: stretch.mark, path: stretch.path,
            what: "the run has no position \(stretch.positions.upperBound - 1)",
            expected: "positions from 0 to \(all.upperBound - 1)")
        }
        let first = (stretch?.positions ?? all).lowerBound
        let record = try SimulationReport(
          experiment, positions: stretch?.positions, progress: counter.positions(from: first - 1)
        ).record
        return .success(
          .point(
            StoredPoint(RunFigures(record, label: "", origin: ""), name: stretch.map(name) ?? "whole run")))
      case .execute(let count):
        return try execute(count, experiment, counter)
      }
    } catch {
      return .failure(Failure(message: "\(error)", isWrong: false))
    }
  }

  private static func name(_ stretch: Suite.Stretch) -> String {
    let positions = stretch.positions
    return positions.count == 1
      ? "\(positions.lowerBound)" : "\(positions.lowerBound)..\(positions.upperBound - 1)"
  }

  /// Executes the first positions on values, and compares every bit with the hardware reference.
  private static func execute(
    _ count: Int, _ experiment: Experiment, _ counter: ProgressCounter
  ) throws -> Result<Product, Failure> {
    let compiled = try experiment.compile()
    guard count <= compiled.run.positions.upperBound else {
      throw InputError(
        "execute: \(count)", "more than the run has", expected: "1 to \(compiled.run.positions.upperBound)")
    }
    var random = TokenSource(vocabulary: experiment.model.vocabulary, seed: 1)
    var verifier = try Verifier(
      compiled, on: experiment.system, weights: experiment.source.weights(), comparesWithFloat: false)
    let result = verifier.verify(
      tokens: (0..<count).map { _ in random.next() }, progress: { _ in counter.add(1) })
    if let failure = result.failure { return .failure(Failure(message: "\(failure)", isWrong: true)) }
    return .success(
      .executed(StoredCase.Executed(positions: result.positions, elements: result.elementsCompared)))
  }

  // MARK: Comparing

  private static func compare(_ old: StoredCase, _ new: StoredCase) -> Finding {
    let points = new.points.map { point in
      (
        point.name,
        old.points.first { $0.name == point.name }.map {
          RunDifference($0.figures(hash: old.hash), point.figures(hash: new.hash))
        }
      )
    }
    let lost = old.points.filter { point in !new.points.contains { $0.name == point.name } }.map(\.name)
    func text(_ executed: StoredCase.Executed?) -> String {
      executed.map {
        "\(NumberText.count($0.elements)) elements of \(NumberText.count($0.positions)) positions"
      } ?? "none"
    }
    return .ran(
      points: points, lost: lost, hash: old.hash == new.hash ? nil : (old.hash, new.hash),
      executed: old.executed == new.executed
        ? nil : "executed \(text(new.executed)), stored \(text(old.executed))")
  }
}

extension Regression.Outcome {
  /// Whether nothing is wrong with the case: all is equal, or what its tolerances name is within them.
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

  /// Whether there is nothing to say of it.
  var isSame: Bool {
    guard case .ran(let points, let lost, let hash, let executed) = finding else { return false }
    return lost.isEmpty && hash == nil && executed == nil
      && points.allSatisfy { $0.difference?.isEmpty ?? false }
  }
}

internal import PIMConfiguration
internal import PIMExecution
package import PIMReports
internal import PIMWorkload

extension Suite {
  /// A function that simulates positions of an experiment; nil for all of them.
  package typealias Simulation =
    @Sendable (
      _ experiment: Experiment, _ positions: Range<Int>?, _ progress: ((Int) -> Void)?
    ) throws -> SimulationRecord

  /// Runs every case, on all cores, and compares with what is stored.
  ///
  /// - Parameter progress: receives the number of simulated and verified positions of all cases.
  /// - Throws: `ConfigurationError` for stored results that cannot be read.
  public func run(progress: ProgressMonitor? = nil) throws -> Regression {
    try run(progress: progress) { try $0.record(positions: $1, progress: $2) }
  }

  /// Runs every case with another simulation than the program's.
  package func run(progress: ProgressMonitor? = nil, simulation: @escaping Simulation) throws -> Regression {
    let stored = try storedResults()
    var outcomes: [Regression.Outcome] = []
    var results: [StoredCase?] = []
    for (item, run) in zip(cases, self.results(progress, simulation)) {
      let finding: Regression.Finding
      switch run {
      case .failure(let failure):
        results.append(nil)
        finding = failure.isWrong ? .wrong(failure.message) : .failed(failure.message)
      case .success(let now):
        results.append(now)
        finding = stored?.cases.first { $0.name == item.name }.map { Self.compare($0, now) } ?? .isNew(now)
      }
      outcomes.append(Regression.Outcome(name: item.name, tolerances: item.tolerances, finding: finding))
    }
    for old in stored?.cases ?? [] where !cases.contains(where: { $0.name == old.name }) {
      outcomes.append(Regression.Outcome(name: old.name, tolerances: [], finding: .isGone))
    }
    return Regression(self, outcomes: outcomes, results: results, stored: stored)
  }

  /// The stored results; nil if there are none.
  func storedResults() throws(ConfigurationError) -> StoredResults? {
    FilePath.exists(resultsPath) ? try StoredResults(path: resultsPath, suite: name) : nil
  }

  /// The reason for a case without result.
  struct Failure: Error {
    let message: String
    /// True if the program ran and failed its verification; false if it did not run.
    let isWrong: Bool
  }

  private enum Job {
    case simulate(Stretch?)
    case execute(Int)
  }

  private enum Product {
    case point(StoredPoint)
    case executed(StoredCase.Executed)
  }

  /// Every case's result, in the order of the suite. Stretches and executions are independent of each other
  /// and run side by side.
  private func results(
    _ progress: ProgressMonitor?, _ simulation: @escaping Simulation
  ) -> [Result<StoredCase, Failure>] {
    let experiments = cases.map { item in
      Result { try Experiment(item.document.get()) }.mapError { Failure(message: "\($0)", isWrong: false) }
    }
    var jobs: [(index: Int, experiment: Experiment, job: Job)] = []
    var positions = 0
    for (index, item) in cases.enumerated() {
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
      // Each job writes only its own slot.
      nonisolated(unsafe) let slots = slots
      Parallel.forEach(jobs.count) {
        slots[$0] = Self.run(jobs[$0].job, jobs[$0].experiment, counter, simulation)
      }
    }
    return cases.indices.map { index in
      experiments[index].flatMap { experiment in
        Result { () throws(Failure) in
          var stored = StoredCase(
            name: cases[index].name, hash: experiment.configuration.hash,
            configuration: StoredConfiguration(experiment.document), points: [], executed: nil)
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

  private static func run(
    _ job: Job, _ experiment: Experiment, _ counter: ProgressCounter, _ simulation: Simulation
  ) -> Result<Product, Failure> {
    do {
      switch job {
      case .simulate(let stretch):
        try stretch?.check(in: experiment)
        let positions = stretch?.positions ?? experiment.run.positions
        let record = try simulation(
          experiment, stretch?.positions, counter.positions(from: positions.lowerBound - 1))
        return .success(.point(StoredPoint(record, name: stretch.map(name) ?? "whole run")))
      case .execute(let count):
        return try execute(count, experiment, counter)
      }
    } catch {
      return .failure(Failure(message: "\(error)", isWrong: false))
    }
  }

  private static func name(_ stretch: Stretch) -> String {
    let positions = stretch.positions
    return positions.count == 1
      ? "\(positions.lowerBound)" : "\(positions.lowerBound)..\(positions.upperBound - 1)"
  }

  /// Executes the first positions on values and compares every bit with the hardware reference.
  private static func execute(
    _ count: Int, _ experiment: Experiment, _ counter: ProgressCounter
  ) throws -> Result<Product, Failure> {
    let positions = experiment.run.positions.upperBound
    guard count <= positions else {
      throw InputError("execute: \(count)", "more than the run has", expected: "1 to \(positions)")
    }
    let result = try experiment.verify(count: count, comparesWithFloat: false) { _ in counter.add(1) }.result
    if let failure = result.failure { return .failure(Failure(message: "\(failure)", isWrong: true)) }
    return .success(
      .executed(StoredCase.Executed(positions: result.positions, elements: result.elementsCompared)))
  }

  // MARK: Comparing

  private static func compare(_ old: StoredCase, _ new: StoredCase) -> Regression.Finding {
    let points = new.points.map { point in
      let before = old.points.first { $0.name == point.name }
      var now = point
      // What is not stored is no difference.
      if let before, before.rowHits == nil { now.rowHits = nil }
      return Regression.HeldPoint(
        name: point.name, now: point,
        difference: before.map { RunDifference($0.figures(hash: old.hash), now.figures(hash: new.hash)) })
    }
    let lost = old.points.filter { point in !new.points.contains { $0.name == point.name } }.map(\.name)
    func text(_ executed: StoredCase.Executed?) -> String {
      executed.map {
        "\(NumberText.count($0.elements)) elements of \(NumberText.count($0.positions)) positions"
      } ?? "none"
    }
    var changes: [KeyChange]?
    if let before = old.configuration, let now = new.configuration, old.hash != new.hash {
      changes = KeyChange.all(before, now)
    }
    return .ran(
      Regression.HeldCase(
        points: points, lost: lost, hash: old.hash == new.hash ? nil : (old.hash, new.hash), changes: changes,
        executed: old.executed == new.executed
          ? nil : "executed \(text(new.executed)), stored \(text(old.executed))"))
  }
}

extension Suite.Stretch {
  /// Refuses positions that an experiment's run does not have.
  func check(in experiment: Experiment) throws(ConfigurationError) {
    let all = experiment.run.positions
    guard positions.upperBound > all.upperBound else { return }
    throw ConfigurationError(
      mark: mark, path: path, what: "the run has no position \(positions.upperBound - 1)",
      expected: "positions from 0 to \(all.upperBound - 1)")
  }
}

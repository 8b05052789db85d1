internal import PIMConfiguration
internal import PIMExecution
internal import PIMReports
internal import PIMWorkload

extension Suite {
  /// Runs every case, on all cores, and compares the results with the stored ones.
  ///
  /// - Parameter progress: receives the number of simulated and verified positions of all cases.
  /// - Throws: `ConfigurationError` for stored results that cannot be read.
  public func run(progress: ProgressMonitor? = nil) throws -> Regression {
    let hasStored = FilePath.exists(resultsPath)
    let stored = try hasStored ? StoredResults(path: resultsPath, suite: name) : nil
    var outcomes: [Regression.Outcome] = []
    var results: [StoredCase?] = []
    for (item, run) in zip(cases, self.results(progress)) {
      let finding: Regression.Finding
      switch run {
      case .failure(let failure):
        results.append(nil)
        finding = failure.isWrong ? .wrong(failure.message) : .failed(failure.message)
      case .success(let now):
        results.append(now)
        finding = stored?.cases.first { $0.name == item.name }.map { Self.compare($0, now) } ?? .isNew
      }
      outcomes.append(Regression.Outcome(name: item.name, tolerances: item.tolerances, finding: finding))
    }
    for old in stored?.cases ?? [] where !cases.contains(where: { $0.name == old.name }) {
      outcomes.append(Regression.Outcome(name: old.name, tolerances: [], finding: .isGone))
    }
    return Regression(self, outcomes: outcomes, results: results, hasStored: hasStored)
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

  /// The result of every case, in the order of the suite. Stretches and executions are independent and run
  /// concurrently.
  private func results(_ progress: ProgressMonitor?) -> [Result<StoredCase, Failure>] {
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
      Parallel.forEach(jobs.count) { slots[$0] = Self.run(jobs[$0].job, jobs[$0].experiment, counter) }
    }
    return cases.indices.map { index in
      experiments[index].flatMap { experiment in
        Result { () throws(Failure) in
          var stored = StoredCase(
            name: cases[index].name, hash: experiment.configuration.hash, points: [], executed: nil)
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
        let record = try experiment.record(
          positions: stretch?.positions, progress: counter.positions(from: first - 1))
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

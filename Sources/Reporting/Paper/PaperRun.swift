internal import Configuration
internal import Energy
internal import Execution
internal import Simulation
internal import Synchronization
internal import Workload

/// The simulations of a reproduction: models, sweeps, arithmetic and assumptions, on all cores.
struct PaperRun {
  /// One simulation, or one measurement of arithmetic.
  private enum Job: Sendable {
    case model(index: Int, Variant)
    case point(study: Int, index: Int)
    case arithmetic(Int)
    case variation(assumption: Int, value: Int)
  }

  /// What is run of a model.
  enum Variant: Sendable, Hashable {
    case paper, net, head, conventional
    /// A stretch of the positions under the best mapping, and under the paper's.
    case best(stretch: Int)
    case paperStretch(Int)
  }

  private enum Product: Sendable {
    case record(SimulationRecord)
    case point(SweepResult)
    case accuracy(Accuracy)
    case outcome(Assumption.Outcome)
    case failure(String)
  }

  private let document: PaperDocument
  private let models: [String]
  private let measured: [Baseline]
  private let points: [[Sweep.ResolvedPoint]]
  private let assumptions: [Assumption]
  private let arithmetics: [(name: String, arithmetic: HardwareArithmetic)]
  private let accuracy: Experiment

  /// Reads everything that will be run.
  ///
  /// - Parameter measured: baselines that were measured, to compare with.
  init(_ document: PaperDocument, models: [String], measured: [Baseline] = []) throws {
    self.measured = measured
    self.document = document
    self.models = models
    let names = try models.map { try Experiment($0, library: document.library).model.name }
    points = try document.studies.map { study in
      try study.sweep.resolve().filter { point in
        // A point without a configuration has no model, and says what is wrong with it.
        guard let (experiment, _) = try? study.sweep.experiment(of: point.point) else { return true }
        return names.contains(experiment.model.name)
      }
    }
    assumptions =
      models.contains(document.assumptionsExperiment)
      ? try Assumption.all(
        in: Experiment(document.assumptionsExperiment, library: document.library), of: document)
      : []
    accuracy = try Experiment(document.accuracyExperiment, library: document.library)
    arithmetics = AccuracySweep.variants(
      of: try HardwareArithmetic(accuracy.system, policy: accuracy.policy))
  }

  /// Runs everything.
  ///
  /// - Throws: the first model that cannot be simulated. A point of a sweep or a variation that cannot be is a result.
  func results(jobs: Int?, progress: @escaping @Sendable (SweepRun.Event) -> Void) throws -> PaperResults {
    let list = jobList()
    let done = Mutex(0)
    let shared = Shared(run: self)
    let products = SweepWorkers.map(list.count, jobs: jobs ?? SweepWorkers.cores) { index in
      let product = shared.run.carryOut(list[index])
      done.withLock { done in
        done += 1
        progress(SweepRun.Event(done: done, failed: 0, total: list.count, doneNow: done, line: ""))
      }
      return product
    }
    return try gather(list, products)
  }

  /// What threads read and nobody writes.
  private struct Shared: @unchecked Sendable { let run: PaperRun }

  private func jobList() -> [Job] {
    var list: [Job] = []
    let stretches = document.bestPositions?.count ?? 1
    // What takes long comes first.
    for index in models.indices.reversed() {
      for stretch in 0..<stretches { list.append(.model(index: index, .best(stretch: stretch))) }
    }
    for index in arithmetics.indices { list.append(.arithmetic(index)) }
    var seen: Set<String> = []
    for (study, points) in points.enumerated() {
      for (index, point) in points.enumerated() where seen.insert(point.key).inserted {
        list.append(.point(study: study, index: index))
      }
    }
    for (index, assumption) in assumptions.enumerated() {
      for value in assumption.values.indices { list.append(.variation(assumption: index, value: value)) }
    }
    for index in models.indices {
      for variant in [Variant.paper, .net, .head, .conventional] {
        list.append(.model(index: index, variant))
      }
      if document.bestPositions != nil {
        for stretch in 0..<stretches { list.append(.model(index: index, .paperStretch(stretch))) }
      }
    }
    return list
  }

  private func carryOut(_ job: Job) -> Product {
    do {
      switch job {
      case .model(let index, let variant): return .record(try record(models[index], variant))
      case .point(let study, let index):
        return .point(document.studies[study].sweep.simulate(points[study][index]))
      case .arithmetic(let index): return .accuracy(try measure(arithmetics[index].arithmetic))
      case .variation(let assumption, let value):
        do {
          return .record(try varied(assumptions[assumption], value))
        } catch {
          return .outcome(.impossible("\(error)"))
        }
      }
    } catch {
      return .failure("\(error)")
    }
  }

  private func experiment(_ name: String, _ overrides: [String]) throws -> Experiment {
    try Experiment(name, overrides: overrides, library: document.library)
  }

  private func record(_ model: String, _ variant: Variant) throws -> SimulationRecord {
    let system =
      switch variant {
      case .net: document.net
      case .conventional: document.conventional
      default: document.gross
      }
    var overrides = ["system=\(system)"]
    var positions: PositionSelection?
    switch variant {
    case .paper, .net, .conventional: break
    case .head: overrides.append("lmHead=true")
    case .best(let stretch):
      overrides.append("mapping=\(document.bestMapping)")
      positions = document.bestPositions?[stretch]
    case .paperStretch(let stretch): positions = document.bestPositions?[stretch]
    }
    let experiment = try experiment(model, overrides)
    return try SimulationReport(experiment, positions: experiment.positions(positions)).record
  }

  private func varied(_ assumption: Assumption, _ value: Int) throws -> SimulationRecord {
    let experiment = try experiment(
      document.assumptionsExperiment,
      ([assumption.path] + assumption.with).map { "\($0)=\(assumption.values[value])" })
    return try SimulationReport(experiment).record
  }

  private func measure(_ arithmetic: HardwareArithmetic) throws -> Accuracy {
    guard let file = accuracy.validationText else {
      throw InputError(
        document.accuracyExperiment, "has no text of its own", expected: "a model with a validation text")
    }
    let tokens = try TextCodec(accuracy.model).tokens(of: TextFile.read(file), name: file)
    return try Accuracy.measure(
      accuracy.model, weights: accuracy.source.weights(),
      tokens: Array(tokens.prefix(document.accuracyTokens)), arithmetic: arithmetic)
  }

  // MARK: Gathering

  private func gather(_ list: [Job], _ products: [Product]) throws -> PaperResults {
    var records: [[Variant: SimulationRecord]] = models.map { _ in [:] }
    var outcomes: [[Assumption.Outcome?]] = assumptions.map { $0.values.map { _ in nil } }
    var results: [String: SweepResult] = [:]
    var accuracies: [(name: String, accuracy: Accuracy)] = []
    var variedRecords: [(assumption: Int, value: Int, record: SimulationRecord)] = []
    for (job, product) in zip(list, products) {
      switch (job, product) {
      case (_, .failure(let message)): throw SweepError(message)
      case (.model(let index, let variant), .record(let record)): records[index][variant] = record
      case (.point, .point(let result)): results[result.key] = result
      case (.arithmetic(let index), .accuracy(let accuracy)):
        accuracies.append((arithmetics[index].name, accuracy))
      case (.variation(let assumption, let value), .record(let record)):
        variedRecords.append((assumption, value, record))
      case (.variation(let assumption, let value), .outcome(let outcome)):
        outcomes[assumption][value] = outcome
      default: preconditionFailure("a product of another job")
      }
    }
    if let base = models.firstIndex(of: document.assumptionsExperiment).flatMap({ records[$0][.paper] }) {
      for (assumption, value, record) in variedRecords {
        outcomes[assumption][value] = .measured(
          latency: Double(record.measurement.result.time) / Double(base.measurement.result.time) - 1,
          energy: record.measurement.energy.joules / base.measurement.energy.joules - 1)
      }
    }
    return PaperResults(
      document: document,
      models: try zip(models, records).map {
        try PaperModel(name: $0, records: $1, of: document, measured: measured)
      },
      studies: zip(document.studies, points).map {
        StudyResult(study: $0, table: SweepTable(sweep: $0.sweep, points: $1, results: results))
      },
      accuracy: accuracies.map { PaperResults.Arithmetic(name: $0.name, accuracy: $0.accuracy) },
      assumptions: VariedAssumption.ranked(
        zip(assumptions, outcomes).map { VariedAssumption(assumption: $0, outcomes: $1.compactMap { $0 }) }))
  }
}

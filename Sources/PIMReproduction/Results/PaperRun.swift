internal import PIMConfiguration
internal import PIMEnergy
internal import PIMExecution
internal import PIMExperiments
internal import PIMHardware
internal import PIMMapping
internal import PIMReports
internal import PIMResults
internal import PIMWorkload
internal import Synchronization

/// The simulations of a reproduction: models, sweeps, arithmetic and assumptions, on all cores.
struct PaperRun: Sendable {
  /// One simulation, or one measurement of an arithmetic's accuracy.
  private enum Job: Sendable {
    case model(index: Int, Variant)
    /// The bytes over the links of the conventional system in the whole run, which are counted without
    /// simulation.
    case traffic(index: Int)
    case point(study: Int, index: Int)
    case arithmetic(Int)
    case variation(assumption: Int, value: Int)
  }

  /// A simulation of a model.
  enum Variant: Sendable, Hashable {
    case paper, net, head
    /// A stretch of positions with the best mapping, and the same with the paper's.
    case best(Int)
    case paperForBest(Int)
    /// A stretch of positions on the conventional system, and the same on the paper's machine.
    case conventional(Int)
    case paperForConventional(Int)
  }

  let document: PaperDocument
  let models: [String]
  let measured: [Baseline]
  let points: [[Sweep.ResolvedPoint]]
  let assumptions: [Assumption]
  let arithmetics: [(name: String, arithmetic: HardwareArithmetic)]
  let accuracy: Experiment

  /// Reads all documents of the run.
  ///
  /// - Parameter measured: measured baselines to compare with.
  static func prepared(
    _ document: PaperDocument, models: [String], measured: [Baseline] = []
  ) throws -> PaperRun {
    let names = try models.map { try Experiment($0, library: document.library).model.name }
    let points = try document.studies.map { study in
      try study.sweep.resolve().filter { point in
        // A point with an invalid configuration has no model here; its result reports the error.
        guard let (experiment, _) = try? study.sweep.experiment(of: point.point) else { return true }
        return names.contains(experiment.model.name)
      }
    }
    let assumptions =
      models.contains(document.assumptionsExperiment)
      ? try Assumption.all(
        in: Experiment(document.assumptionsExperiment, library: document.library), of: document)
      : []
    let accuracy = try Experiment(document.accuracyExperiment, library: document.library)
    let arithmetics = AccuracySweep.variants(
      of: try HardwareArithmetic(accuracy.system, policy: accuracy.policy))
    return PaperRun(
      document: document, models: models, measured: measured, points: points, assumptions: assumptions,
      arithmetics: arithmetics, accuracy: accuracy)
  }

  /// The title of a job, for the progress of the run.
  private func words(for job: Job) -> String {
    switch job {
    case .model(let index, let variant):
      let what =
        switch variant {
        case .paper: "as in the paper"
        case .net: "its energy counted net"
        case .head: "with the LM head"
        case .best: "a stretch under the best mapping"
        case .conventional: "a stretch on conventional memory"
        case .paperForBest, .paperForConventional: "the same stretch as in the paper"
        }
      return "\(models[index]), \(what)"
    case .traffic(let index): return "\(models[index]), data over the links of conventional memory"
    case .point(let study, let index):
      return
        "\(document.studies[study].sweep.name), \(points[study][index].point.labels.compactMap { $0 }.joined(separator: ", "))"
    case .arithmetic(let index): return "arithmetic, \(arithmetics[index].name)"
    case .variation(let assumption, _): return "an assumption varied, \(assumptions[assumption].path)"
    }
  }

  /// Performs all jobs and gathers their results.
  ///
  /// - Parameters:
  ///   - jobs: the number of concurrent jobs; nil for one per core.
  ///   - store: the store for products as they are computed, so that an interrupted run can be resumed; nil
  ///     to store none.
  ///   - isFresh: discards earlier products.
  ///   - note: receives remarks on earlier products.
  /// - Throws: the error of the first model that cannot be simulated. A failed point of a sweep or a failed
  ///   variation is a result.
  func results(
    jobs: Int?, store: ResultStore<PaperProduct.Line>? = nil, isFresh: Bool = false,
    note: (String) -> Void = { _ in }, progress: @escaping @Sendable (SweepRun.Event) -> Void
  ) throws -> PaperResults {
    let list = jobList()
    let jobs = jobs ?? Workers.cores
    guard let store else {
      return try gather(list, run(list, [:], jobs, progress) { _, _ in })
    }
    let keys = Workers.map(list.count, jobs: jobs) { key(of: list[$0]) }
    let (appender, contents) = try store.open(isFresh: isFresh)
    contents.notes.forEach(note)
    var known: [Int: PaperProduct] = [:]
    for (index, key) in keys.enumerated() { known[index] = contents.results[key]?.product }
    if !contents.results.isEmpty {
      note(
        "\(NumberText.count(known.count)) of \(NumberText.count(list.count)) results are those of an interrupted run in \(store.path)"
      )
    }
    let failure = Mutex<FileError?>(nil)
    let products = run(list, known, jobs, progress) { index, product in
      let line = PaperProduct.Line(
        key: keys[index], title: words(for: list[index]), product: product)
      // A product that JSON cannot express is not stored, and is computed again by a resumed run.
      guard let bytes = line.bytes() else { return }
      do throws(FileError) { try appender.append(bytes) } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return try gather(list, products)
  }

  /// The products of all jobs, in order.
  ///
  /// - Parameters:
  ///   - known: earlier products, by the index of their job.
  ///   - keep: receives each new product.
  private func run(
    _ list: [Job], _ known: [Int: PaperProduct], _ jobs: Int,
    _ progress: @escaping @Sendable (SweepRun.Event) -> Void,
    keep: @escaping @Sendable (Int, PaperProduct) -> Void
  ) -> [PaperProduct] {
    let (before, total) = (known.count, list.count)
    let done = Mutex(0)
    progress(SweepRun.Event(done: before, failed: 0, total: total, doneNow: 0, line: ""))
    return Workers.map(list.count, jobs: jobs) { index in
      if let product = known[index] { return product }
      let product = run(list[index])
      keep(index, product)
      done.withLock { done in
        done += 1
        progress(
          SweepRun.Event(
            done: before + done, failed: 0, total: total, doneNow: done,
            line: words(for: list[index])))
      }
      return product
    }
  }

  private func jobList() -> [Job] {
    var list: [Job] = []
    let (best, conventional) = (document.bestStretches, document.conventionalStretches)
    // Long jobs are started first, which balances the load.
    for index in models.indices.reversed() {
      for stretch in 0..<best.count { list.append(.model(index: index, .best(stretch))) }
      for stretch in 0..<conventional.count { list.append(.model(index: index, .conventional(stretch))) }
      list.append(.traffic(index: index))
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
      for variant in [Variant.paper, .net, .head] { list.append(.model(index: index, variant)) }
      for stretch in best.selections.indices { list.append(.model(index: index, .paperForBest(stretch))) }
      for stretch in conventional.selections.indices {
        list.append(.model(index: index, .paperForConventional(stretch)))
      }
    }
    return list
  }

  private func run(_ job: Job) -> PaperProduct {
    do {
      switch job {
      case .model(let index, let variant): return .record(try record(models[index], variant))
      case .traffic(let index): return .bytes(try traffic(models[index]))
      case .point(let study, let index):
        return .point(document.studies[study].sweep.simulate(points[study][index]))
      case .arithmetic(let index): return .accuracy(try measure(arithmetics[index].arithmetic))
      case .variation(let assumption, let value):
        do {
          return .record(try varied(assumptions[assumption], value))
        } catch {
          return .impossible("\(error)")
        }
      }
    } catch {
      return .failure("\(error)")
    }
  }

  private func experiment(_ name: String, _ overrides: [String]) throws -> Experiment {
    try Experiment(name, overrides: overrides, library: document.library)
  }

  /// The experiment of a variant with its positions.
  private func experiment(_ model: String, _ variant: Variant) throws -> (Experiment, Range<Int>) {
    var overrides = ["system=\(document.gross)"]
    var positions: PositionSelection?
    switch variant {
    case .paper: break
    case .net: overrides = ["system=\(document.net)"]
    case .head: overrides.append("lmHead=true")
    case .best(let stretch):
      overrides.append("mapping=\(document.bestMapping)")
      positions = document.bestStretches[stretch]
    case .paperForBest(let stretch): positions = document.bestStretches[stretch]
    case .conventional(let stretch):
      overrides = ["system=\(document.conventional)"]
      positions = document.conventionalStretches[stretch]
    case .paperForConventional(let stretch): positions = document.conventionalStretches[stretch]
    }
    let experiment = try experiment(model, overrides)
    return (experiment, try experiment.positions(positions))
  }

  private func record(_ model: String, _ variant: Variant) throws -> SimulationRecord {
    let (experiment, positions) = try experiment(model, variant)
    return try experiment.record(positions: positions)
  }

  private func traffic(_ model: String) throws -> Int64 {
    let experiment = try experiment(model, ["system=\(document.conventional)"])
    let compiled = try experiment.compile()
    var counter = WorkCounter(compiled)
    let bursts = compiled.run.positions.reduce(0) { $0 + counter.counts(position: $1).totalLinkBursts }
    return Int64(bursts * experiment.system.organisation.burstBytes)
  }

  private func experiment(_ assumption: Assumption, _ value: Int) throws -> Experiment {
    try experiment(
      document.assumptionsExperiment,
      ([assumption.path] + assumption.with).map { "\($0)=\(assumption.values[value])" })
  }

  private func varied(_ assumption: Assumption, _ value: Int) throws -> SimulationRecord {
    try experiment(assumption, value).record()
  }

  private func measure(_ arithmetic: HardwareArithmetic) throws -> Accuracy {
    guard let file = accuracy.validationText else {
      throw InputError(
        document.accuracyExperiment, "has no text of its own", expected: "a model with a validation text")
    }
    let tokens = try TextCodec(accuracy).tokens(of: TextFile.read(file), name: file)
    return try Accuracy.measure(
      accuracy.model, weights: accuracy.source.weights(),
      tokens: Array(tokens.prefix(document.accuracyTokens)), arithmetic: arithmetic)
  }

  // MARK: Identity

  /// The key of a job's product: SHA-256 of all that the product depends on, the program's version included.
  private func key(of job: Job) -> String {
    var identity = "\(Tool.name) \(Tool.version)\n"
    func add(_ experiment: Experiment, _ positions: Range<Int>) {
      let record = ConfigurationRecord(experiment.configuration)
      identity += "configuration \(record.hash)\n"
      // The page shows sources, while the configuration's hash covers values only, so sources are part of the
      // key.
      for constant in record.sources + record.assumptions { identity += "\(constant)\n" }
      identity += "positions \(positions)\n"
    }
    do {
      switch job {
      case .model(let index, let variant):
        identity += "model\n"
        let (experiment, positions) = try experiment(models[index], variant)
        add(experiment, positions)
      case .traffic(let index):
        identity += "traffic\n"
        let experiment = try experiment(models[index], ["system=\(document.conventional)"])
        add(experiment, experiment.run.positions)
      case .point(let study, let index): identity += "point \(points[study][index].key)\n"
      case .arithmetic(let index):
        identity += "arithmetic \(arithmetics[index])\ntokens \(document.accuracyTokens)\n"
        add(accuracy, accuracy.run.positions)
        let weights =
          try accuracy.source.checkpointFolder.map { try Checkpoint.weightFiles(folder: $0) } ?? []
        for file in (accuracy.validationText.map { [$0] } ?? []) + weights {
          identity += "file \(SHA256.hexadecimal(try FilePath.read(file, atMost: .max)))\n"
        }
      case .variation(let assumption, let value):
        identity += "variation\n"
        let experiment = try experiment(assumptions[assumption], value)
        add(experiment, experiment.run.positions)
      }
    } catch {
      identity += "error \(error)\n"
    }
    return SHA256.hexadecimal(Array(identity.utf8))
  }

  // MARK: Gathering

  private func gather(_ list: [Job], _ products: [PaperProduct]) throws -> PaperResults {
    var records: [[Variant: SimulationRecord]] = models.map { _ in [:] }
    var bytes: [Int64] = models.map { _ in 0 }
    var outcomes: [[Assumption.Outcome?]] = assumptions.map { $0.values.map { _ in nil } }
    var results: [String: SweepResult] = [:]
    var accuracies: [(name: String, accuracy: Accuracy)] = []
    var variedRecords: [(assumption: Int, value: Int, record: SimulationRecord)] = []
    for (job, product) in zip(list, products) {
      switch (job, product) {
      case (_, .failure(let message)): throw SweepError(message)
      case (.model(let index, let variant), .record(let record)): records[index][variant] = record
      case (.traffic(let index), .bytes(let count)): bytes[index] = count
      case (.point, .point(let result)): results[result.key] = result
      case (.arithmetic(let index), .accuracy(let accuracy)):
        accuracies.append((arithmetics[index].name, accuracy))
      case (.variation(let assumption, let value), .record(let record)):
        variedRecords.append((assumption, value, record))
      case (.variation(let assumption, let value), .impossible(let message)):
        outcomes[assumption][value] = .impossible(message)
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
      models: try models.indices.map {
        try PaperModel(
          name: models[$0], records: records[$0], conventionalBytes: bytes[$0], of: document,
          measured: measured)
      },
      studies: zip(document.studies, points).map {
        StudyResult(study: $0, table: SweepTable(sweep: $0.sweep, points: $1, results: results))
      },
      accuracy: accuracies.map { PaperResults.Arithmetic(name: $0.name, accuracy: $0.accuracy) },
      assumptions: VariedAssumption.ranked(
        zip(assumptions, outcomes).map { VariedAssumption(assumption: $0, outcomes: $1.compactMap { $0 }) }))
  }
}

internal import Configuration
internal import Energy
internal import Simulation

/// A model with its simulations and what baselines make of it.
struct PaperModel: Sendable {
  /// As the document names it.
  let name: String
  let record: SimulationRecord
  let net: SimulationRecord
  let head: SimulationRecord
  let conventional: SimulationRecord
  /// Sums over the positions that are compared, picoseconds.
  let bestTime: Int64
  let paperTime: Int64
  /// The tightest lower bound of the best mapping over the same positions, picoseconds.
  let bestBound: Double

  /// Times of baselines, milliseconds a token.
  let gpuImplied: Interval?
  let cpuImplied: Interval?
  let gpuBoundHalf: Double?
  let gpuBoundSingle: Double?
  let cpuBound: Double?
  /// A measured baseline that measured this model, and its time, milliseconds a token.
  let measured: (description: String, milliseconds: Double)?
  private let gpuRatios: BaselineRatios
  private let cpuRatios: BaselineRatios

  init(
    name: String, records: [PaperRun.Variant: SimulationRecord], of document: PaperDocument,
    measured: [Baseline]
  ) throws {
    guard let record = records[.paper], let net = records[.net], let head = records[.head],
      let conventional = records[.conventional]
    else {
      preconditionFailure("every variant is run")
    }
    (self.name, self.record, self.net, self.head) = (name, record, net, head)
    self.conventional = conventional
    var (bestTime, paperTime, bestBound) = (Int64(0), Int64(0), 0.0)
    for stretch in 0..<(document.bestPositions?.count ?? 1) {
      guard let best = records[.best(stretch: stretch)] else { continue }
      let paper = document.bestPositions == nil ? record : records[.paperStretch(stretch)] ?? record
      bestTime += best.measurement.result.time
      paperTime += paper.measurement.result.time
      bestBound += best.bounds.last?.picoseconds ?? 0
    }
    (self.bestTime, self.paperTime, self.bestBound) = (bestTime, paperTime, bestBound)

    let run = RunFigures(record, label: name, origin: "")
    let headRun = RunFigures(head, label: name, origin: "")
    func time(_ baseline: Baseline, _ run: RunFigures) throws -> Interval? {
      let figure = try baseline.figures(for: run, called: name, label: baseline.name)[.timePerToken]
      return figure.map { Interval($0.least / 1e9, $0.most / 1e9) }
    }
    gpuImplied = try time(document.gpu.ratio, run)
    cpuImplied = try time(document.cpu.ratio, run)
    gpuBoundHalf = try time(document.gpu.half, headRun)?.least
    gpuBoundSingle = try time(document.gpu.single, headRun)?.least
    cpuBound = try time(document.cpu.bound, headRun)?.least
    gpuRatios = try BaselineRatios(bound: document.gpu.bound, ratio: document.gpu.ratio, run: run)
    cpuRatios = try BaselineRatios(bound: document.cpu.bound, ratio: document.cpu.ratio, run: run)
    self.measured =
      measured.lazy.compactMap { baseline in
        (try? time(baseline, run)).flatMap { $0 }.map { (baseline.description, $0.least) }
      }.first
  }

  private func perToken(_ picoseconds: Double, _ record: SimulationRecord) -> Interval? {
    record.generatedTokens == 0 ? nil : Interval(picoseconds / Double(record.generatedTokens) / 1e6)
  }

  private func bound(_ name: String, _ record: SimulationRecord) -> Double? {
    record.bounds.first { $0.name == name }?.picoseconds
  }

  /// Time whose cause is an ASIC function, as a share of the run.
  var asicShare: Double {
    record.measurement.share(
      CauseGroup.times(of: record.measurement.result.causes).first { $0.group == .asic }?.time ?? 0)
  }

  /// nil for what is not known of it.
  func figure(_ quantity: PaperQuantity.BuiltIn) -> Interval? {
    let measurement = record.measurement
    let power = measurement.energy.averagePower
    let netPower = net.measurement.energy.averagePower
    switch quantity {
    case .latency: return Interval(Double(measurement.result.time) / 1e12)
    case .latencyPerToken: return record.timePerToken.map { Interval($0 / 1e6) }
    case .macBound: return bound("macs", record).flatMap { perToken($0, record) }
    case .rowBound: return bound("refresh", record).flatMap { perToken($0, record) }
    case .headBound:
      guard let with = bound("refresh", head).flatMap({ perToken($0, head) }),
        let without = bound("refresh", record).flatMap({ perToken($0, record) })
      else { return nil }
      return Interval(with.least - without.least)
    case .overBound: return record.boundRatio.map { Interval($0) }
    case .macRowHits: return measurement.macRowHits.rate.map { Interval($0) }
    case .dataReduction:
      let own = measurement.linkBytes(measurement.commands).total
      let other = conventional.measurement.linkBytes(conventional.measurement.commands).total
      return own == 0 ? nil : Interval(Double(other) / Double(own))
    case .conventionalSpeedup:
      let time = measurement.result.time
      return time == 0 ? nil : Interval(Double(conventional.measurement.result.time) / Double(time))
    case .conventionalEnergy:
      let joules = measurement.energy.joules
      return joules > 0 ? Interval(conventional.measurement.energy.joules / joules) : nil
    case .asicShare: return Interval(asicShare)
    case .asicBusy: return Interval(measurement.share(measurement.result.asicBusy))
    case .energy: return Interval(measurement.energy.joules)
    case .energyNet: return Interval(net.measurement.energy.joules)
    case .power: return power.map { Interval($0) }
    case .powerNet: return netPower.map { Interval($0) }
    case .gpuImplied: return gpuImplied
    case .cpuImplied: return cpuImplied
    case .gpuBoundHalf: return gpuBoundHalf.map { Interval($0) }
    case .gpuBoundSingle: return gpuBoundSingle.map { Interval($0) }
    case .cpuBound: return cpuBound.map { Interval($0) }
    case .gpuSpeedup: return gpuRatios.speedup
    case .cpuSpeedup: return cpuRatios.speedup
    case .gpuEnergy: return power.flatMap(gpuRatios.energy)
    case .cpuEnergy: return power.flatMap(cpuRatios.energy)
    case .gpuPower: return power.flatMap(gpuRatios.power)
    case .cpuPower: return power.flatMap(cpuRatios.power)
    case .gpuPowerNet: return netPower.flatMap(gpuRatios.power)
    case .cpuPowerNet: return netPower.flatMap(cpuRatios.power)
    case .gpuPowerImplied: return power.flatMap(gpuRatios.impliedPower)
    case .cpuPowerImplied: return power.flatMap(cpuRatios.impliedPower)
    case .perplexity: return nil
    case .bestChange: return paperTime == 0 ? nil : Interval(Double(bestTime) / Double(paperTime) - 1)
    case .bestOverBound: return bestBound > 0 ? Interval(Double(bestTime) / bestBound) : nil
    }
  }
}

/// What a baseline's bound and the paper's ratios leave open.
struct BaselineRatios: Sendable {
  /// The bound's time over ours.
  private let boundRatio: Double?
  /// The baseline's power limit, watts.
  private let limit: Double?
  /// As the paper has them.
  private let latency: Interval?
  private let ratioOfEnergy: Interval?

  init(bound: Baseline, ratio: Baseline, run: RunFigures) throws {
    let figures = try bound.figures(for: run, called: run.label, label: bound.name)
    boundRatio = run[.latency].flatMap { own in figures[.latency].map { $0.least / own.least } }
    if case .bandwidth(_, let power?, _) = bound.method {
      limit = Double(power.nanowatts) / 1e9
    } else {
      limit = nil
    }
    if case .ratio(let latency, let energy) = ratio.method {
      self.latency = Interval(latency.lowerBound, latency.upperBound)
      ratioOfEnergy = energy.map { Interval($0.lowerBound, $0.upperBound) }
    } else {
      (latency, ratioOfEnergy) = (nil, nil)
    }
  }

  /// The baseline cannot be faster than its bound; how much slower it is nobody knows.
  var speedup: Interval? { boundRatio.map { Interval($0, .infinity) } }

  /// The baseline's energy over ours: no less than nothing, no more than its limit draws in the longest time that the paper's ratio allows.
  func energy(ownPower: Double) -> Interval? {
    guard let limit, let latency else { return nil }
    return Interval(0, latency.most * limit / ownPower)
  }

  /// Our power over the baseline's, which is its limit at most.
  func power(ownPower: Double) -> Interval? { limit.map { Interval(ownPower / $0, .infinity) } }

  /// Energy ratio over speedup, at equal ends of the ranges, is the baseline's power over ours.
  func impliedPower(ownPower: Double) -> Interval? {
    guard let latency, let ratioOfEnergy else { return nil }
    let ends = [ratioOfEnergy.least / latency.least, ratioOfEnergy.most / latency.most].map { $0 * ownPower }
    return Interval.union(ends.map { Interval($0) })
  }
}

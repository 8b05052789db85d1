internal import PIMEnergy
internal import PIMReports
internal import PIMResults

/// A model with its simulations and the comparison with the baselines.
struct PaperModel: Sendable {
  /// The model's name in the document.
  let name: String
  let record: SimulationRecord
  let net: SimulationRecord
  let head: SimulationRecord
  /// Bytes over the links of the conventional system in the whole run.
  let conventionalBytes: Int64
  /// The sums with the best mapping and, over the same positions, with the paper's.
  let best: Sums
  let paperForBest: Sums
  /// The sums on the conventional system and, over the same positions, on the paper's machine.
  let conventional: Sums
  let paperForConventional: Sums

  /// The sums over several stretches of positions.
  struct Sums: Sendable {
    /// The latency, picoseconds.
    var time: Int64 = 0
    var joules = 0.0
    /// The tightest lower bound, picoseconds.
    var bound = 0.0

    init(_ records: [SimulationRecord]) {
      for record in records {
        time += record.measurement.result.time
        joules += record.measurement.energy.joules
        bound += record.tightestBound?.picoseconds ?? 0
      }
    }
  }

  /// The baselines' times, milliseconds per token.
  let gpuImplied: Interval?
  let cpuImplied: Interval?
  let gpuBoundHalf: Double?
  let gpuBoundSingle: Double?
  let cpuBound: Double?
  /// The measured baseline of this model, if any, with its time, milliseconds per token.
  let measured: (description: String, milliseconds: Double)?
  private let gpuRatios: BaselineRatios
  private let cpuRatios: BaselineRatios

  init(
    name: String, records: [PaperRun.Variant: SimulationRecord], conventionalBytes: Int64,
    of document: PaperDocument, measured: [Baseline]
  ) throws {
    func known(_ variant: PaperRun.Variant) -> SimulationRecord {
      guard let record = records[variant] else { preconditionFailure("every variant is run") }
      return record
    }
    func sums(_ stretches: PaperDocument.Stretches, _ variant: (Int) -> PaperRun.Variant) -> Sums {
      Sums((0..<stretches.count).map { known(variant($0)) })
    }
    (record, net, head) = (known(.paper), known(.net), known(.head))
    (self.name, self.conventionalBytes) = (name, conventionalBytes)
    let (whole, part) = (document.bestStretches, document.conventionalStretches)
    best = sums(whole) { .best($0) }
    paperForBest = whole.isWhole ? Sums([record]) : sums(whole) { .paperForBest($0) }
    conventional = sums(part) { .conventional($0) }
    paperForConventional = part.isWhole ? Sums([record]) : sums(part) { .paperForConventional($0) }

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

  /// The time whose cause is an ASIC function, as a share of the latency.
  var asicShare: Double {
    record.measurement.share(
      CauseGroup.times(of: record.measurement.result.causes).first { $0.group == .asic }?.time ?? 0)
  }

  /// The interval of a quantity; nil if the quantity is unknown.
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
      return own == 0 ? nil : Interval(Double(conventionalBytes) / Double(own))
    case .conventionalSpeedup:
      let own = paperForConventional.time
      return own == 0 ? nil : Interval(Double(conventional.time) / Double(own))
    case .conventionalEnergy:
      let own = paperForConventional.joules
      return own > 0 ? Interval(conventional.joules / own) : nil
    case .asicShare: return Interval(asicShare)
    case .asicBusy: return Interval(measurement.share(measurement.result.work.asicBusy))
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
    case .bestChange:
      return paperForBest.time == 0 ? nil : Interval(Double(best.time) / Double(paperForBest.time) - 1)
    case .bestOverBound: return best.bound > 0 ? Interval(Double(best.time) / best.bound) : nil
    }
  }
}

internal import PIMConfiguration
internal import PIMReports

/// The intervals of a baseline's ratios, as far as its bound and the paper's ratios determine them.
struct BaselineRatios: Sendable {
  /// The bound's time over this machine's.
  private let boundRatio: Double?
  /// The baseline's power limit, watts.
  private let limit: Double?
  /// The paper's ratio of latencies.
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

  /// The baseline's time over this machine's: at least that of its bound, without an upper limit.
  var speedup: Interval? { boundRatio.map { Interval($0, .infinity) } }

  /// The baseline's energy over this machine's: at least 0, at most the energy at its power limit for the
  /// longest time that the paper's ratio allows.
  func energy(ownPower: Double) -> Interval? {
    guard let limit, let latency else { return nil }
    return Interval(0, latency.most * limit / ownPower)
  }

  /// This machine's power over the baseline's, which is at most its limit.
  func power(ownPower: Double) -> Interval? { limit.map { Interval(ownPower / $0, .infinity) } }

  /// The baseline's power: energy ratio over speedup, taken at equal ends of the paper's ranges, times own
  /// power.
  func impliedPower(ownPower: Double) -> Interval? {
    guard let latency, let ratioOfEnergy else { return nil }
    let ends = [ratioOfEnergy.least / latency.least, ratioOfEnergy.most / latency.most].map { $0 * ownPower }
    return Interval.union(ends.map { Interval($0) })
  }
}

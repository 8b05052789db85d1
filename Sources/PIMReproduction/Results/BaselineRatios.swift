internal import PIMConfiguration
internal import PIMEnergy
internal import PIMExperiments
internal import PIMReports
internal import PIMSimulation

/// The intervals that a baseline's bound and the paper's ratios leave open.
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

  /// The baseline's energy over ours: no less than nothing, no more than its limit draws in the longest time
  /// that the paper's ratio allows.
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

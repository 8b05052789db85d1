internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

/// A figure that a claim can be held against: one that every run has, or one that a sweep gives.
enum PaperQuantity: Sendable, Hashable {
  case builtIn(BuiltIn)
  case sweep(name: String, SweepQuantity)

  /// A quantity of every run of a model.
  enum BuiltIn: String, CaseIterable, Sendable {
    /// Of the whole run, seconds; a token, microseconds.
    case latency, latencyPerToken
    /// Lower bounds a token, microseconds: of the MACs; with row openings and refresh; what the LM head adds
    /// to that.
    case macBound, rowBound, headBound
    /// Latency over the tightest lower bound.
    case overBound
    case macRowHits
    /// Bytes that a conventional system moves, over the bytes over this machine's links.
    case dataReduction
    /// Latency and energy of a conventional system over ours.
    case conventionalSpeedup, conventionalEnergy
    /// Time whose cause is an ASIC function, and time in which the ASIC is busy, as shares of the run.
    case asicShare, asicBusy
    /// Joules a run, by the paper's accounting and net of standby.
    case energy, energyNet
    /// Watts, by the paper's accounting and net of standby.
    case power, powerNet
    /// Times of the baselines that the paper's ratios imply, milliseconds a token.
    case gpuImplied, cpuImplied
    /// Bandwidth bounds of the baselines with the LM head, milliseconds a token.
    case gpuBoundHalf, gpuBoundSingle, cpuBound
    /// Baselines' time over ours: at least that of their bounds.
    case gpuSpeedup, cpuSpeedup
    /// Baselines' energy over ours: at most what their power limit draws in the longest time that the paper's
    /// ratio allows.
    case gpuEnergy, cpuEnergy
    /// Our power over the baselines': at least that over their limit.
    case gpuPower, cpuPower, gpuPowerNet, cpuPowerNet
    /// The baselines' mean power that the paper's ratios imply of our power, watts.
    case gpuPowerImplied, cpuPowerImplied
    /// Perplexity in the machine's arithmetic over that in binary32, less 1.
    case perplexity
    /// Latency under the best mapping over that under the paper's, less 1; best mapping over the lower bound.
    case bestChange, bestOverBound
  }

  /// A figure of one point of a sweep, or of several.
  struct SweepQuantity: Sendable, Hashable {
    enum Kind: String, CaseIterable, Sendable {
      /// Seconds, at a value of the axis.
      case latency
      /// Latency at a value over that at another, less 1.
      case change
      /// Speedup from each value of the axis to the next.
      case steps
    }
    var kind: Kind
    var sweep: String
    var axis: String
    var at: String?
    var over: String?
  }

  enum Unit: String { case seconds, microseconds, milliseconds, joules, watts, factor, share, change }

  var name: String {
    switch self {
    case .builtIn(let quantity): quantity.rawValue
    case .sweep(let name, _): name
    }
  }

  var unit: Unit {
    switch self {
    case .sweep(_, let quantity):
      switch quantity.kind {
      case .latency: .seconds
      case .change: .change
      case .steps: .factor
      }
    case .builtIn(let quantity):
      switch quantity {
      case .latency: .seconds
      case .latencyPerToken, .macBound, .rowBound, .headBound: .microseconds
      case .gpuImplied, .cpuImplied, .gpuBoundHalf, .gpuBoundSingle, .cpuBound: .milliseconds
      case .energy, .energyNet: .joules
      case .power, .powerNet, .gpuPowerImplied, .cpuPowerImplied: .watts
      case .macRowHits, .asicShare, .asicBusy: .share
      case .perplexity, .bestChange: .change
      default: .factor
      }
    }
  }

  /// For people: `41 to 137`, `at least 7.1 x`.
  func text(_ interval: Interval?) -> String {
    guard let interval else { return "–" }
    let (least, most) = (number(interval.least), number(interval.most))
    let suffix = suffix.isEmpty ? "" : " " + suffix
    if !interval.least.isFinite { return "at most " + most + suffix }
    if !interval.most.isFinite { return "at least " + least + suffix }
    return least == most ? least + suffix : least + " to " + most + suffix
  }

  private func number(_ value: Double) -> String {
    switch unit {
    case _ where value == 0: "0"
    case .share: NumberText.fixed(value * 100, 2)
    case .change: (value > 0 ? "+" : "") + NumberText.fixed(value * 100, value.magnitude < 0.001 ? 3 : 1)
    default: value.magnitude < 10 ? NumberText.fixed(value, 2) : NumberText.significant(value)
    }
  }

  var suffix: String {
    switch unit {
    case .seconds: "s"
    case .microseconds: "µs"
    case .milliseconds: "ms"
    case .joules: "J"
    case .watts: "W"
    case .factor: "×"
    case .share, .change: "%"
    }
  }
}

extension PaperQuantity.SweepQuantity {
  init(decoding value: Value) throws(ConfigurationError) {
    var section = try value.section()
    kind = try section.choice("kind")
    sweep = try section.text("sweep")
    axis = try section.text("axis")
    at = kind == .steps ? nil : try section.text("at")
    over = kind == .change ? try section.text("over") : nil
    try section.finish()
  }
}

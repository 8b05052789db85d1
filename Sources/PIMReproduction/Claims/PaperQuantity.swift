internal import PIMConfiguration
internal import PIMReports

/// A quantity that a claim can be about: one of every run, or one derived from a sweep.
enum PaperQuantity: Sendable, Hashable {
  case builtIn(BuiltIn)
  case sweep(name: String, SweepQuantity)

  /// A quantity of every run of a model.
  enum BuiltIn: String, CaseIterable, Sendable {
    /// Latency of the whole run, seconds; latency per token, microseconds.
    case latency, latencyPerToken
    /// Lower bounds per token, microseconds: of the MACs; with row openings and refresh; the increase of the
    /// latter by the LM head.
    case macBound, rowBound, headBound
    /// Latency over the tightest lower bound.
    case overBound
    case macRowHits
    /// Bytes that a conventional system moves, over the bytes moved over this machine's links.
    case dataReduction
    /// Latency and energy of a conventional system over those of this machine.
    case conventionalSpeedup, conventionalEnergy
    /// Time whose cause is an ASIC function, and time in which the ASIC is busy, as shares of the latency.
    case asicShare, asicBusy
    /// Energy of a run, joules, by the paper's accounting and net of standby.
    case energy, energyNet
    /// Average power, watts, by the paper's accounting and net of standby.
    case power, powerNet
    /// Baselines' times implied by the paper's ratios, milliseconds per token.
    case gpuImplied, cpuImplied
    /// Bandwidth bounds of the baselines with the LM head, milliseconds per token.
    case gpuBoundHalf, gpuBoundSingle, cpuBound
    /// Baselines' time over this machine's: at least that of their bounds.
    case gpuSpeedup, cpuSpeedup
    /// Baselines' energy over this machine's: at most the energy at their power limit for the longest time
    /// that the paper's ratio allows.
    case gpuEnergy, cpuEnergy
    /// This machine's power over the baselines': at least the power over their limit.
    case gpuPower, cpuPower, gpuPowerNet, cpuPowerNet
    /// Baselines' mean power implied by the paper's ratios and this machine's power, watts.
    case gpuPowerImplied, cpuPowerImplied
    /// Perplexity in the machine's arithmetic over that in binary32, minus 1.
    case perplexity
    /// Latency with the best mapping over that with the paper's, minus 1; the former over the lower bound.
    case bestChange, bestOverBound
  }

  /// A quantity of one or several points of a sweep.
  struct SweepQuantity: Sendable, Hashable {
    enum Kind: String, CaseIterable, Sendable {
      /// Latency at a value of the axis, seconds.
      case latency
      /// Latency at a value of the axis over that at another, minus 1.
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

  /// The interval formatted for display: `41 to 137`, `at least 7.1 x`.
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

internal import Glibc

/// A metric that runs are compared by. The raw value is the metric's name in `--tolerance` and in JSON.
public enum Metric: String, CaseIterable, Sendable, Hashable {
  case latency, timePerToken, tokensPerSecond, boundRatio
  case energy, energyPerToken, tokensPerJoule, power, energyDelayProduct
  case macUtilisation, macRowHits, rowHits
  case commands, refreshes, bytesToChannels, bytesToASIC, asicBusy

  /// The unit of a metric's figures.
  public enum Unit: String, Sendable {
    case picoseconds = "ps"
    case yoctojoules = "yJ"
    case watts = "W"
    case jouleSeconds = "J s"
    case perSecond = "1/s"
    case perJoule = "1/J"
    case bytes = "B"
    case count = "1"
    /// A fraction of a whole, from 0 to 1.
    case share = "share"
    /// A dimensionless ratio.
    case factor = "times"
  }

  /// The unit of the metric's figures.
  public var unit: Unit {
    switch self {
    case .latency, .timePerToken, .asicBusy: .picoseconds
    case .energy, .energyPerToken: .yoctojoules
    case .power: .watts
    case .energyDelayProduct: .jouleSeconds
    case .tokensPerSecond: .perSecond
    case .tokensPerJoule: .perJoule
    case .bytesToChannels, .bytesToASIC: .bytes
    case .commands, .refreshes: .count
    case .macUtilisation, .macRowHits, .rowHits: .share
    case .boundRatio: .factor
    }
  }

  /// True if the metric follows from the energy of the run.
  var isOfEnergy: Bool {
    switch self {
    case .energy, .energyPerToken, .tokensPerJoule, .power, .energyDelayProduct: true
    default: false
    }
  }

  /// The metric's title in text, Markdown and HTML.
  public var title: String {
    switch self {
    case .latency: "latency"
    case .timePerToken: "time per token"
    case .tokensPerSecond: "tokens per second"
    case .boundRatio: "latency over lower bound"
    case .energy: "energy"
    case .energyPerToken: "energy per token"
    case .tokensPerJoule: "tokens per joule"
    case .power: "average power"
    case .energyDelayProduct: "energy-delay product"
    case .macUtilisation: "MAC utilisation"
    case .macRowHits: "row hits of MACs"
    case .rowHits: "row hits of all columns"
    case .commands: "commands"
    case .refreshes: "refreshes"
    case .bytesToChannels: "bytes to channels"
    case .bytesToASIC: "bytes to ASIC"
    case .asicBusy: "ASIC busy"
    }
  }

  /// A magnitude with its unit, formatted for display.
  func text(magnitude value: Double) -> String {
    switch unit {
    case .picoseconds: NumberText.duration(picoseconds: value)
    case .yoctojoules: NumberText.energy(value / 1e24)
    case .watts: NumberText.power(value)
    case .jouleSeconds: NumberText.significant(value * 1e3) + " mJ s"
    case .perSecond, .perJoule: NumberText.significant(value)
    case .factor: NumberText.fixed(value, 3)
    case .share: NumberText.fixed(value * 100, 2) + " %"
    case .bytes, .count:
      value < 1e15 ? NumberText.count(Int64(value.rounded())) : NumberText.significant(value)
    }
  }

  /// A figure with its unit, formatted for display; an interval as `2.8 ms to 9.3 ms`.
  package func text(_ figure: Figure) -> String { Self.range(figure) { text(magnitude: $0) } }

  /// A difference with sign and unit, formatted for display.
  package func signedText(_ difference: Figure) -> String {
    Self.range(difference) { value in
      let text =
        unit == .share
        ? NumberText.fixed(value.magnitude * 100, 3) + " %pt" : text(magnitude: value.magnitude)
      return value == 0 ? "0" : (value < 0 ? "-" : "+") + text
    }
  }

  private static func range(_ figure: Figure, _ text: (Double) -> String) -> String {
    guard case .interval(let least, let most) = figure, least != most else { return text(figure.least) }
    return "\(text(least)) to \(text(most))"
  }
}

internal import Glibc

/// A number of a run: exact, derived, or only known to lie in an interval.
public enum Figure: Sendable, Hashable {
  /// A whole number of the metric's smallest unit.
  case exact(Int128)
  /// A quotient or a product of exact ones.
  case real(Double)
  /// Somewhere between the two, both included; `least` is not above `most`.
  case interval(least: Double, most: Double)

  public var least: Double {
    switch self {
    case .exact(let value): Double(value)
    case .real(let value): value
    case .interval(let least, _): least
    }
  }

  public var most: Double {
    switch self {
    case .exact(let value): Double(value)
    case .real(let value): value
    case .interval(_, let most): most
    }
  }

  /// Whether all that the figure allows is 0.
  public var isZero: Bool { least == 0 && most == 0 }

  /// `self − other`, exact where both are; of intervals, everything that it can be.
  public func minus(_ other: Figure) -> Figure {
    switch (self, other) {
    case (.exact(let b), .exact(let a)): .exact(b - a)
    case (.interval, _), (_, .interval): .interval(least: least - other.most, most: most - other.least)
    default: .real(least - other.least)
    }
  }

  /// `self / other`: everything that it can be; nil where `other` is not positive or `self` is negative, of which no metric is.
  public func over(_ other: Figure) -> Figure? {
    guard other.least > 0, least >= 0 else { return nil }
    if case .interval = self { return .interval(least: least / other.most, most: most / other.least) }
    if case .interval = other { return .interval(least: least / other.most, most: most / other.least) }
    return .real(least / other.least)
  }
}

/// What runs are compared by. Raw values are the names that `--tolerance` and JSON use.
public enum Metric: String, CaseIterable, Sendable, Hashable {
  case latency, timePerToken, tokensPerSecond, boundRatio
  case energy, energyPerToken, tokensPerJoule, power, energyDelayProduct
  case macUtilisation, macRowHits, rowHits
  case commands, refreshes, bytesToChannels, bytesToASIC, asicBusy

  /// What the metric is measured in.
  public enum Unit: String, Sendable {
    case picoseconds = "ps"
    case yoctojoules = "yJ"
    case watts = "W"
    case jouleSeconds = "J s"
    case perSecond = "1/s"
    case perJoule = "1/J"
    case bytes = "B"
    case count = "1"
    /// A part of a whole, 1 for all of it.
    case share = "share"
    /// A number of times.
    case factor = "times"
  }

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

  /// A magnitude with its unit, for people.
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

  /// A figure for people; an interval as `2.8 ms to 9.3 ms`.
  func text(_ figure: Figure) -> String { Self.range(figure) { text(magnitude: $0) } }

  /// A difference for people, with its sign.
  func signedText(_ difference: Figure) -> String {
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

/// Ratios for people.
enum RatioText {
  /// `b` over `a` as a signed difference in per cent, or as a factor from ten times on.
  static func relative(_ ratio: Figure) -> String {
    if ratio.least >= 10 { return factor(ratio) + " x" }
    let (least, most) = (percent(ratio.least), percent(ratio.most))
    return least == most ? least + " %" : "\(least) to \(most) %"
  }

  /// `41 to 137`, `1.303`
  static func factor(_ ratio: Figure) -> String {
    let (least, most) = (
      trimmed(NumberText.significant(ratio.least)), trimmed(NumberText.significant(ratio.most))
    )
    return least == most ? least : "\(least) to \(most)"
  }

  /// Without zeros at the end of a fraction.
  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  private static func percent(_ ratio: Double) -> String {
    let percent = (ratio - 1) * 100
    return percent == 0 ? "0" : (percent < 0 ? "" : "+") + NumberText.significant(percent)
  }
}

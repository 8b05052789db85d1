internal import Glibc

/// The value of a metric: exact, derived, or known only to lie in an interval.
public enum Figure: Sendable, Hashable {
  /// A whole number of the metric's smallest unit.
  case exact(Int128)
  /// A quotient or a product of exact figures.
  case real(Double)
  /// A value between `least` and `most`, both included; `least` is not above `most`.
  case interval(least: Double, most: Double)

  /// The least value that the figure allows, in the metric's unit.
  public var least: Double {
    switch self {
    case .exact(let value): Double(value)
    case .real(let value): value
    case .interval(let least, _): least
    }
  }

  /// The greatest value that the figure allows, in the metric's unit.
  public var most: Double {
    switch self {
    case .exact(let value): Double(value)
    case .real(let value): value
    case .interval(_, let most): most
    }
  }

  /// True if the figure can only be 0.
  public var isZero: Bool { least == 0 && most == 0 }

  /// `self − other`: exact if both are exact, else the interval of all possible differences.
  public func minus(_ other: Figure) -> Figure {
    switch (self, other) {
    case (.exact(let b), .exact(let a)): .exact(b - a)
    case (.interval, _), (_, .interval): .interval(least: least - other.most, most: most - other.least)
    default: .real(least - other.least)
    }
  }

  /// `self / other`, the interval of all possible quotients; nil if `other` is not positive or `self` is
  /// negative, which no metric is.
  public func over(_ other: Figure) -> Figure? {
    guard other.least > 0, least >= 0 else { return nil }
    if case .interval = self { return .interval(least: least / other.most, most: most / other.least) }
    if case .interval = other { return .interval(least: least / other.most, most: most / other.least) }
    return .real(least / other.least)
  }
}

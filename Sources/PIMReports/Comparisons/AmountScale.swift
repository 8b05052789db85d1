/// The common unit of all amounts in a table or a figure.
struct AmountScale {
  let unit: String
  /// The size of the unit, as a number of the metric's smallest units.
  let size: Double
  private let digits: Int

  init(_ explanation: RunDifference.Explanation) {
    self.init(
      explanation.kind.metric, largest: Double(max(explanation.a.magnitude, explanation.b.magnitude)))
  }

  /// - Parameters:
  ///   - metric: the latency, the energy, or a number of things.
  ///   - largest: the largest amount, in the smallest unit.
  init(_ metric: Metric, largest: Double) {
    switch metric.unit {
    case .picoseconds:
      (unit, size) = largest >= 1e10 ? ("ms", 1e9) : largest >= 1e7 ? ("µs", 1e6) : ("ns", 1e3)
      digits = 3
    case .yoctojoules:
      (unit, size) =
        largest >= 1e25
        ? ("J", 1e24) : largest >= 1e22 ? ("mJ", 1e21) : largest >= 1e19 ? ("µJ", 1e18) : ("nJ", 1e15)
      digits = 3
    default: (unit, size, digits) = ("", 1, 0)
    }
  }

  func text(_ amount: Int128) -> String { NumberText.fixed(Double(amount) / size, digits) }

  func signed(_ amount: Int128) -> String { (amount > 0 ? "+" : "") + (amount == 0 ? "same" : text(amount)) }
}

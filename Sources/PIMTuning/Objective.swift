/// What a search makes small.
public enum Objective: String, Sendable, CaseIterable {
  /// The latency of the run.
  case latency
  /// The energy of the run.
  case energy
  /// Energy times latency.
  case product

  /// The cost of a run, or a lower bound of it.
  ///
  /// - Parameters:
  ///   - latency: picoseconds, not negative.
  ///   - energy: yoctojoules, not negative.
  package func cost(latency: Int64, energy: Int128) -> Cost {
    switch self {
    case .latency: Cost(energy: 1, latency: latency)
    case .energy: Cost(energy: energy, latency: 1)
    case .product: Cost(energy: energy, latency: latency)
    }
  }
}

/// A cost as a whole number: picoseconds, yoctojoules, or their product, which may have more than 128 bits.
package struct Cost: Sendable, Hashable, Comparable {
  private let high: UInt128
  private let low: UInt128

  fileprivate init(energy: Int128, latency: Int64) {
    let product = UInt128(energy).multipliedFullWidth(by: UInt128(latency))
    (high, low) = (product.high, product.low)
  }

  package static func < (a: Cost, b: Cost) -> Bool { (a.high, a.low) < (b.high, b.low) }

  /// How much less another cost is, as a part of this one; nil if it is no less. A difference that is too
  /// small for a binary64 is the least positive number, since it is no proof.
  package func gap(above least: Cost) -> Double? {
    least < self ? max(.leastNonzeroMagnitude, 1 - least.over(self)) : nil
  }

  /// The ratio to another cost, for display.
  package func over(_ other: Cost) -> Double {
    let two128 = 0x1p128
    return (Double(high) * two128 + Double(low)) / (Double(other.high) * two128 + Double(other.low))
  }
}

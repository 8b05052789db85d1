internal import Glibc

/// The difference of two runs' logits over positions.
public struct Divergence: Sendable, Hashable {
  /// Number of positions compared.
  public private(set) var positions = 0
  /// The greatest absolute difference of two logits.
  public private(set) var maximumDifference = 0.0
  package private(set) var differences = 0.0
  package private(set) var elements = 0
  /// The greatest Kullback–Leibler divergence of the softmax of the compared logits from that of the
  /// reference, in nats.
  public private(set) var maximumDivergence = 0.0
  package private(set) var divergences = 0.0
  /// Number of positions at which both have the same greatest logit.
  public private(set) var agreements = 0

  /// Creates the difference over no positions.
  package init() {}

  /// Restores a difference from its sums.
  ///
  /// - Parameters:
  ///   - elements: number of differences.
  ///   - differences: the sum of the absolute differences.
  ///   - divergences: the sum of the positions' divergences, in nats.
  package init(
    positions: Int, elements: Int, maximumDifference: Double, differences: Double, maximumDivergence: Double,
    divergences: Double, agreements: Int
  ) {
    (self.positions, self.elements, self.agreements) = (positions, elements, agreements)
    (self.maximumDifference, self.differences) = (maximumDifference, differences)
    (self.maximumDivergence, self.divergences) = (maximumDivergence, divergences)
  }

  /// The mean absolute difference of two logits; 0 without positions.
  public var meanDifference: Double { elements == 0 ? 0 : differences / Double(elements) }
  /// The mean Kullback–Leibler divergence, in nats; 0 without positions.
  public var meanDivergence: Double { positions == 0 ? 0 : divergences / Double(positions) }
  /// The fraction of positions at which both have the same greatest logit; 0 without positions.
  public var topOneAgreement: Double { positions == 0 ? 0 : Double(agreements) / Double(positions) }

  /// Adds one position.
  ///
  /// - Precondition: both have as many logits, at least one, and all are finite.
  package mutating func add(_ logits: [Float], reference: [Float]) {
    precondition(logits.count == reference.count && !logits.isEmpty, "logits of the same vocabulary")
    precondition(logits.allSatisfy(\.isFinite) && reference.allSatisfy(\.isFinite), "finite logits")
    positions += 1
    elements += logits.count
    for (a, b) in zip(logits, reference) {
      let difference = abs(Double(a) - Double(b))
      maximumDifference = max(maximumDifference, difference)
      differences += difference
    }
    let (p, q) = (logProbabilities(reference), logProbabilities(logits))
    var divergence = 0.0
    for (a, b) in zip(p, q) { divergence += exp(a) * (a - b) }
    maximumDivergence = max(maximumDivergence, divergence)
    divergences += divergence
    if indexOfGreatest(logits) == indexOfGreatest(reference) { agreements += 1 }
  }

  /// Adds the positions of another difference.
  package mutating func merge(_ other: Divergence) {
    positions += other.positions
    elements += other.elements
    maximumDifference = max(maximumDifference, other.maximumDifference)
    differences += other.differences
    maximumDivergence = max(maximumDivergence, other.maximumDivergence)
    divergences += other.divergences
    agreements += other.agreements
  }
}

/// Logarithms of the softmax, in binary64.
func logProbabilities(_ logits: [Float]) -> [Double] {
  let greatest = logits.reduce(-Double.infinity) { max($0, Double($1)) }
  var sum = 0.0
  for value in logits { sum += exp(Double(value) - greatest) }
  let offset = greatest + log(sum)
  return logits.map { Double($0) - offset }
}

/// The index of the greatest element, the first of equals. NaNs are skipped. Without an element above
/// negative infinity, 0.
package func indexOfGreatest(_ values: [Float]) -> Int { greatest(values).index }

/// The result of ARGMAX: the greatest element and its index, the first of equals. NaNs are skipped. Without
/// an element above negative infinity, the value is negative infinity and the index 0.
func greatest(_ values: [Float]) -> (index: Int, value: Float) {
  var best = -Float.infinity
  var index = 0
  for (candidate, value) in values.enumerated() where value > best { (best, index) = (value, candidate) }
  return (index, best)
}

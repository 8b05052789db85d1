internal import Glibc

/// How far one run's logits are from another's, over positions.
public struct Divergence: Sendable, Hashable {
  /// Positions compared.
  public private(set) var positions = 0
  /// The greatest and the mean absolute difference of logits.
  public private(set) var maximumDifference = 0.0
  package private(set) var differences = 0.0
  package private(set) var elements = 0
  /// Kullback–Leibler divergence of the softmax of the compared logits from that of the reference, nats.
  public private(set) var maximumDivergence = 0.0
  package private(set) var divergences = 0.0
  /// Positions at which both have the same greatest logit.
  public private(set) var agreements = 0

  public init() {}

  /// All that it has taken up, as it was before.
  ///
  /// - Parameters:
  ///   - differences: the sum of the differences of so many elements.
  ///   - divergences: their sum.
  package init(
    positions: Int, elements: Int, maximumDifference: Double, differences: Double, maximumDivergence: Double,
    divergences: Double, agreements: Int
  ) {
    (self.positions, self.elements, self.agreements) = (positions, elements, agreements)
    (self.maximumDifference, self.differences) = (maximumDifference, differences)
    (self.maximumDivergence, self.divergences) = (maximumDivergence, divergences)
  }

  public var meanDifference: Double { elements == 0 ? 0 : differences / Double(elements) }
  public var meanDivergence: Double { positions == 0 ? 0 : divergences / Double(positions) }
  /// The fraction of positions at which both have the same greatest logit.
  public var topOneAgreement: Double { positions == 0 ? 0 : Double(agreements) / Double(positions) }

  /// Takes one position up.
  ///
  /// - Precondition: all logits are finite.
  public mutating func add(_ logits: [Float], reference: [Float]) {
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

  /// Takes the positions of another up.
  public mutating func merge(_ other: Divergence) {
    positions += other.positions
    elements += other.elements
    maximumDifference = max(maximumDifference, other.maximumDifference)
    differences += other.differences
    maximumDivergence = max(maximumDivergence, other.maximumDivergence)
    divergences += other.divergences
    agreements += other.agreements
  }
}

/// Logarithms of the softmax, in doubles.
func logProbabilities(_ logits: [Float]) -> [Double] {
  let greatest = logits.reduce(-Double.infinity) { max($0, Double($1)) }
  var sum = 0.0
  for value in logits { sum += exp(Double(value) - greatest) }
  let offset = greatest + log(sum)
  return logits.map { Double($0) - offset }
}

/// The first of the greatest elements; NaNs are passed over. 0 where no element is above negative infinity.
public func indexOfGreatest(_ values: [Float]) -> Int { greatest(values).index }

/// What ARGMAX leaves: the first of the greatest elements, and its value. NaNs are passed over; where no
/// element is above negative infinity, that is the value, and the index is 0.
func greatest(_ values: [Float]) -> (index: Int, value: Float) {
  var best = -Float.infinity
  var index = 0
  for (candidate, value) in values.enumerated() where value > best { (best, index) = (value, candidate) }
  return (index, best)
}

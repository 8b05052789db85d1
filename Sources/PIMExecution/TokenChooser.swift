internal import PIMNumerics

/// Chooses the next token from logits.
public struct TokenChooser: Sendable {
  /// The rule of the choice.
  public enum Method: Sendable, Hashable {
    /// The greatest logit, the first of equals.
    case greedy
    /// A random token with probabilities softmax(logits / temperature).
    case temperature(Double, seed: UInt64)
  }

  private let method: Method
  private var generator: SeededGenerator

  /// Creates a chooser.
  ///
  /// - Precondition: a temperature is positive.
  package init(_ method: Method) {
    self.method = method
    generator = SeededGenerator(seed: 0)
    if case .temperature(let temperature, let seed) = method {
      precondition(temperature > 0, "a temperature is positive")
      generator = SeededGenerator(seed: seed)
    }
  }

  /// Chooses the next token.
  ///
  /// - Precondition: all logits are finite.
  package mutating func choose(_ logits: [Float]) -> Int {
    guard case .temperature(let temperature, _) = method else { return indexOfGreatest(logits) }
    // Logits are taken relative to the greatest, so that no temperature makes any of them infinite.
    let most = Double(greatest(logits).value)
    let weights = logits.map { exponential((Double($0) - most) / temperature) }
    var rest = Double(generator.next() >> 11) * 0x1p-53 * weights.reduce(0, +)
    for (token, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return token }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }
}

/// The coefficients of the series and polynomials, rounded once to binary32. Those of the Taylor series are
/// computed in binary64.
enum SeriesCoefficients {
  /// The coefficient of fⁿ in the series of 2ᶠ = exp(f · ln 2): (ln 2)ⁿ / n!.
  static func exponentialBase2(_ power: Int) -> Float {
    var value = 1.0
    for factor in stride(from: 1, through: power, by: 1) {
      value *= 0x1.62e42fefa39efp-1 / Double(factor)  // ln 2
    }
    return Float(value)
  }

  /// The coefficient of u²ⁿ⁺¹ in the series of tanh u: 1, −1/3, 2/15, −17/315, …
  static func tanh(_ index: Int) -> Float {
    Float(tanhSeries[index])
  }

  /// The coefficients of tⁿ in P(t), where erfc(z) = t · exp(−z² + P(t)) and t = 1 / (1 + z/2): Press et al.,
  /// "Numerical Recipes in C", 2nd edition, section 6.2, function `erfcc`.
  static let complementaryErrorFunction: [Float] = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ]

  /// The coefficients c₀, c₁, … of tanh. From tanh′ = 1 − tanh² follows (2n + 1) cₙ = −Σ cᵢ cₙ₋₁₋ᵢ over i
  /// from 0 to n − 1, with c₀ = 1.
  private static let tanhSeries: [Double] = {
    var series = [1.0]
    for n in 1..<12 {
      var convolution = 0.0
      for i in 0..<n {
        convolution += series[i] * series[n - 1 - i]
      }
      series.append(-convolution / Double(2 * n + 1))
    }
    return series
  }()
}

/// How the ASIC computes the functions that its adders and multipliers do not have.
public struct ASICFunctionParameters: Hashable, Sendable {
  /// How tanh is computed; see `VectorUnit.hyperbolicTangent`.
  public enum TanhMethod: Hashable, Sendable {
    /// tanh |u| = (1 − e)/(1 + e) with e = exp(−2|u|), everywhere. Small absolute error everywhere.
    case exponential
    /// The Taylor series where |u| < `limit`, `exponential` elsewhere. Hardware computes both and selects. Small
    /// relative error everywhere.
    case seriesAndExponential(limit: Float)
    /// The Taylor series where |u| < `limit`, ±1 elsewhere: the paper's words taken literally. The series converges
    /// only below π/2, so the error near the limit is large.
    case series(limit: Float)
  }

  /// Terms of the Taylor series of exp (1 + x + x²/2! + …) and of tanh (x − x³/3 + …), 2 to 12. The paper has six.
  public var taylorTerms: Int
  /// Newton–Raphson steps of the reciprocal, 0 to 8. Not in the paper; two reach a relative error below 10⁻⁵, a
  /// hundredth of what rounding the result to bfloat16 adds.
  public var reciprocalSteps: Int
  /// Newton–Raphson steps of the inverse square root, 0 to 8. Not in the paper; two reach 5·10⁻⁶.
  public var inverseSquareRootSteps: Int
  /// How tanh is computed.
  public var tanhMethod: TanhMethod

  /// - Precondition: Every count is in its range.
  public init(
    taylorTerms: Int = 6, reciprocalSteps: Int = 2, inverseSquareRootSteps: Int = 2,
    tanhMethod: TanhMethod = .exponential
  ) {
    precondition((2...12).contains(taylorTerms), "taylorTerms must be from 2 to 12")
    precondition((0...8).contains(reciprocalSteps), "reciprocalSteps must be from 0 to 8")
    precondition((0...8).contains(inverseSquareRootSteps), "inverseSquareRootSteps must be from 0 to 8")
    self.taylorTerms = taylorTerms
    self.reciprocalSteps = reciprocalSteps
    self.inverseSquareRootSteps = inverseSquareRootSteps
    self.tanhMethod = tanhMethod
  }
}

/// The parameters of the ASIC's approximations: series terms, Newton–Raphson steps, and the method for tanh.
package struct ASICFunctionParameters: Hashable, Sendable {
  /// The method for tanh; see `VectorUnit.hyperbolicTangent`.
  package enum TanhMethod: Hashable, Sendable {
    /// tanh |u| = (1 − e)/(1 + e) with e = exp(−2|u|), everywhere. The absolute error is small everywhere.
    case exponential
    /// The Taylor series for |u| < `limit`, `exponential` elsewhere. Hardware computes both and selects. The
    /// relative error is small everywhere.
    case seriesAndExponential(limit: Float)
    /// The Taylor series for |u| < `limit`, ±1 elsewhere: the literal reading of the paper. The series
    /// converges only below π/2, so the error near the limit is large.
    case series(limit: Float)
  }

  /// Terms of the Taylor series of exp (1 + x + x²/2! + …) and of tanh (x − x³/3 + …), 2 to 12. The paper has
  /// six.
  package var taylorTerms: Int
  /// Newton–Raphson steps of the reciprocal, 0 to 8. The paper gives none. With two, the relative error is
  /// below 10⁻⁵, a hundredth of the error of rounding to bfloat16.
  package var reciprocalSteps: Int
  /// Newton–Raphson steps of the inverse square root, 0 to 8. The paper gives none. With two, the relative
  /// error is 5·10⁻⁶.
  package var inverseSquareRootSteps: Int
  /// The method for tanh.
  package var tanhMethod: TanhMethod

  /// Creates parameters; the defaults are those of pim-gpt.
  ///
  /// - Precondition: Every count is in its range.
  package init(
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

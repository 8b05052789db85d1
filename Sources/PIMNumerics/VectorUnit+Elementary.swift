/// The elementary functions: exp, tanh, reciprocal, inverse square root.
///
/// All are elementwise, so they stay in the current phase.
extension VectorUnit where Self: ~Copyable {
  /// `exp(factor · x)` by range reduction and a Taylor series.
  ///
  /// With t = x · (factor · log₂e), k = t rounded to an integer and f = t − k (exact), exp = 2ᵏ · exp(r) where
  /// r = f · ln 2 and |r| ≤ ln 2 / 2. The series 1 + r + r²/2! + … is evaluated by Horner's rule in f, with the powers
  /// of ln 2 multiplied into its coefficients, which spares a multiplication and keeps t − k the only subtraction.
  /// 2ᵏ is added to the exponent. Results below 2⁻¹²⁶ are zero; from 2¹²⁸ they are infinite; a NaN stays.
  ///
  /// - Parameters:
  ///   - factor: A constant that is folded into log₂e and so costs nothing.
  ///   - isNonPositive: The caller knows that `factor · x ≤ 0` and does without the upper bound's comparison.
  /// Cost an element, for T terms: T + 4 additions (+ 1 for the upper bound), T multiplications.
  public mutating func exponential(
    _ x: Vector, factor: Float = 1, isNonPositive: Bool = false, into target: inout Vector
  ) {
    let start = mark
    var t = allocate(x.count)
    var shifted = allocate(x.count)
    var sum = allocate(x.count)
    multiply(x, factor * 0x1.715476p0, into: &t)  // log₂ e
    maximum(t, -127, into: &t)
    if !isNonPositive {
      minimum(t, 129, into: &t)
    }
    add(t, roundingShift, into: &shifted)
    add(shifted, -roundingShift, into: &sum)
    subtract(t, sum, into: &t)
    let terms = parameters.taylorTerms
    multiplyAdd(
      t, SeriesCoefficients.exponentialBase2(terms - 1), SeriesCoefficients.exponentialBase2(terms - 2),
      into: &sum)
    for power in stride(from: terms - 3, through: 0, by: -1) {
      multiplyAdd(sum, t, SeriesCoefficients.exponentialBase2(power), into: &sum)
    }
    addExponent(sum, shifted, into: &target)
    release(to: start)
  }

  /// `1 / d` by Newton–Raphson steps y ← y · (2 − d · y).
  ///
  /// The first guess subtracts d's bits from a constant, which negates the exponent and mirrors the fraction. The
  /// constant `0x7EF311C7` makes the greatest relative error after one step nearly as small as any constant can:
  /// 5.1 % as a guess, 0.26 % after one step, 6.5·10⁻⁶ after two. Valid for normal d of either sign up to 2¹²⁵ in
  /// magnitude. Cost an element, for S steps: 1 + S additions, 2 S multiplications.
  public mutating func reciprocal(_ d: Vector, into target: inout Vector) {
    let start = mark
    var y = allocate(d.count)
    var correction = allocate(d.count)
    subtractBits(0x7EF3_11C7, d, shiftedRightBy: 0, into: &y)
    for _ in 0..<parameters.reciprocalSteps {
      multiply(d, y, into: &correction)
      subtract(2, correction, into: &correction)
      multiply(y, correction, into: &y)
    }
    copy(y, into: &target)
    release(to: start)
  }

  /// `1 / √d` by the fast inverse square root: the guess `0x5F3759DF − (bits of d >> 1)`, then Newton–Raphson steps
  /// y ← y · (1.5 − (d/2) · y²).
  ///
  /// Valid for positive normal d. Cost an element, for S steps: 1 + S additions, 1 + 3 S multiplications (the first
  /// halves d; without steps it is left out).
  public mutating func inverseSquareRoot(_ d: Vector, into target: inout Vector) {
    let start = mark
    var y = allocate(d.count)
    var half = allocate(d.count)
    var correction = allocate(d.count)
    subtractBits(0x5F37_59DF, d, shiftedRightBy: 1, into: &y)
    if parameters.inverseSquareRootSteps > 0 {
      multiply(d, 0.5, into: &half)
    }
    for _ in 0..<parameters.inverseSquareRootSteps {
      multiply(y, y, into: &correction)
      multiply(half, correction, into: &correction)
      subtract(1.5, correction, into: &correction)
      multiply(y, correction, into: &y)
    }
    copy(y, into: &target)
    release(to: start)
  }

  /// `tanh(u)` by `parameters.tanhMethod`, computed on |u| and given u's sign.
  ///
  /// Cost an element, for T terms and S reciprocal steps. `exponential`: T + 7 + S additions, T + 2 S + 1
  /// multiplications. The series: T − 1 additions, T + 1 multiplications. The selection: one addition.
  public mutating func hyperbolicTangent(_ u: Vector, into target: inout Vector) {
    let start = mark
    var result = allocate(u.count)
    var size = allocate(u.count)
    magnitude(u, into: &size)
    switch parameters.tanhMethod {
    case .exponential:
      tanhByExponential(size, into: &result)
    case .seriesAndExponential(let limit):
      var series = allocate(u.count)
      tanhBySeries(size, into: &series)
      tanhByExponential(size, into: &result)
      select(size, below: limit, series, otherwise: result, into: &result)
    case .series(let limit):
      tanhBySeries(size, into: &result)
      select(size, below: limit, result, otherwise: 1, into: &result)
    }
    copySign(result, from: u, into: &target)
    release(to: start)
  }

  /// (1 − e) / (1 + e) with e = exp(−2a), for a ≥ 0: the divisor is in [1, 2].
  private mutating func tanhByExponential(_ a: Vector, into target: inout Vector) {
    let start = mark
    var e = allocate(a.count)
    var divisor = allocate(a.count)
    exponential(a, factor: -2, isNonPositive: true, into: &e)
    add(e, 1, into: &divisor)
    reciprocal(divisor, into: &divisor)
    subtract(1, e, into: &e)
    multiply(e, divisor, into: &target)
    release(to: start)
  }

  /// a · (1 − a²/3 + 2a⁴/15 − …) by Horner's rule in a².
  private mutating func tanhBySeries(_ a: Vector, into target: inout Vector) {
    let start = mark
    var square = allocate(a.count)
    var sum = allocate(a.count)
    multiply(a, a, into: &square)
    let terms = parameters.taylorTerms
    multiplyAdd(square, SeriesCoefficients.tanh(terms - 1), SeriesCoefficients.tanh(terms - 2), into: &sum)
    for power in stride(from: terms - 3, through: 0, by: -1) {
      multiplyAdd(sum, square, SeriesCoefficients.tanh(power), into: &sum)
    }
    multiply(sum, a, into: &target)
    release(to: start)
  }
}

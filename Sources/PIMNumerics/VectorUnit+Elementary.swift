/// The elementary functions: exp, tanh, reciprocal, inverse square root, sigmoid, error function.
///
/// All are elementwise and stay in the current pass.
extension VectorUnit where Self: ~Copyable {
  /// `exp(factor · x)` by range reduction and a Taylor series.
  ///
  /// Let t = x · (factor · log₂e), k = t rounded to an integer, and f = t − k, which is exact. The result is
  /// 2ᵏ · exp(r) with r = f · ln 2 and |r| ≤ ln 2 / 2. The series 1 + r + r²/2! + … is evaluated by Horner's
  /// rule in f. Its coefficients contain the powers of ln 2, which saves a multiplication and leaves t − k
  /// the only subtraction. 2ᵏ is added to the exponent. Results below 2⁻¹²⁶ are zero, results from 2¹²⁸ on
  /// infinite; a NaN stays.
  ///
  /// - Parameters:
  ///   - factor: A constant, which is multiplied into log₂e and costs nothing.
  ///   - isNonPositive: True if the caller guarantees `factor · x ≤ 0`, which saves the comparison with the
  ///     upper bound.
  ///
  /// Cost per element, for T terms: T + 4 additions (+ 1 for the upper bound), T multiplications.
  package mutating func exponential(
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
  /// The first approximation is a constant minus d's bits, which negates the exponent and mirrors the
  /// fraction. The constant `0x7EF311C7` makes the greatest relative error after one step nearly minimal: 5.1
  /// % before the first step, 0.26 % after one, 6.5·10⁻⁶ after two. Valid for normal d of either sign up to
  /// 2¹²⁵ in magnitude.
  ///
  /// Cost per element, for S steps: 1 + S additions, 2 S multiplications.
  package mutating func reciprocal(_ d: Vector, into target: inout Vector) {
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

  /// `1 / √d` by the fast inverse square root: the first approximation `0x5F3759DF − (bits of d >> 1)`,
  /// followed by Newton–Raphson steps y ← y · (1.5 − (d/2) · y²).
  ///
  /// Valid for positive normal d.
  ///
  /// Cost per element, for S steps: 1 + S additions, 1 + 3 S multiplications. The first multiplication halves
  /// d, and is left out without steps.
  package mutating func inverseSquareRoot(_ d: Vector, into target: inout Vector) {
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

  /// `tanh(u)` by `parameters.tanhMethod`, computed on |u| and given the sign of u.
  ///
  /// Cost per element, for T terms and S reciprocal steps. `exponential`: T + 7 + S additions, T + 2 S + 1
  /// multiplications. The series: T − 1 additions, T + 1 multiplications. The selection: one addition.
  package mutating func hyperbolicTangent(_ u: Vector, into target: inout Vector) {
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

  /// `1 / (1 + exp(−x))`, from e = exp(−|x|): 1 / (1 + e) for x ≥ 0, and e / (1 + e) for x < 0.
  ///
  /// No step overflows, and the relative error is small for both signs. The divisor is in [1, 2]. For x from
  /// −87 down, the result is 0.
  ///
  /// Cost per element, for T terms and S reciprocal steps: T + 7 + S additions, T + 2 S + 1 multiplications.
  package mutating func sigmoid(_ x: Vector, into target: inout Vector) {
    let start = mark
    var e = allocate(x.count)
    var inverse = allocate(x.count)
    magnitude(x, into: &e)
    exponential(e, factor: -1, isNonPositive: true, into: &e)
    add(e, 1, into: &inverse)
    reciprocal(inverse, into: &inverse)
    multiply(e, inverse, into: &e)
    select(x, below: 0, e, otherwise: inverse, into: &target)
    release(to: start)
  }

  /// `erfc(z)`, the complement of the error function, for z from 0 to 2¹²⁷: t · exp(−z² + P(t)) with t = 1 /
  /// (1 + z/2) and a polynomial P of degree 9.
  ///
  /// The relative error of the approximation is below 1.2·10⁻⁷ for every z ≥ 0 (Press, Teukolsky,
  /// Vetterling, Flannery: "Numerical Recipes in C", 2nd edition, 1992, section 6.2). Approximations with a
  /// small absolute error, such as 7.1.26 of Abramowitz and Stegun, lose the tail: that one is wrong by 0.7 %
  /// at z = 5.
  ///
  /// Cost per element, for T terms and S reciprocal steps: T + 16 + S additions, T + 12 + 2 S
  /// multiplications.
  package mutating func complementaryErrorFunction(_ z: Vector, into target: inout Vector) {
    let start = mark
    var t = allocate(z.count)
    var sum = allocate(z.count)
    var square = allocate(z.count)
    multiplyAdd(z, 0.5, 1, into: &t)
    reciprocal(t, into: &t)
    let coefficients = SeriesCoefficients.complementaryErrorFunction
    multiplyAdd(t, coefficients[9], coefficients[8], into: &sum)
    for power in stride(from: 7, through: 0, by: -1) {
      multiplyAdd(sum, t, coefficients[power], into: &sum)
    }
    multiply(z, z, into: &square)
    subtract(sum, square, into: &sum)
    // At most P(1), which is 0 but for the error of t; far below the upper bound that is not needed.
    exponential(sum, isNonPositive: true, into: &sum)
    multiply(sum, t, into: &target)
    release(to: start)
  }

  /// `erf(x)`, as 1 − erfc(|x|) with the sign of x. The absolute error is small everywhere.
  ///
  /// Cost per element: an addition more than `complementaryErrorFunction`.
  package mutating func errorFunction(_ x: Vector, into target: inout Vector) {
    let start = mark
    var complement = allocate(x.count)
    magnitude(x, into: &complement)
    complementaryErrorFunction(complement, into: &complement)
    subtract(1, complement, into: &complement)
    copySign(complement, from: x, into: &target)
    release(to: start)
  }

  /// `(1 − e) / (1 + e)` with e = exp(−2a), for a ≥ 0. The divisor is in [1, 2].
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

  /// `a · (1 − a²/3 + 2a⁴/15 − …)` by Horner's rule in a².
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

import PIMNumerics
import Testing

@Suite struct ASICFunctionTests {
  private func apply(
    _ inputs: [Float], parameters: ASICFunctionParameters = ASICFunctionParameters(),
    _ body: (inout ArithmeticUnit, inout ArithmeticUnit.Vector) -> Void
  ) -> [Float] {
    var unit = ArithmeticUnit(parameters: parameters)
    var vector = unit.load(inputs)
    body(&unit, &vector)
    return unit.values(vector)
  }

  private func exponential(_ inputs: [Float]) -> [Float] {
    apply(inputs) { $0.exponential($1, into: &$1) }
  }

  // MARK: Elementary

  @Test func exponentialAtItsLimits() {
    #expect(exponential([0, -0.0, -.infinity, -200, .infinity, 89]) == [1, 1, 0, 0, .infinity, .infinity])
    #expect(exponential([.nan])[0].isNaN)
    // ln 2¹²⁷ = 88.03: finite. ln 2⁻¹²⁶ = −87.34: the last above zero; denormal results are zero.
    let edge = exponential([88.5, 88.73, -87.33, -87.4])
    #expect(edge[0].isFinite && edge[1] == .infinity)
    #expect(edge[2] > 0 && edge[3] == 0)
  }

  @Test func exponentialNeverFalls() {
    // Every bfloat16 from −100 to 100 in order. Rounded to bfloat16, results must not fall.
    let inputs = (UInt16.min...UInt16.max).map { BFloat16(bitPattern: $0) }.filter { abs(Float($0)) <= 100 }
      .sorted()
    let results = BFloat16.rounded(exponential(BFloat16.widened(inputs)))
    let falls = zip(results, results.dropFirst()).filter { Float($0) > Float($1) }
    #expect(falls.isEmpty)
  }

  @Test func exponentialOfTwoTerms() {
    // x = 0.25: t = 0.25 · log₂e = 0.36 rounds to k = 0, so the result is 1 + 0.25 but for the roundings of
    // log₂e and ln 2, each of 2⁻²⁴.
    let result = apply([0.25], parameters: ASICFunctionParameters(taylorTerms: 2)) {
      $0.exponential($1, into: &$1)
    }
    #expect(abs(result[0] - 1.25) <= 0x1p-22)
  }

  @Test(arguments: [
    ASICFunctionParameters.TanhMethod.exponential, .seriesAndExponential(limit: 0.5), .series(limit: 1.36),
  ])
  func tanhIsOddAndSaturates(method: ASICFunctionParameters.TanhMethod) {
    let parameters = ASICFunctionParameters(reciprocalSteps: 4, tanhMethod: method)
    let inputs: [Float] = [0, 0.01, 0.4, 0.5, 1, 3, 20, 1e30, .infinity]
    let positive = apply(inputs, parameters: parameters) { $0.hyperbolicTangent($1, into: &$1) }
    let negative = apply(inputs.map { -$0 }, parameters: parameters) { $0.hyperbolicTangent($1, into: &$1) }
    #expect(positive.map { -$0 } == negative)
    #expect(positive[0] == 0)
    // Four steps of the reciprocal leave a rounding or two of binary32.
    #expect(positive[7...].allSatisfy { abs($0 - 1) <= 0x1p-23 })
  }

  @Test func tanhSeriesByHand() {
    // Three terms at 1/2: 1/2 − 1/24 + 2/(15 · 32) = 0.4625. Horner's five roundings are below 2⁻²² together.
    let parameters = ASICFunctionParameters(taylorTerms: 3, tanhMethod: .series(limit: 1))
    let results = apply([0.5, -0.5, 1, -7], parameters: parameters) { $0.hyperbolicTangent($1, into: &$1) }
    #expect(abs(results[0] - 0.4625) <= 0x1p-22)
    #expect(results[1] == -results[0])
    #expect(Array(results[2...]) == [1, -1])
  }

  @Test func reciprocalConvergesQuadratically() {
    // A relative error ε becomes ε² with every step: 0.0506, 2.6·10⁻³, 6.6·10⁻⁶; then binary32's roundings.
    let inputs = (0..<4096).map { 1 + Float($0) / 4096 } + [-3, 0x1p-100, -0x1p100]
    for (steps, bound) in [(0, 0.0506), (1, 0.00256), (2, 6.7e-6), (3, 2.4e-7)] {
      let parameters = ASICFunctionParameters(reciprocalSteps: steps)
      let results = apply(inputs, parameters: parameters) { $0.reciprocal($1, into: &$1) }
      let worst = zip(inputs, results).map { abs(Double($0) * Double($1) - 1) }.max() ?? 1
      #expect(worst <= bound, "\(steps) steps")
    }
  }

  @Test func inverseSquareRootConvergesQuadratically() {
    // The published errors of 0x5F3759DF: 3.44 % as a guess, 0.175 % after a step; ε becomes 1.5 ε²:
    // 4.7·10⁻⁶.
    let inputs = (0..<4096).map { 1 + 3 * Float($0) / 4096 } + [0x1p-100, 0x1p101]
    for (steps, bound) in [(0, 0.0344), (1, 0.001753), (2, 4.8e-6), (3, 2.4e-7)] {
      let parameters = ASICFunctionParameters(inverseSquareRootSteps: steps)
      let results = apply(inputs, parameters: parameters) { $0.inverseSquareRoot($1, into: &$1) }
      let worst = zip(inputs, results).map { abs(Double($1) * Double($0).squareRoot() - 1) }.max() ?? 1
      #expect(worst <= bound, "\(steps) steps")
    }
  }

  // MARK: Softmax

  @Test(arguments: [1, 2, 5, 64, 1000, 8192]) func softmaxSumsToOne(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let inputs = (0..<count).map { _ in generator.nextNormal() * 5 }
    let results = apply(inputs) { $0.softmax($1, into: &$1) }
    // The weights are multiplied by a reciprocal of relative error 6.7·10⁻⁶; summing up to 8,192 = 2¹³ of
    // them in a tree adds 13 roundings of 2⁻²⁴, and each product one: 14 · 6·10⁻⁸ = 0.9·10⁻⁶.
    let sum = results.reduce(0.0) { $0 + Double($1) }
    #expect(abs(sum - 1) <= 7.6e-6)
    #expect(results.allSatisfy { $0 >= 0 })
  }

  @Test func softmaxOfEqualsAndOfMasked() {
    // Equal scores: exp(0) = 1 each, so all weights are the reciprocal of 4; a mask of −∞ gives exactly 0.
    let equal = apply([3, 3, 3, 3]) { $0.softmax($1, into: &$1) }
    #expect(Set(equal).count == 1)
    #expect(abs(equal[0] - 0.25) <= 0.25 * 6.7e-6)
    let masked = apply([-.infinity, 100, -.infinity]) { $0.softmax($1, into: &$1) }
    #expect(masked[0] == 0 && masked[2] == 0)
    #expect(abs(masked[1] - 1) <= 6.7e-6)
  }

  @Test func scaleActsBeforeTheExponential() {
    let scores: [Float] = [-8, 4, 16, 12]
    let scaled = apply(scores) { $0.softmax($1, scale: 0.125, into: &$1) }
    let plain = apply(scores.map { $0 * 0.125 }) { $0.softmax($1, into: &$1) }
    // An eighth is a power of two, so both ways round alike.
    #expect(scaled == plain)
  }

  @Test(arguments: [1, 16, 100, 256]) func tilesGiveTheWholeSoftmax(tile: Int) {
    var generator = SeededGenerator(seed: 8)
    let scores = (0..<256).map { _ in BFloat16(generator.nextNormal() * 4) }
    let values = (0..<256).map { _ in BFloat16(generator.nextNormal()) }
    var unit = ArithmeticUnit()
    var state = OnlineSoftmaxState()
    var total: [Float] = [0]
    for first in stride(from: 0, to: 256, by: tile) {
      let range = first..<min(first + tile, 256)
      var weights = [BFloat16](repeating: 0, count: range.count)
      let correction = scores[range].withUnsafeBufferPointer { source in
        weights.withUnsafeMutableBufferPointer { unit.softmaxTile(source, state: &state, weights: $0) }
      }
      let product = BFloat16(zip(weights, values[range]).reduce(Float(0)) { $0 + Float($1.0) * Float($1.1) })
      [product].withUnsafeBufferPointer { source in
        total.withUnsafeMutableBufferPointer { unit.accumulateRescaled($0, correction: correction, source) }
      }
    }
    var result: [BFloat16] = [0]
    total.withUnsafeMutableBufferPointer { source in
      result.withUnsafeMutableBufferPointer { unit.multiplyByReciprocal(source, of: state.sum, to: $0) }
    }
    #expect(state.maximum == scores.map { Float($0) }.max())
    let whole = apply(BFloat16.widened(scores)) { $0.softmax($1, into: &$1) }
    let expected = zip(whole, values).reduce(0.0) { $0 + Double($1.0) * Double(Float($1.1)) }
    // Weights and products round to bfloat16, 2⁻⁹ relative each, on values below 4 that are weighted to 1 in
    // all; the result once more.
    #expect(abs(Double(Float(result[0])) - expected) <= 3 * 4 * 0x1p-9)
  }

  // MARK: Layers

  @Test func layerNormByHand() {
    // 1, 3: mean 2, variance 1, so −1 and 1 but for 1/√1, of relative error 4.8·10⁻⁶. Gamma 2 and beta 0.5.
    var unit = ArithmeticUnit()
    var x = unit.load([1, 3])
    unit.layerNorm(x, gamma: unit.load([2, 2]), beta: unit.load([0.5, 0.5]), epsilon: 0, into: &x)
    #expect(abs(x.base[0] + 1.5) <= 2 * 4.9e-6)
    #expect(abs(x.base[1] - 2.5) <= 2 * 4.9e-6)
    // Equal elements have no differences; epsilon keeps the inverse square root finite.
    var y = unit.load([7, 7, 7, 7])
    let (ones, zeros) = (unit.load([1, 1, 1, 1]), unit.load([0, 0, 0, 0]))
    unit.layerNorm(y, gamma: ones, beta: zeros, epsilon: 1e-5, into: &y)
    #expect(unit.values(y) == [0, 0, 0, 0])
  }

  @Test func geluAtItsLimits() {
    let results = apply([0, 1, -1, 20, -20, 1e15]) { $0.gelu($1, into: &$1) }
    #expect(results[0] == 0)
    // gelu(1) = 0.5 · (1 + tanh(0.797885 · 1.044715)) = 0.8411920, and gelu(−1) = gelu(1) − 1.
    #expect(abs(results[1] - 0.8411920) < 2e-6)
    #expect(abs(results[2] + 0.1588080) < 2e-6)
    // tanh saturates to 1 within the reciprocal's 6.7·10⁻⁶, times x/2.
    #expect(abs(results[3] - 20) <= 10 * 6.7e-6)
    #expect(abs(results[4]) <= 10 * 6.7e-6)
    #expect(abs(results[5] / 1e15 - 1) <= 6.7e-6)
  }

  @Test func partialSumsGoFromLeftToRightAndRoundOnce() {
    // In binary32 2²⁴ + 1 is 2²⁴, so 2²⁴, 1, −2²⁴ make 0; 1 comes from the bias and 0.5 from the residual.
    let partials: [[BFloat16]] = [[0x1p24, 1], [1, 0x1p-8], [-0x1p24, 0x1p-8]]
    let (bias, residual): ([BFloat16], [BFloat16]) = ([1, 0], [0.5, 0])
    var target = [BFloat16](repeating: 0, count: 2)
    var unit = ArithmeticUnit()
    partials[0].withUnsafeBufferPointer { a in
      partials[1].withUnsafeBufferPointer { b in
        partials[2].withUnsafeBufferPointer { c in
          bias.withUnsafeBufferPointer { d in
            residual.withUnsafeBufferPointer { e in
              target.withUnsafeMutableBufferPointer {
                unit.sumPartials([a, b, c], bias: d, residual: e, to: $0)
              }
            }
          }
        }
      }
    }
    // The second element: 1 + 2⁻⁸ + 2⁻⁸ = 1 + 2⁻⁷, a bfloat16; rounding in between would lose both (ties to
    // even).
    #expect(target == [1.5, 1.0078125])
  }

  @Test func argmaxTakesTheLowestOfEquals() {
    func argmax(_ values: [BFloat16]) -> Int {
      var unit = ArithmeticUnit()
      return values.withUnsafeBufferPointer { unit.argmax($0) }
    }
    #expect(argmax([1, 5, 5, -9]) == 1)
    #expect(argmax([-3]) == 0)
    #expect(argmax([BFloat16(-Float.infinity), -2, -1]) == 2)
    #expect(argmax([.quietNaN, -2, 3, .quietNaN, 1]) == 2)
  }

  @Test func memoryIsReused() {
    var unit = ArithmeticUnit()
    let start = unit.mark
    let first = unit.allocate(100_000).base
    unit.release(to: start)
    #expect(unit.allocate(100_000).base == first)
  }

  // MARK: Errors

  @Test func errorsStayWithinTheirBounds() {
    let rows = ErrorStatistics.measure()
    #expect(rows == ErrorStatistics.measure())
    for row in rows {
      #expect(row.samples > 1000)
      // exp: the series' remainder r⁶/6! at r = ln 2 / 2 is 2.4·10⁻⁶ of a value that may be 2^−½, so
      // 3.4·10⁻⁶; the rounding of t below 128 is 2⁻¹⁸ · ln 2 = 2.6·10⁻⁶ and of log₂e 88 · 2⁻²⁵ = 2.6·10⁻⁶.
      // Softmax adds the reciprocal's 6.7·10⁻⁶. GELU's error is tanh's times |x|/2, and the result may be as
      // small as 0.01: at −2.7 it is 1.35 · 6.7·10⁻⁶ / 0.01. GELU by erfc: a relative error ε of t = 1 / (1 +
      // z/2) makes 4/√π · ε of erfc at z = 0, and less elsewhere, 1.5·10⁻⁵; at x = 12 exponents up to z² = 72
      // have four roundings, 72 · 4 · 2⁻²⁴ = 1.7·10⁻⁵, with ε and exp's 8.6·10⁻⁶ 3.3·10⁻⁵. erf is 1 − erfc,
      // with values from 0.01 on: 1.5·10⁻⁵ / 0.01, and exp's error near 0.
      let bound =
        switch row.function {
        case "exp": 8.6e-6
        case "gelu": 1e-3
        case "gelu, erf": 3.3e-5
        case "erf": 1.6e-3
        default: 1.6e-5
        }
      #expect(row.maximumRelativeError <= bound, "\(row)")
      // Half a unit from rounding, and what the relative error makes of 2⁷ to 2⁸ units.
      #expect(row.maximumBFloat16Ulps <= 0.5 + 256 * bound, "\(row)")
    }
  }
}

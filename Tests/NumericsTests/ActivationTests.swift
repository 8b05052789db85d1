import Glibc
import PIMNumerics
import Testing

/// Activation functions at every bfloat16.
@Suite struct ActivationTests {
  /// All finite bfloat16 in order.
  private static let inputs = (UInt16.min...UInt16.max).map { BFloat16(bitPattern: $0) }
    .filter { Float($0).isFinite }.sorted()

  private typealias Bulk = (
    inout ArithmeticUnit, UnsafeBufferPointer<BFloat16>, UnsafeMutableBufferPointer<BFloat16>
  ) -> Void

  private func results(_ inputs: [BFloat16] = Self.inputs, _ function: Bulk) -> [BFloat16] {
    var unit = ArithmeticUnit()
    var results = [BFloat16](repeating: 0, count: inputs.count)
    inputs.withUnsafeBufferPointer { source in
      results.withUnsafeMutableBufferPointer { function(&unit, source, $0) }
    }
    return results
  }

  /// The greatest error in units of the last place, or of the denormals' place, where `condition` holds.
  private func worst(
    _ results: [BFloat16], _ reference: (Double) -> Double, where condition: (Float) -> Bool
  ) -> (ulps: Double, input: Float) {
    var worst = (ulps: 0.0, input: Float(0))
    for (input, result) in zip(Self.inputs, results) where condition(Float(input)) {
      let exact = reference(Double(Float(input)))
      let place = max(exact == 0 ? -126 : Int(exact.exponent), -126) - 7
      let ulps = abs(Double(Float(result)) - exact) / Double(sign: .plus, exponent: place, significand: 1)
      if !(ulps <= worst.ulps) { worst = (ulps, Float(input)) }
    }
    return worst
  }

  @Test func reluIsExact() {
    let found = results { $0.relu($1, to: $2) }
    #expect(zip(Self.inputs, found).allSatisfy { Float($1) == max(Float($0), 0) })
    #expect(Float(results([.quietNaN]) { $0.relu($1, to: $2) }[0]).isNaN)
  }

  /// The relative error of sigmoid is that of exp and of the reciprocal, 1.6·10⁻⁵, which is 0.0041 of at most
  /// 2⁸ units. exp underflows from −87.34 down.
  @Test func siluIsRightToTheUnderflow() {
    let found = results { $0.silu($1, to: $2) }
    let error = worst(found, { $0 / (1 + Glibc.exp(-$0)) }) { $0 >= -87 }
    #expect(error.ulps <= 0.5042, "\(error)")
    #expect(zip(Self.inputs, found).allSatisfy { Float($0) > -88 || Float($1) == 0 })
  }

  /// x/2 · erfc(−x/√2) without cancellation: the relative error at −13, where exponents have four roundings
  /// of 84.5, is 84.5 · 4 · 2⁻²⁴ = 2.0·10⁻⁵, with the reciprocal's 6.7·10⁻⁶ and exp's 8.6·10⁻⁶ 3.5·10⁻⁵,
  /// which is 0.0091 of 2⁸ units. exp underflows before −13.5, where GELU is −10⁻⁴⁰.
  @Test func geluByErfIsRightToTheUnderflow() {
    let found = results { $0.geluErf($1, to: $2) }
    let error = worst(found, { 0.5 * $0 * Glibc.erfc(-$0 / 2.0.squareRoot()) }) { $0 >= -13 }
    #expect(error.ulps <= 0.5091, "\(error)")
    #expect(zip(Self.inputs, found).allSatisfy { Float($0) > -13.5 || Float($1) == 0 })
    // From 6 on, erfc(6/√2) = 2·10⁻⁹ is less than half a unit of 2.
    #expect(zip(Self.inputs, found).allSatisfy { Float($0) < 6 || $1 == $0 })
  }

  @Test func sigmoidNeverOverflows() {
    var unit = ArithmeticUnit()
    let inputs = BFloat16.widened(Self.inputs)
    var (x, y) = (unit.load(inputs), unit.load(inputs.map { -$0 }))
    unit.sigmoid(x, into: &x)
    unit.sigmoid(y, into: &y)
    let found = Array(zip(unit.values(x), unit.values(y)))
    #expect(found.allSatisfy { (0...1).contains($0.0) })
    // r and e · r have the sum (1 + e) · r, which is 1 but for the reciprocal's 6.7·10⁻⁶ and two roundings.
    #expect(found.allSatisfy { abs(Double($0.0) + Double($0.1) - 1) <= 6.8e-6 })
    // At 0, e = 1 and the reciprocal of 2.
    #expect(abs(found[Self.inputs.firstIndex { Float($0) == 0 }!].0 - 0.5) <= 0.5 * 6.7e-6)
    #expect(found.first?.0 == 0)
  }

  @Test func errorFunctionIsOddAndSaturates() {
    var unit = ArithmeticUnit()
    let inputs: [Float] = [0, 0.25, 0.5, 1, 2, 6, 1e30]
    var (x, y) = (unit.load(inputs), unit.load(inputs.map { -$0 }))
    unit.errorFunction(x, into: &x)
    unit.errorFunction(y, into: &y)
    let found = unit.values(x)
    #expect(unit.values(y) == found.map { -$0 })
    // 4/√π of the reciprocal's 6.7·10⁻⁶ at 0, and exp's 3.4·10⁻⁶.
    #expect(zip(inputs, found).allSatisfy { abs(Double($1) - Glibc.erf(Double($0))) <= 1.9e-5 })
    #expect(found[5...] == [1, 1])
  }

  @Test func productRoundsOnce() {
    // 1.0078125² = 1.01568…: between 1.015625 and 1.0234375.
    var unit = ArithmeticUnit()
    let (a, b): ([BFloat16], [BFloat16]) = ([1.0078125, -3, 0], [1.0078125, 0.5, 7])
    var target = [BFloat16](repeating: 0, count: 3)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in target.withUnsafeMutableBufferPointer { unit.product(a, b, to: $0) } }
    }
    #expect(target == [1.015625, -1.5, 0])
  }
}

import PIMNumerics
import Testing

/// The MAC unit by its definition, sharing nothing with the kernels.
private struct NaiveMACUnit {
  var lanes: Int
  var format: MACUnit.AccumulatorFormat

  func tree(_ products: ArraySlice<Float>) -> Float {
    guard products.count > 1 else { return products[products.startIndex] }
    let middle = products.startIndex + products.count / 2
    // Halving a power of two from the top gives the same tree as pairing neighbours from the bottom.
    return tree(products[..<middle]) + tree(products[middle...])
  }

  func dot(_ weights: [BFloat16], _ inputs: [BFloat16], columns: Int, from start: Float) -> Float {
    var accumulator = start
    for column in 0..<columns {
      let products = (0..<lanes).map { lane in
        Float(weights[column * lanes + lane]) * Float(inputs[column * lanes + lane])
      }
      accumulator += tree(products[...])
      if format == .bf16 {
        accumulator = Float(BFloat16(accumulator))
      }
    }
    return accumulator
  }
}

@Suite struct MACUnitTests {
  private func values(_ count: Int, seed: UInt64) -> [BFloat16] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      // Exponents far apart, so that the order of the additions shows.
      BFloat16(
        generator.nextNormal()
          * Float(sign: .plus, exponent: generator.nextIndex(below: 24) - 12, significand: 1))
    }
  }

  @Test func addsAdjacentLanesFirst() {
    // 2²⁴ + 1 is not a binary32 number and goes to the even 2²⁴. Adjacent lanes: (1 + 2²⁴) + (1 − 2²⁴) =
    // 2²⁴ + (1 − 2²⁴) = 1. From left to right it would be 0, with lanes (0,2) and (1,3) first it would be 2.
    let weights: [BFloat16] = [1, 0x1p24, 1, -0x1p24]
    #expect(MACUnit(lanes: 4).columnSum(weights: weights, inputs: [1, 1, 1, 1]) == 1)
    var accumulator: Float = 0
    MACUnit().dot(
      weights: weights + [BFloat16](repeating: 0, count: 12), inputs: [Float](repeating: 1, count: 16),
      columns: 1,
      into: &accumulator)
    #expect(accumulator == 1)
  }

  @Test func accumulatesAndRoundsOnRead() {
    // 3 columns of 16 ones times 1/3 (0x3EAB = 0.333984375): 3 · 16 · 0.333984375 = 16.03125, which lies a
    // quarter of the way from 16 to the next bfloat16, 16.125.
    let third = BFloat16(Float(1) / 3)
    var accumulator: Float = 0
    let unit = MACUnit()
    unit.dot(
      weights: [BFloat16](repeating: third, count: 48), inputs: [Float](repeating: 1, count: 48), columns: 3,
      into: &accumulator)
    #expect(accumulator == 16.03125)
    #expect(unit.read(accumulator) == 16)
  }

  @Test func roundsTheAccumulatorAfterEveryColumn() {
    // bfloat16 has 8 significant bits: from 256 on, adding 1 at a time is lost (257 is half-way, to the even
    // 256).
    let unit = MACUnit(lanes: 1, accumulatorFormat: .bf16)
    var accumulator: Float = 0
    unit.dot(
      weights: [BFloat16](repeating: 1, count: 300), inputs: [Float](repeating: 1, count: 300), columns: 300,
      into: &accumulator)
    #expect(accumulator == 256)
  }

  @Test(arguments: [1, 2, 4, 8, 16, 32, 64], MACUnit.AccumulatorFormat.allCases)
  func dotEqualsTheDefinition(lanes: Int, format: MACUnit.AccumulatorFormat) {
    let unit = MACUnit(lanes: lanes, accumulatorFormat: format)
    let naive = NaiveMACUnit(lanes: lanes, format: format)
    for columns in [0, 1, 2, 3, 4, 5, 7, 8, 9, 48, 63] {
      let weights = values(columns * lanes, seed: UInt64(columns))
      let inputs = values(columns * lanes, seed: UInt64(columns + 1000))
      var accumulator: Float = 0.75
      unit.dot(weights: weights, inputs: BFloat16.widened(inputs), columns: columns, into: &accumulator)
      let expected = naive.dot(weights, inputs, columns: columns, from: 0.75)
      #expect(accumulator.bitPattern == expected.bitPattern, "\(columns) columns")
    }
  }

  @Test(arguments: [1, 3, 4, 5, 16, 17], MACUnit.AccumulatorFormat.allCases)
  func allBanksEqualTheDefinition(banks: Int, format: MACUnit.AccumulatorFormat) {
    for lanes in [8, 16] {
      let unit = MACUnit(lanes: lanes, accumulatorFormat: format)
      let naive = NaiveMACUnit(lanes: lanes, format: format)
      for columns in [0, 1, 2, 3, 4, 7, 33] {
        let stride = columns * lanes + 5
        let weights = values(banks * stride, seed: UInt64(banks))
        let inputs = values(columns * lanes, seed: 99)
        let presets = (0..<banks).map { Float($0) - 2 }
        var accumulators = presets
        unit.dotAllBanks(
          weights: weights, bankStride: stride, inputs: BFloat16.widened(inputs), columns: columns,
          banks: banks,
          accumulators: &accumulators)
        let expected = (0..<banks).map { bank in
          naive.dot(Array(weights[(bank * stride)...]), inputs, columns: columns, from: presets[bank])
        }
        #expect(accumulators.map(\.bitPattern) == expected.map(\.bitPattern))
      }
    }
  }

  @Test(arguments: MACUnit.AccumulatorFormat.allCases)
  func infinitiesAndNaNsPassThrough(format: MACUnit.AccumulatorFormat) {
    let unit = MACUnit(accumulatorFormat: format)
    for special in [BFloat16.infinity, .quietNaN] {
      var weights = [BFloat16](repeating: 1, count: 4 * 64)
      weights[64 + 17] = special
      var accumulators: [Float] = [0, 0, 0, 0]
      unit.dotAllBanks(
        weights: weights, bankStride: 64, inputs: [Float](repeating: 1, count: 64), columns: 4, banks: 4,
        accumulators: &accumulators)
      #expect(accumulators[0] == 64)
      #expect(accumulators[1].isNaN == special.isNaN)
      #expect(accumulators[1].isFinite == false)
      #expect(accumulators[2] == 64)
      var accumulator: Float = 0
      unit.dot(
        weights: Array(weights[64...]), inputs: [Float](repeating: 1, count: 64), columns: 4,
        into: &accumulator)
      #expect(accumulator.isFinite == false)
    }
  }

  @Test func productsOfBFloat16AreExactInBinary32() {
    // 8 · 8 significant bits make at most 16, of binary32's 24.
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<10_000 {
      let (a, b) = (Float(BFloat16(generator.nextNormal())), Float(BFloat16(generator.nextNormal())))
      #expect(Double(a * b) == Double(a) * Double(b))
    }
  }
}

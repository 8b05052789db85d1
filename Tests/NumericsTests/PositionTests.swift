import PIMNumerics
import Testing

/// Norms without a bias, and encodings of positions.
@Suite struct PositionTests {
  private func rotated(_ x: [Float], _ table: [Float], _ pairs: RotaryPairs) -> [Float] {
    var unit = ArithmeticUnit()
    var vector = unit.load(x)
    unit.rotate(vector, table: unit.load(table), pairs: pairs, into: &vector)
    return unit.values(vector)
  }

  /// A quarter turn of the first pair, (a, b) → (−b, a), and none of the second.
  @Test func quarterTurns() {
    let table: [Float] = [0, 1, 1, 0]
    #expect(rotated([1, 2, 3, 4], table, .halves) == [-3, 2, 1, 4])
    #expect(rotated([1, 2, 3, 4], table, .neighbours) == [-2, 1, 3, 4])
  }

  /// The products and sums of these numbers are exact.
  @Test func pairsByHand() {
    // 8 · 0.75 − 4 · 0.5 = 4; 4 · 0.75 + 8 · 0.5 = 7.
    #expect(rotated([8, 4], [0.75, 0.5], .halves) == [4, 7])
    #expect(rotated([8, 4], [0.75, 0.5], .neighbours) == [4, 7])
  }

  /// Neighbours are halves of the elements in another order.
  @Test(arguments: [2, 8, 34, 128]) func orderOfPairsIsWiring(length: Int) {
    var generator = SeededGenerator(seed: UInt64(length))
    let (x, table) = (
      (0..<length).map { _ in generator.nextNormal() }, (0..<length).map { _ in generator.nextNormal() }
    )
    let order = (0..<length).map { $0 < length / 2 ? 2 * $0 : 2 * ($0 - length / 2) + 1 }
    let neighbours = rotated(x, table, .neighbours)
    #expect(order.map { neighbours[$0] } == rotated(order.map { x[$0] }, table, .halves))
    // Products and their sum round by themselves.
    let half = length / 2
    for pair in 0..<half {
      let (a, b, cosine, sine) = (x[2 * pair], x[2 * pair + 1], table[pair], table[half + pair])
      let (ac, bs, bc, as_) = (a * cosine, b * sine, b * cosine, a * sine)
      #expect(neighbours[2 * pair] == ac - bs && neighbours[2 * pair + 1] == bc + as_)
    }
  }

  @Test func biasesFallWithTheDistance() {
    var unit = ArithmeticUnit()
    var x = unit.load([1, 1, 1, 1])
    unit.alibi(x, slope: unit.load([0.25]), distance: 3, into: &x)
    // 1 − 0.25 · (3, 2, 1, 0).
    #expect(unit.values(x) == [0.25, 0.5, 0.75, 1])
    // 256 − 257 is −1; a bias rounded to bfloat16 would be 256.
    let score: [BFloat16] = [256]
    var target: [BFloat16] = [0]
    score.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { unit.alibi(source, slope: 1, distance: 257, to: $0) }
    }
    #expect(target == [-1])
  }

  @Test func rmsNormByHand() {
    // 1 and 7 have the mean square 25: 0.2 and 1.4, but for the inverse square root's 4.8·10⁻⁶; gains 5, 10.
    var unit = ArithmeticUnit()
    var x = unit.load([1, 7])
    unit.rmsNorm(x, gain: unit.load([5, 10]), epsilon: 0, into: &x)
    #expect(abs(x.base[0] - 1) <= 4.9e-6)
    #expect(abs(x.base[1] - 14) <= 14 * 4.9e-6)
    var zeros = unit.load([0, 0, 0])
    unit.rmsNorm(zeros, gain: unit.load([1, 1, 1]), epsilon: 1e-6, into: &zeros)
    #expect(unit.values(zeros) == [0, 0, 0])
  }

  /// Adding a bias of zeros changes no value.
  @Test func layerNormWithoutBias() {
    var generator = SeededGenerator(seed: 5)
    let (x, gain) = (
      (0..<100).map { _ in BFloat16(generator.nextNormal()) },
      (0..<100).map { _ in BFloat16(generator.nextNormal()) }
    )
    let zeros = [BFloat16](repeating: 0, count: 100)
    var unit = ArithmeticUnit()
    var (with, without) = (zeros, zeros)
    x.withUnsafeBufferPointer { x in
      gain.withUnsafeBufferPointer { gain in
        zeros.withUnsafeBufferPointer { zeros in
          with.withUnsafeMutableBufferPointer {
            unit.layerNorm(x, gamma: gain, beta: zeros, epsilon: 1e-5, to: $0)
          }
        }
        without.withUnsafeMutableBufferPointer {
          unit.layerNorm(x, gamma: gain, beta: nil, epsilon: 1e-5, to: $0)
        }
      }
    }
    #expect(with == without)
  }
}

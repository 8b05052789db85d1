import PIMNumerics
import Testing

@Suite struct SeededGeneratorTests {
  @Test func givesThePublishedSequence() {
    // The reference implementation's output for seed 1234567.
    var generator = SeededGenerator(seed: 1_234_567)
    let words = (0..<5).map { _ in generator.next() }
    #expect(
      words == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test func uniformValuesFillTheirRange() {
    var generator = SeededGenerator(seed: 1)
    let values = (0..<10_000).map { _ in generator.nextUniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    // Mean 1/2; the mean's deviation is 1/√(12 · 10⁴) = 0.0029, of which this allows five.
    #expect(abs(values.reduce(0, +) / 10_000 - 0.5) < 0.0145)
    let stretched = (0..<1000).map { _ in generator.nextUniform(from: -3, to: 5) }
    #expect(stretched.allSatisfy { $0 >= -3 && $0 < 5 })
  }

  @Test func indicesCoverTheirRange() {
    var generator = SeededGenerator(seed: 2)
    var seen = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 {
      seen[generator.nextIndex(below: 7)] += 1
    }
    // 1,000 each, deviation √(7000 · 1/7 · 6/7) = 29.
    #expect(seen.allSatisfy { abs($0 - 1000) < 150 })
  }

  @Test func normalValuesHaveMeanZeroAndVarianceOne() {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<100_000).map { _ in Double(generator.nextNormal()) }
    let mean = values.reduce(0, +) / 100_000
    let variance = values.reduce(0) { $0 + $1 * $1 } / 100_000
    // Deviations of the two: 1/√10⁵ = 0.0032 and √(1.9/10⁵) = 0.0044; five of each are allowed.
    #expect(abs(mean) < 0.016)
    #expect(abs(variance - 1) < 0.022)
    // Within one deviation lie 68.3 % of a normal variable.
    let inside = values.count { abs($0) < 1 }
    #expect(abs(Double(inside) / 100_000 - 0.68) < 0.01)
    #expect(values.allSatisfy { abs($0) <= 6 })
  }
}

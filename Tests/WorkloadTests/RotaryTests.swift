import PIMWorkload
import Testing

/// Frequencies and slopes, computed by hand.
@Suite struct RotaryTests {
  @Test func frequencies() {
    // 10,000^(-2 i / 4): 1 and 1/100.
    let plain = Rotary(width: 4).frequencies
    #expect(plain[0] == 1 && abs(plain[1] - 0.01) < 1e-15)
    let linear = Rotary(width: 4, scaling: .linear(factor: 4)).frequencies
    #expect(linear[0] == 0.25 && abs(linear[1] - 0.0025) < 1e-15)
    #expect(Rotary(width: 4, scaling: .dynamic(factor: 4)).frequencies == plain)
  }

  /// Of 32 tokens, frequency 1 makes 32 / 2π = 5.09 turns, more than 4: kept. Frequency 1/100 makes 0.05,
  /// less than 1: divided by 8. Of 16 tokens, frequency 1 makes 2.546 turns, (2.546 - 1) / 3 = 0.5155 of the
  /// way.
  @Test func frequenciesOfLlama3() {
    func scaled(_ original: Int) -> [Double] {
      Rotary(
        width: 4,
        scaling: .llama3(
          factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: original)
      ).frequencies
    }
    #expect(scaled(32)[0] == 1 && abs(scaled(32)[1] - 0.00125) < 1e-15)
    #expect(abs(scaled(16)[0] - (0.5155 + (1 - 0.5155) / 8)) < 1e-4)
  }

  /// Eight heads: 1/2 to 1/256. Six: the four of four heads, then the first and third of eight.
  @Test func slopes() {
    #expect(ALiBi.slopes(heads: 8) == (1...8).map { 1 / Float(1 << $0) })
    #expect(ALiBi.slopes(heads: 6) == [0.25, 0.0625, 1 / 64, 1 / 256, 0.5, 0.125])
  }
}

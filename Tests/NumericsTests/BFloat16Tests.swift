import PIMNumerics
import Testing

@Suite struct BFloat16Tests {
  @Test(
    arguments: [
      (1.0, 0x3F80), (-2.0, 0xC000), (0.0, 0x0000), (-0.0, 0x8000), (.infinity, 0x7F80), (-.infinity, 0xFF80),
      // 0.1 = 0x3DCCCCCD: the lower half 0xCCCD is above one half, so 0x3DCC goes up.
      (0.1, 0x3DCD),
      // 1 + 2⁻⁸ is half-way between 0x3F80 and 0x3F81: to the even 0x3F80. 1 + 3·2⁻⁸ is between 0x3F81 and
      // 0x3F82.
      (1.00390625, 0x3F80), (1.01171875, 0x3F82),
      // The greatest binary32 is nearer to 2¹²⁸ than to the greatest bfloat16.
      (.greatestFiniteMagnitude, 0x7F80),
      // The least denormal binary32 is 2⁻¹⁴⁹; half the least denormal bfloat16 is 2⁻¹³⁴, a tie to 0.
      (0x1p-149, 0x0000), (0x1p-134, 0x0000), (0x1.8p-134, 0x0001), (0x1p-133, 0x0001),
    ] as [(Float, UInt16)])
  func roundsKnownValues(value: Float, bits: UInt16) {
    #expect(BFloat16(value).bitPattern == bits)
  }

  @Test func widensAndRoundsBackEveryPattern() {
    var failures: [UInt16] = []
    for bits in UInt16.min...UInt16.max {
      let value = BFloat16(bitPattern: bits)
      let wide = Float(value)
      let isNaN = bits & 0x7F80 == 0x7F80 && bits & 0x7F != 0
      let expected = isNaN ? bits | 0x40 : bits
      if BFloat16(wide).bitPattern != expected || wide.isNaN != isNaN || value.isNaN != isNaN
        || value.isFinite != wide.isFinite || wide.bitPattern != UInt32(bits) << 16
      {
        failures.append(bits)
      }
    }
    #expect(failures.isEmpty)
  }

  /// The definition: the nearer of the two neighbours, of equals the even one, with 2¹²⁸ in infinity's place.
  private func slowlyRounded(_ value: Float) -> UInt16 {
    func magnitude(_ bits: UInt16) -> Double {
      let exponent = Int(bits >> 7)
      let fraction = Double(bits & 0x7F) / 128
      return exponent == 0
        ? Double(sign: .plus, exponent: -126, significand: fraction)
        : Double(sign: .plus, exponent: exponent - 127, significand: 1 + fraction)
    }
    let target = Double(value.magnitude)
    var lower: UInt16 = 0
    var upper: UInt16 = 0x7F80
    while upper - lower > 1 {
      let middle = lower + (upper - lower) / 2
      if magnitude(middle) <= target { lower = middle } else { upper = middle }
    }
    let below = target - magnitude(lower)
    let above = magnitude(upper) - target
    let nearest = below < above ? lower : above < below ? upper : lower & 1 == 0 ? lower : upper
    return nearest | (value.sign == .minus ? 0x8000 : 0)
  }

  @Test func roundsToTheNearestAroundEveryValue() {
    var failures: [UInt32] = []
    for upper in UInt32(0)...0xFFFF where upper & 0x7F80 != 0x7F80 {
      for lower in [0x0000, 0x0001, 0x7FFF, 0x8000, 0x8001, 0xFFFF] as [UInt32] {
        let value = Float(bitPattern: upper << 16 | lower)
        if BFloat16(value).bitPattern != slowlyRounded(value) {
          failures.append(value.bitPattern)
        }
      }
    }
    #expect(failures.isEmpty)
  }

  @Test func keepsNaNs() {
    for bits in [0x7F80_0001, 0xFF80_0001, 0x7FFF_FFFF, 0x7F80_FFFF] as [UInt32] {
      let rounded = BFloat16(Float(bitPattern: bits))
      #expect(rounded.isNaN)
      #expect(rounded.bitPattern & 0x8040 == UInt16(bits >> 16) & 0x8000 | 0x40)
    }
  }

  @Test func ordersByTotalOrder() {
    let ascending: [UInt16] = [
      0xFFFF, 0xFFC0, 0xFF80, 0xC000, 0x8001, 0x8000, 0x0000, 0x0001, 0x3F80, 0x7F80, 0x7FC0,
    ]
    for (index, left) in ascending.enumerated() {
      for (other, right) in ascending.enumerated() {
        #expect((BFloat16(bitPattern: left) < BFloat16(bitPattern: right)) == (index < other))
        #expect((BFloat16(bitPattern: left) == BFloat16(bitPattern: right)) == (index == other))
      }
    }
    let finite: [BFloat16] = [3, -1, 0.5, -2]
    #expect(finite.sorted() == [-2, -1, 0.5, 3])
  }

  @Test(arguments: [0, 1, 7, 8, 9, 1000]) func convertsInBulk(count: Int) {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<count).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }
    let rounded = BFloat16.rounded(values)
    #expect(rounded == values.map { BFloat16($0) })
    #expect(BFloat16.widened(rounded).map(\.bitPattern) == rounded.map { Float($0).bitPattern })
  }
}

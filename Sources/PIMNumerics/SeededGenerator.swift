/// A seeded generator of pseudo-random numbers: the same seed gives the same sequence on every machine.
///
///     var generator = SeededGenerator(seed: 7)
///     let weight = 0.02 * generator.nextNormal()
///
/// The algorithm is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA
/// 2014): a counter that advances by the golden ratio times 2⁶⁴, and a mixing function. The other methods use
/// only integer arithmetic and exact conversions, so no result depends on a mathematical library.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  /// Creates a generator; the seed is the first state of the counter.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next sixty-four uniformly distributed bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed &>> 31)
  }

  /// A multiple of 2⁻²⁴ in [0, 1), uniformly distributed.
  public mutating func nextUniform() -> Float {
    Float(next() &>> 40) * 0x1p-24
  }

  /// A value in [`lower`, `upper`), uniformly distributed up to rounding.
  public mutating func nextUniform(from lower: Float, to upper: Float) -> Float {
    lower + (upper - lower) * nextUniform()
  }

  /// An integer in 0 ..< `bound`, uniformly distributed but for a bias below `bound` · 2⁻⁶⁴.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func nextIndex(below bound: Int) -> Int {
    precondition(bound > 0, "bound must be positive")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A value of mean 0 and variance 1 within ±6, close to the normal distribution.
  ///
  /// The value is a sum of twelve uniform variables (Irwin–Hall), here the twelve 16-bit fields of three
  /// words. A field has mean 65535/2 and variance (65536² − 1)/12. So the sum minus 12 · 65535/2 = 393,210,
  /// divided by 65,536, has mean 0 and variance 1 − 2⁻³². The result is exact in binary32. The excess
  /// kurtosis is −0.1: the tails are slightly light.
  public mutating func nextNormal() -> Float {
    var sum: UInt64 = 0
    for _ in 0..<3 {
      let word = next()
      let pairs = (word & 0x0000_FFFF_0000_FFFF) &+ ((word &>> 16) & 0x0000_FFFF_0000_FFFF)
      sum &+= (pairs & 0xFFFF_FFFF) &+ (pairs &>> 32)
    }
    return Float(Int32(truncatingIfNeeded: sum) - 393_210) * 0x1p-16
  }
}

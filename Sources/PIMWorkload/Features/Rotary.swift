internal import Glibc
internal import PIMNumerics

/// Rotary positions (Su et al., "RoFormer", 2021): the first `width` elements of a head are rotated in pairs,
/// pair i by the angle position · frequency(i).
public struct Rotary: Sendable, Hashable {
  /// The elements of a head that form a pair.
  public enum Pairs: String, Sendable, CaseIterable {
    /// i and i + width/2 (Llama, GPT-NeoX).
    case halves
    /// 2i and 2i + 1 (GPT-J).
    case neighbours
  }

  /// A change of the frequencies for contexts that are longer than those of the training.
  public enum Scaling: Sendable, Hashable {
    /// Every frequency is divided by a factor (Chen et al. 2023, "position interpolation").
    case linear(factor: Float)
    /// Low frequencies are divided by a factor, high ones are not, and those between are mixed (Llama 3.1).
    case llama3(factor: Float, lowFrequencyFactor: Float, highFrequencyFactor: Float, originalContext: Int)
    /// Frequencies depend on the length of the text beyond the context limit, and are not changed up to it.
    /// A run may not be longer.
    case dynamic(factor: Float)
  }

  /// Elements of a head that are rotated; even.
  public var width: Int
  /// Frequency i is base ^ (−2i / width).
  public var base: Float
  /// The elements that form a pair.
  public var pairs: Pairs
  /// The change of frequencies; nil for none.
  public var scaling: Scaling?

  /// Creates rotary positions.
  public init(width: Int, base: Float = 10_000, pairs: Pairs = .halves, scaling: Scaling? = nil) {
    self.width = width
    self.base = base
    self.pairs = pairs
    self.scaling = scaling
  }

  /// Radians that a position adds to the angle of each pair: width / 2 numbers.
  public var frequencies: [Double] {
    (0..<width / 2).map { pair in
      let plain = pow(Double(base), -2 * Double(pair) / Double(width))
      switch scaling {
      case nil, .dynamic: return plain
      case .linear(let factor): return plain / Double(factor)
      case .llama3(let factor, let low, let high, let original):
        // Wavelengths beyond original / low are stretched, those below original / high are kept.
        let wavelength = 2 * Double.pi / plain
        let turns = Double(original) / wavelength
        if turns < Double(low) { return plain / Double(factor) }
        if turns > Double(high) { return plain }
        let share = (turns - Double(low)) / (Double(high) - Double(low))
        return (1 - share) * plain / Double(factor) + share * plain
      }
    }
  }

  /// Cosines and then sines of a position's angles: `width` numbers.
  public func row(position: Int) -> [Float] { row(position: position, frequencies: frequencies) }

  /// The row, from frequencies that many positions share.
  func row(position: Int, frequencies: [Double]) -> [Float] {
    let angles = frequencies.map { Double(position) * $0 }
    return angles.map { Float(cos($0)) } + angles.map { Float(sin($0)) }
  }
}

/// The slopes of ALiBi (Press, Smith, Lewis, "Train short, test long", 2022).
public enum ALiBi {
  /// The slope of each head. With n heads, n a power of two, head i of 1 to n has 2^(−8 i / n); otherwise the
  /// heads beyond the next lower power of two take every other slope of the next higher one.
  public static func slopes(heads: Int) -> [Float] {
    func plain(_ count: Int, _ index: Int) -> Float { Float(exp2(-8 * Double(index) / Double(count))) }
    var power = 1
    while power * 2 <= heads { power *= 2 }
    return (1...power).map { plain(power, $0) } + (0..<heads - power).map { plain(2 * power, 2 * $0 + 1) }
  }
}

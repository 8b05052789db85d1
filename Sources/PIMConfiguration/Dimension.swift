/// A physical dimension: its units, and the words for it in messages.
public struct Dimension: Hashable, Sendable {
  /// A unit that documents may write.
  package struct Unit: Hashable, Sendable {
    /// The symbol in documents: `ns`.
    package let symbol: String
    /// The size of the unit, as a number of the dimension's smallest unit.
    package let scale: Int64

    init(_ symbol: String, _ scale: Int64) {
      self.symbol = symbol
      self.scale = scale
    }
  }

  /// The name with its indefinite article: `a time`.
  package let name: String
  /// An example for messages: `12 ns`.
  package let example: String
  /// The name of the smallest unit, in which values are held: `picoseconds`.
  package let smallestUnit: String
  /// The units, the smallest first. The first symbol of each scale is the one that is written.
  package let units: [Unit]

  /// The name with the definite article: `the time`.
  var noun: String { "the " + name.split(separator: " ").dropFirst().joined(separator: " ") }

  func unit(_ symbol: some StringProtocol) -> Unit? { units.first { $0.symbol == symbol } }

  /// Quantities of time, held in picoseconds.
  package static let time = Dimension(
    name: "a time", example: "12 ns", smallestUnit: "picoseconds",
    units: [
      Unit("ps", 1), Unit("ns", 1_000), Unit("us", 1_000_000), Unit("µs", 1_000_000), Unit("μs", 1_000_000),
      Unit("ms", 1_000_000_000), Unit("s", 1_000_000_000_000),
    ])
  /// Frequencies, held in hertz.
  package static let frequency = Dimension(
    name: "a frequency", example: "1 GHz", smallestUnit: "hertz",
    units: [Unit("Hz", 1), Unit("kHz", 1_000), Unit("MHz", 1_000_000), Unit("GHz", 1_000_000_000)])
  /// Sizes of memories, held in bytes.
  package static let bytes = Dimension(
    name: "a size", example: "2 KiB", smallestUnit: "bytes",
    units: [
      Unit("B", 1), Unit("KiB", 1 << 10), Unit("MiB", 1 << 20), Unit("GiB", 1 << 30), Unit("TiB", 1 << 40),
    ])
  /// Sizes, held in bits.
  package static let bits = Dimension(
    name: "a number of bits", example: "8 Gib", smallestUnit: "bits",
    units: [Unit("b", 1), Unit("Kib", 1 << 10), Unit("Mib", 1 << 20), Unit("Gib", 1 << 30)])
  /// Data rates, held in bits per second.
  package static let dataRate = Dimension(
    name: "a data rate", example: "16 Gb/s", smallestUnit: "bits per second",
    units: [Unit("b/s", 1), Unit("kb/s", 1_000), Unit("Mb/s", 1_000_000), Unit("Gb/s", 1_000_000_000)])
  /// Currents, held in microamperes.
  package static let current = Dimension(
    name: "a current", example: "122 mA", smallestUnit: "microamperes",
    units: [Unit("uA", 1), Unit("µA", 1), Unit("μA", 1), Unit("mA", 1_000), Unit("A", 1_000_000)])
  /// Voltages, held in microvolts.
  package static let voltage = Dimension(
    name: "a voltage", example: "1.25 V", smallestUnit: "microvolts",
    units: [Unit("uV", 1), Unit("mV", 1_000), Unit("V", 1_000_000)])
  /// Powers, held in nanowatts.
  package static let power = Dimension(
    name: "a power", example: "304.59 mW", smallestUnit: "nanowatts",
    units: [
      Unit("nW", 1), Unit("uW", 1_000), Unit("µW", 1_000), Unit("μW", 1_000), Unit("mW", 1_000_000),
      Unit("W", 1_000_000_000),
    ])
  /// Energies, held in attojoules.
  package static let energy = Dimension(
    name: "an energy", example: "1.5 pJ", smallestUnit: "attojoules",
    units: [
      Unit("aJ", 1), Unit("fJ", 1_000), Unit("pJ", 1_000_000), Unit("nJ", 1_000_000_000),
      Unit("uJ", 1_000_000_000_000), Unit("mJ", 1_000_000_000_000_000), Unit("J", 1_000_000_000_000_000_000),
    ])
  /// Energies per bit, held in attojoules per bit.
  package static let energyPerBit = Dimension(
    name: "an energy per bit", example: "5.5 pJ/bit", smallestUnit: "attojoules per bit",
    units: [Unit("aJ/bit", 1), Unit("fJ/bit", 1_000), Unit("pJ/bit", 1_000_000), Unit("pJ/b", 1_000_000)])
  /// Areas, held in square micrometres.
  package static let area = Dimension(
    name: "an area", example: "0.64 mm2", smallestUnit: "square micrometres",
    units: [Unit("um2", 1), Unit("µm²", 1), Unit("mm2", 1_000_000), Unit("mm²", 1_000_000)])
  /// Percentages, held in billionths of the whole.
  package static let fraction = Dimension(
    name: "a fraction", example: "12.5 %", smallestUnit: "billionths", units: [Unit("%", 10_000_000)])

  /// All dimensions. No unit belongs to two of them.
  package static let all: [Dimension] = [
    time, frequency, bytes, bits, dataRate, current, voltage, power, energy, energyPerBit, area, fraction,
  ]

  /// Splits `12 ns` and `12ns` into the text of the number and that of the unit; nil if the text begins with
  /// no number.
  static func splitQuantity(_ text: String) -> (number: Substring, unit: Substring)? {
    let number = text.prefix { "+-0123456789_.".contains($0) }
    guard number.contains(where: { ("0"..."9").contains($0) }) else { return nil }
    let unit = text[number.endIndex...].drop { $0 == " " }
    return (number, unit)
  }

  /// The value in the largest unit in which it is at least 1. Of binary units, it is the largest that divides
  /// the value.
  func text(of rawValue: Int64) -> String {
    let isBinary = self == .bytes || self == .bits
    var chosen = units[0]
    for unit in units where unit.scale > chosen.scale {
      if isBinary ? rawValue != 0 && rawValue % unit.scale == 0 : rawValue.magnitude >= unit.scale.magnitude {
        chosen = unit
      }
    }
    guard !isBinary else { return "\(rawValue / chosen.scale) \(chosen.symbol)" }
    var digits = 0
    var scale = chosen.scale
    while scale > 1 {
      scale /= 10
      digits += 1
    }
    return "\(ExactDecimal(mantissa: Int128(rawValue), fractionDigits: digits)) \(chosen.symbol)"
  }
}

internal import PIMConfiguration

extension ConfigurationRecord.Constant {
  /// The value in the unit in which documents write it.
  var shownValue: String { Self.shown(value, at: path) }

  /// A resolved value in the unit in which documents write it: a clock as a frequency, an area from
  /// 0.01 mm² on in mm², a time of 100 ps and more in nanoseconds. Every other value is as it was resolved.
  ///
  /// A resolved document has each value in the largest unit in which it is at least 1, and a clock as its
  /// period: `1 ns` for `1 GHz`, `640000 um2` for `0.64 mm2`.
  package static func shown(_ value: String, at path: String) -> String {
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let number = ExactDecimal(parts[0]) else { return value }
    let isClock = path.hasSuffix(".clock")
    switch parts[1] {
    case "um2" where (Double(String(parts[0])) ?? 0) >= 10_000: return "\(scaled(number, 6)) mm²"
    case "um2": return "\(parts[0]) µm²"
    case "ps" where !isClock && (Double(String(parts[0])) ?? 0) >= 100:
      return "\(scaled(number, 3)) ns"
    case "ps", "ns", "us":
      guard isClock, let period = try? Picoseconds(parsing: value),
        period.rawValue > 0, 1_000_000_000_000 % period.rawValue == 0
      else { return value }
      return Frequency(hertz: 1_000_000_000_000 / period.rawValue).description
    default: return value
    }
  }

  /// The number divided by a power of ten.
  private static func scaled(_ number: ExactDecimal, _ digits: Int) -> ExactDecimal {
    ExactDecimal(mantissa: number.mantissa, fractionDigits: number.fractionDigits + digits)
  }
}

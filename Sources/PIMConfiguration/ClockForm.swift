extension Form where Decoded == Picoseconds {
  /// A clock period in whole picoseconds, written as a frequency (`1 GHz`) or a period (`0.5 ns`).
  ///
  /// Any other period is an error that names the whole periods on both sides of it.
  package static var clockPeriod: Form<Picoseconds> {
    let expectation = "a clock such as \"1 GHz\" or \"0.5 ns\""
    return Form(
      expectation: expectation,
      read: { value throws(ConfigurationError) in
        let text = value.node.scalar?.text ?? ""
        if let period = ExactPeriod(text) {
          if let whole = period.whole { return whole }
          throw value.error(
            "period is not a whole number of picoseconds",
            found: "\(Node.shortened(text)), which is \(period.rounded) ps",
            expected: "a whole period, nearest \(period.neighbours)")
        }
        guard text.hasSuffix("Hz") else {
          let shortest = Picoseconds(1)
          return try Form.quantity(Picoseconds.self, in: shortest...Picoseconds.max).read(value)
        }
        _ = try Form<Frequency>.quantity(in: Frequency(hertz: 1)...Frequency.fastestClock).read(value)
        throw value.wrongType(expectation)
      },
      write: { Node.Scalar($0.description) })
  }
}

extension Frequency {
  /// 1 THz: its period is one picosecond.
  fileprivate static let fastestClock = Frequency(hertz: 1_000_000_000_000)
}

/// A clock's period as an exact ratio of picoseconds.
private struct ExactPeriod {
  private let numerator: Int128
  private let denominator: Int128

  /// Reads `3 GHz` or `0.571 ns`; nil for any other text and for periods outside 1 ps to 106 days.
  init?(_ text: String) {
    guard let (number, symbol) = Dimension.splitQuantity(text), let value = ExactDecimal(number),
      value.mantissa > 0, let divisor = ExactDecimal.powerOfTen(value.fractionDigits)
    else { return nil }
    if let unit = Dimension.frequency.unit(symbol) {
      let (top, overflow) = divisor.multipliedReportingOverflow(by: 1_000_000_000_000)
      if overflow { return nil }
      numerator = top
      denominator = value.mantissa * Int128(unit.scale)
    } else if let unit = Dimension.time.unit(symbol) {
      numerator = value.mantissa * Int128(unit.scale)
      denominator = divisor
    } else {
      return nil
    }
    guard numerator >= denominator, numerator / denominator < Int128(Int64.max) else { return nil }
  }

  /// The period in picoseconds; nil if it is not whole.
  var whole: Picoseconds? {
    numerator % denominator == 0 ? Picoseconds(Int64(numerator / denominator)) : nil
  }

  /// The period in picoseconds, cut off behind the third decimal place.
  var rounded: ExactDecimal {
    var (thousandths, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    for _ in 0..<3 {
      // One digit at a time: a thousand times the remainder may overflow.
      let (tenfold, overflow) = rest.multipliedReportingOverflow(by: 10)
      guard !overflow else { return ExactDecimal(mantissa: numerator / denominator, fractionDigits: 0) }
      thousandths = thousandths * 10 + tenfold / denominator
      rest = tenfold % denominator
    }
    return ExactDecimal(mantissa: thousandths, fractionDigits: 3)
  }

  /// The whole periods below and above, as documents may write them, with their frequencies.
  var neighbours: String {
    let below = Int64(numerator / denominator)
    return "\(Self.text(below)) or \(Self.text(below + 1))"
  }

  private static func text(_ period: Int64) -> String {
    let hertz = (2_000_000_000_000 / period + 1) / 2
    return "\"\(period) ps\" (\(Frequency(hertz: hertz)))"
  }
}

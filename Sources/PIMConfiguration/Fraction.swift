/// A fraction, or any small number without unit, in whole billionths. Documents write `0.125` or `12.5 %`.
@frozen
public struct Fraction: Quantity {
  /// The number of smallest units.
  public var rawValue: Int64

  /// Creates a value from its number of smallest units.
  @inlinable
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Creates a value from its number of billionths.
  @inlinable
  public init(billionths: Int64) { rawValue = billionths }

  /// The number of billionths.
  @inlinable
  public var billionths: Int64 { rawValue }

  /// The units of the type, and the words for it in messages.
  public static var dimension: Dimension { .fraction }
}

extension Fraction {
  /// The number, rounded to the nearest `Double`.
  public var value: Double { Double(rawValue) / 1e9 }

  /// The number in plain digits, `0.125`.
  public var description: String { "\(ExactDecimal(mantissa: Int128(rawValue), fractionDigits: 9))" }

  /// Reads `0.125` or `12.5 %`, exactly.
  ///
  /// - Throws: as for any quantity.
  public init(parsing text: String) throws(ConfigurationError) {
    let expected = "a fraction such as \"0.125\" or \"12.5 %\""
    if let number = ExactDecimal(text) {
      guard let whole = number.wholeNumber(timesScale: 1_000_000_000) else {
        throw ConfigurationError(
          mark: nil, what: "not a whole number of billionths", found: text, expected: expected)
      }
      guard let raw = Int64(exactly: whole) else {
        throw ConfigurationError(mark: nil, what: "too large", found: text, expected: expected)
      }
      self.init(rawValue: raw)
      return
    }
    guard let (number, unit) = Dimension.splitQuantity(text), unit == "%", let value = ExactDecimal(number)
    else {
      throw ConfigurationError(
        mark: nil, what: "wrong type", found: Node(plain: text, mark: Mark(option: "")).kindDescription,
        expected: expected)
    }
    guard let whole = value.wholeNumber(timesScale: 10_000_000), let raw = Int64(exactly: whole) else {
      throw ConfigurationError(
        mark: nil, what: "not a whole number of billionths", found: text, expected: expected)
    }
    self.init(rawValue: raw)
  }
}

/// An exact decimal number, `mantissa / 10^fractionDigits`, without trailing zeros behind the point.
package struct ExactDecimal: Hashable, Sendable, CustomStringConvertible {
  /// All digits as one integer, with the sign.
  package let mantissa: Int128
  /// The number of digits behind the point.
  package let fractionDigits: Int

  /// The most digits that are read: more than any constant has, and few enough that the product with a unit's
  /// scale fits 128 bits.
  static let mostDigits = 24

  /// Creates `mantissa / 10^fractionDigits`, without trailing zeros.
  ///
  /// - Precondition: `fractionDigits` is not negative.
  package init(mantissa: Int128, fractionDigits: Int) {
    precondition(fractionDigits >= 0)
    var mantissa = mantissa
    var fractionDigits = fractionDigits
    while fractionDigits > 0, mantissa % 10 == 0 {
      mantissa /= 10
      fractionDigits -= 1
    }
    self.mantissa = mantissa
    self.fractionDigits = fractionDigits
  }

  /// Reads `[+-]digits[.digits]`, with `_` allowed between digits; nil for any other text, exponents
  /// included.
  package init?(_ text: some StringProtocol) {
    self.init(text, allowsExponent: false)
  }

  /// - Parameter allowsExponent: true if `1e-5` is a number; the power must lie within ±18.
  init?(_ text: some StringProtocol, allowsExponent: Bool) {
    var bytes = Array(text.utf8)[...]
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes = bytes.dropFirst()
    }
    var exponent = 0
    if allowsExponent, let e = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      guard let power = Int(String(decoding: bytes[(e + 1)...], as: UTF8.self)), abs(power) <= 18 else {
        return nil
      }
      exponent = power
      bytes = bytes[..<e]
    }
    var mantissa: Int128 = 0
    var digits = 0
    var fraction: Int?
    var afterDigit = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        guard digits <= Self.mostDigits else { return nil }
        mantissa = mantissa * 10 + Int128(byte - UInt8(ascii: "0"))
        if let count = fraction { fraction = count + 1 }
        afterDigit = true
      case UInt8(ascii: "_"):
        guard afterDigit else { return nil }
        afterDigit = false
      case UInt8(ascii: "."):
        guard afterDigit, fraction == nil else { return nil }
        fraction = 0
        afterDigit = false
      default:
        return nil
      }
    }
    guard afterDigit else { return nil }
    var fractionDigits = (fraction ?? 0) - exponent
    while fractionDigits < 0 {
      guard mantissa < 1_000_000_000_000_000_000_000_000 else { return nil }
      mantissa *= 10
      fractionDigits += 1
    }
    self.init(mantissa: isNegative ? -mantissa : mantissa, fractionDigits: fractionDigits)
  }

  /// The product of the value and `scale`, if it is a whole number.
  func wholeNumber(timesScale scale: Int64) -> Int128? {
    let (product, overflow) = mantissa.multipliedReportingOverflow(by: Int128(scale))
    guard !overflow else { return nil }
    guard let divisor = Self.powerOfTen(fractionDigits) else { return mantissa == 0 ? 0 : nil }
    return product % divisor == 0 ? product / divisor : nil
  }

  static func powerOfTen(_ exponent: Int) -> Int128? {
    guard exponent <= 38 else { return nil }
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }

  /// The shortest plain decimal digits that read back to the same number.
  package var description: String {
    guard fractionDigits > 0 else { return "\(mantissa)" }
    var digits = "\(mantissa.magnitude)"
    if digits.utf8.count <= fractionDigits {
      digits = String(repeating: "0", count: fractionDigits + 1 - digits.utf8.count) + digits
    }
    return "\(mantissa < 0 ? "-" : "")\(digits.dropLast(fractionDigits)).\(digits.suffix(fractionDigits))"
  }
}

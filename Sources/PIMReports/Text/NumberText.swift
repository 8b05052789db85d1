internal import Glibc

/// Numbers formatted for display, the same in every locale: decimal points, and commas between thousands.
package enum NumberText {
  /// An integer with thousands separators: `1,048,576`.
  package static func count(_ value: some BinaryInteger) -> String {
    let digits = Array(String(value.magnitude).utf8)
    var text: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A number with a fixed count of fractional digits, rounded to nearest: `1,234.50`.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    // A NaN's sign and payload are not shown.
    guard value.isFinite else { return value.isNaN ? "nan" : "\(value)" }
    let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e18 else { return "\(value)" }
    let (whole, rest) = Int64(scaled).quotientAndRemainder(dividingBy: Int64(scale))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + count(whole) }
    let fraction = String(rest)
    return sign + count(whole) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// A number with four significant digits: `0.01234`, `1.234`, `123.4`, `12,345`.
  package static func significant(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return fixed(value, 0) }
    var digits = 3
    var size = value.magnitude
    while size >= 9.9995, digits > 0 { (size, digits) = (size / 10, digits - 1) }
    while size < 0.99995, digits < 9 { (size, digits) = (size * 10, digits + 1) }
    return fixed(value, digits)
  }

  /// A number with exponent and one fractional digit, for values over many magnitudes: `4.7e-06`.
  package static func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, 1) }
    var exponent = 0
    var mantissa = abs(value)
    while mantissa >= 9.95 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    let digits = "\(abs(exponent))"
    let sign = exponent < 0 ? "-" : "+"
    return (value < 0 ? "-" : "") + fixed(mantissa, 1) + "e" + sign + (digits.count < 2 ? "0" : "") + digits
  }

  /// A share in per cent, rounded up: `4.2 %`.
  package static func upTo(_ share: Double) -> String { fixed((share * 1000).rounded(.up) / 10, 1) + " %" }

  /// A share in per cent: `98.7 %`.
  package static func percent(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

  /// A duration in the unit that suits its magnitude: `412.3 ms`.
  package static func duration(picoseconds: Double) -> String {
    let units: [(name: String, size: Double)] = [("s", 1e12), ("ms", 1e9), ("µs", 1e6), ("ns", 1e3)]
    for unit in units where picoseconds >= unit.size {
      return significant(picoseconds / unit.size) + " " + unit.name
    }
    return significant(picoseconds) + " ps"
  }

  /// An energy in the unit that suits its magnitude: `341.2 mJ`.
  package static func energy(_ joules: Double) -> String {
    let units: [(name: String, size: Double)] = [("J", 1), ("mJ", 1e-3), ("µJ", 1e-6), ("nJ", 1e-9)]
    for unit in units where joules.magnitude >= unit.size {
      return significant(joules / unit.size) + " " + unit.name
    }
    return significant(joules * 1e12) + " pJ"
  }

  /// A power in the unit that suits its magnitude: `2.75 W`.
  package static func power(_ watts: Double) -> String {
    watts.magnitude >= 1 ? significant(watts) + " W" : significant(watts * 1e3) + " mW"
  }

  /// The unit of a time axis that reaches to a time, and its picoseconds.
  static func timeUnit(of time: Int64) -> (name: String, picoseconds: Int64) {
    time >= 10_000_000_000_000
      ? ("s", 1_000_000_000_000)
      : time >= 10_000_000_000
        ? ("ms", 1_000_000_000) : time >= 10_000_000 ? ("µs", 1_000_000) : ("ns", 1_000)
  }

  package static func duration(_ picoseconds: Int64) -> String { duration(picoseconds: Double(picoseconds)) }

  /// A number of bytes in the unit that suits its magnitude: `3.25 GiB`.
  package static func bytes(_ count: some BinaryInteger) -> String {
    let units: [(name: String, size: Double)] = [("GiB", 0x1p30), ("MiB", 0x1p20), ("KiB", 0x1p10)]
    for unit in units where Double(count) >= unit.size {
      let value = Double(count) / unit.size
      return (value == value.rounded() ? fixed(value, 0) : significant(value)) + " " + unit.name
    }
    return "\(count) B"
  }

  /// A horizontal bar of up to `width` characters.
  static func bar(_ value: Int64, of largest: Int64, width: Int = 20) -> String {
    guard largest > 0, value > 0 else { return "" }
    return String(repeating: "#", count: Int((Double(value) / Double(largest) * Double(width)).rounded()))
  }
}

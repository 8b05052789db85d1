/// Numbers of an AiM trace: decimal, or hexadecimal after 0x.
extension AiMParser {
  enum Number {
    case value(UInt64)
    case tooLarge, malformed
  }

  /// Reads a whole number, decimal, or hexadecimal after 0x.
  static func unsigned(in line: Span<UInt8>, _ range: Range<Int>) -> Number {
    var index = range.lowerBound
    var radix: UInt64 = 10
    if range.count > 2, line[index] == .zero, line[index + 1] | 32 == UInt8(ascii: "x") {
      radix = 16
      index += 2
    }
    var value: UInt64 = 0
    var isTooLarge = false
    while index < range.upperBound {
      let byte = line[index]
      let letter = (byte | 32) &- UInt8(ascii: "a")
      let digit = byte &- .zero <= 9 ? byte &- .zero : radix == 16 && letter < 6 ? letter + 10 : 255
      if digit == 255 { return .malformed }
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      isTooLarge = isTooLarge || overflow || carry
      value = sum
      index += 1
    }
    return isTooLarge ? .tooLarge : .value(value)
  }

  static func number(
    in line: Span<UInt8>, _ word: TraceLine.Word, of range: ClosedRange<Int64>, _ name: String,
    _ what: String
  ) throws(LineFault) -> Int64 {
    let expected = "\(what), \(range.lowerBound) to \(range.upperBound)"
    switch unsigned(in: line, word.range) {
    case .value(let number):
      if number <= UInt64(range.upperBound), number >= UInt64(range.lowerBound) { return Int64(number) }
    case .tooLarge: break
    case .malformed: throw malformed(in: line, word, name, expected)
    }
    throw LineFault(
      kind: .outOfRange, offset: word.range.lowerBound, found: "\(name) \(TraceLine.text(line, word.range))",
      expected: expected)
  }

  /// The fault of a word that is not an allowed number. A negative number is out of range, not malformed.
  static func malformed(
    in line: Span<UInt8>, _ word: TraceLine.Word, _ name: String, _ expected: String
  ) -> LineFault {
    if let fault = TraceLine.illegalByte(in: line) { return fault }
    let isNegative = TraceLine.isWholeNumber(line, word.range)
    return LineFault(
      kind: isNegative ? .outOfRange : .malformedValue, offset: word.range.lowerBound,
      found: "\(name) \(TraceLine.quoted(line, word.range).dropFirst().dropLast())", expected: expected)
  }
}

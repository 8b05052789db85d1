internal import PIMConfiguration

/// A delay in the notation of rule tables: a sum of named timings and whole numbers with signs, `nCL + nBL +
/// 3 - nCWL`.
struct DelayExpression {
  struct Term {
    var sign: Int
    /// The name of a timing; nil for a number.
    var name: String?
    var number: Int
  }

  let text: String
  private(set) var terms: [Term]

  /// The sum without the named timings that are subtracted.
  var withoutSubtractedTimings: DelayExpression {
    var copy = self
    copy.terms.removeAll { $0.sign < 0 && $0.name != nil }
    return copy
  }

  /// Parses the text of a value.
  ///
  /// - Throws: an error at the value if the text is not such a sum.
  init(_ value: Value) throws(ConfigurationError) {
    let text = try DelayExpression.text(of: value)
    var terms: [Term] = []
    var rest = text.utf8.filter { $0 != UInt8(ascii: " ") }[...]
    var sign = 1
    func failure() -> ConfigurationError {
      value.error(
        "not a delay", found: "\"\(text)\"", expected: "a sum of timings such as \"nCL + nBL - nCWL\"")
    }
    while true {
      let term = rest.prefix { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
      rest = rest.dropFirst(term.count)
      let word = String(decoding: term, as: UTF8.self)
      if let number = Int(word), number <= DelayExpression.largest {
        terms.append(Term(sign: sign, name: nil, number: number))
      } else if word.first == "n", word.utf8.allSatisfy(DelayExpression.isNameByte) {
        terms.append(Term(sign: sign, name: word, number: 0))
      } else {
        throw failure()
      }
      guard let next = rest.popFirst() else { break }
      sign = next == UInt8(ascii: "+") ? 1 : -1
    }
    self.text = text
    self.terms = terms
  }

  /// The largest delay, in clock cycles: far above what DRAM needs, far below overflow.
  static let largest = 1_000_000_000

  /// A millisecond in clock cycles: the longest time that a rule may hold a command back.
  static func longest(_ clock: Picoseconds) -> Int { Int(Picoseconds(Int64(largest)) / clock) }

  private static func text(of value: Value) throws(ConfigurationError) -> String {
    if let scalar = value.node.scalar { return scalar.text }
    return try value.text()
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}

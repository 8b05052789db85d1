internal import PIMConfiguration

/// A delay as a rule table writes it: a sum and difference of named timings and whole numbers, `nCL + nBL + 3 - nCWL`.
struct DelayExpression {
  struct Term {
    var sign: Int
    /// A timing's name, or nil for a plain number.
    var name: String?
    var number: Int
  }

  let text: String
  private(set) var terms: [Term]

  /// The same sum without the named timings that are taken off it.
  var withoutSubtractedTimings: DelayExpression {
    var copy = self
    copy.terms.removeAll { $0.sign < 0 && $0.name != nil }
    return copy
  }

  /// - Throws: text that is not such a sum, at its place.
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

  /// The largest delay, in clock cycles, that anything may have: far above what DRAM needs, far below overflow.
  static let largest = 1_000_000_000

  /// A millisecond in periods of a clock: the longest that a command may be held back.
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

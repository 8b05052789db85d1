import Glibc

/// The notation of a kind of value: the words for messages, the reader, and the writer.
///
///     let window = try section.optional("tFAW", .quantity(Picoseconds.self))
package struct Form<Decoded> {
  /// The expected value, for messages: `a time such as "12 ns"`.
  let expectation: String
  let read: (Value) throws(ConfigurationError) -> Decoded
  let write: (Decoded) -> Node.Scalar
}

extension Form where Decoded == Int {
  /// A whole number in plain digits, which `_` may group.
  package static func integer(in range: ClosedRange<Int> = 0...Int.max) -> Form<Int> {
    let expectation = RangeText.expectation(
      "an integer", range.lowerBound, range.upperBound, Int.min, Int.max)
    return Form(
      expectation: expectation,
      read: { value throws(ConfigurationError) in
        guard let scalar = value.node.scalar, scalar.isPlain, !scalar.isNull else {
          throw value.wrongType(expectation)
        }
        guard let number = ExactDecimal(scalar.text), !scalar.text.contains(".") else {
          if Double(scalar.text) != nil, scalar.text.contains(where: { $0 == "e" || $0 == "E" }) {
            throw value.error(
              "number with an exponent", found: Node.shortened(scalar.text), expected: expectation)
          }
          throw value.wrongType(expectation)
        }
        guard let integer = Int(exactly: number.mantissa), range.contains(integer) else {
          throw value.error("out of range", found: scalar.text, expected: expectation)
        }
        return integer
      },
      write: { Node.Scalar("\($0)") })
  }
}

extension Form where Decoded == Double {
  /// A decimal number, rounded to the nearest `Double`; exponents are allowed (`1e-5`). For numbers without a
  /// unit.
  package static func real(in range: ClosedRange<Double>? = nil) -> Form<Double> {
    let expectation = range.map { "a number between \($0.lowerBound) and \($0.upperBound)" } ?? "a number"
    return Form(
      expectation: expectation,
      read: { value throws(ConfigurationError) in
        guard let scalar = value.node.scalar, scalar.isPlain, let first = scalar.text.utf8.first,
          first < UInt8(ascii: ":"), let number = Double(scalar.text.filter { $0 != "_" }), number.isFinite
        else { throw value.wrongType(expectation) }
        if let range, !range.contains(number) {
          throw value.error("out of range", found: scalar.text, expected: expectation)
        }
        return number
      },
      write: { Node.Scalar("\($0)") })
  }
}

extension Form where Decoded == Bool {
  /// A boolean: `true` or `false`, unquoted. `yes` and `on` are not booleans.
  package static var boolean: Form<Bool> {
    Form(
      expectation: "true or false",
      read: { value throws(ConfigurationError) in
        guard let scalar = value.node.scalar, scalar.isPlain, let result = Bool(scalar.text) else {
          throw value.wrongType("true or false")
        }
        return result
      },
      write: { Node.Scalar($0 ? "true" : "false") })
  }
}

extension Form where Decoded == String {
  /// A text, quoted or not. Unquoted null and booleans are not text.
  package static var text: Form<String> {
    Form(
      expectation: "text",
      read: { value throws(ConfigurationError) in
        guard let scalar = value.node.scalar, !scalar.isNull, !(scalar.isPlain && Bool(scalar.text) != nil)
        else {
          throw value.wrongType("text")
        }
        return scalar.text
      },
      write: { Node.Scalar($0, isPlain: false) })
  }
}

extension Form where Decoded: CaseIterable & RawRepresentable, Decoded.RawValue == String {
  /// One of the raw values of an enumeration.
  package static func choice(_ type: Decoded.Type = Decoded.self) -> Form<Decoded> {
    let names = type.allCases.map(\.rawValue)
    let expectation = "one of \(names.joined(separator: ", "))"
    return Form(
      expectation: expectation,
      read: { value throws(ConfigurationError) in
        guard let scalar = value.node.scalar, !scalar.isNull else { throw value.wrongType(expectation) }
        guard let result = Decoded(rawValue: scalar.text) else {
          throw value.error(
            "unknown choice", found: "\"\(Node.shortened(scalar.text))\"", expected: expectation,
            suggestion: NearMiss.suggestion(for: scalar.text, among: names))
        }
        return result
      },
      write: { Node.Scalar($0.rawValue, isPlain: false) })
  }
}

extension Form where Decoded: Quantity {
  /// A number with its unit; not negative unless `range` says so.
  package static func quantity(_ type: Decoded.Type = Decoded.self, in range: ClosedRange<Decoded>? = nil)
    -> Form
  {
    let range = range ?? Decoded.zero...Decoded(rawValue: .max)
    let kind = "\(Decoded.dimension.name) such as \"\(Decoded.dimension.example)\""
    return Form(
      expectation: kind,
      read: { value throws(ConfigurationError) in
        guard let scalar = value.node.scalar, !scalar.isNull else { throw value.wrongType(kind) }
        let result: Decoded
        do throws(ConfigurationError) {
          result = try Decoded(parsing: scalar.text)
        } catch {
          throw value.error(
            error.what, found: error.found, expected: error.expected, suggestion: error.suggestion)
        }
        guard range.contains(result) else {
          let bounds = RangeText.expectation(
            Decoded.dimension.name, range.lowerBound, range.upperBound, Decoded(rawValue: .min),
            Decoded(rawValue: .max))
          throw value.error("out of range", found: Node.shortened(scalar.text), expected: bounds)
        }
        return result
      },
      write: { Node.Scalar($0.description) })
  }
}

/// The words for ranges in messages.
enum RangeText {
  static func expectation<Bound: Comparable>(
    _ name: String, _ lower: Bound, _ upper: Bound, _ least: Bound, _ most: Bound
  ) -> String {
    switch (lower == least, upper == most) {
    case (true, true): name
    case (false, true): "\(name) of at least \(lower)"
    case (true, false): "\(name) of at most \(upper)"
    case (false, false): "\(name) between \(lower) and \(upper)"
    }
  }
}

/// A value with a dimension, held exactly as a whole number of the dimension's smallest unit.
public protocol Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The dimension of the type: its units, and the words for it in messages.
  static var dimension: Dimension { get }
  /// The number of smallest units.
  var rawValue: Int64 { get }
  /// Creates a value from its number of smallest units.
  init(rawValue: Int64)
  /// Reads a value as documents write it.
  ///
  /// - Throws: an error without place or path.
  init(parsing text: String) throws(ConfigurationError)
}

extension Quantity {
  /// True if the left value is less.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The value in the unit that suits its size, `12 ns`; reads back to the same value.
  public var description: String { Self.dimension.text(of: rawValue) }

  /// The value 0.
  public static var zero: Self { Self(rawValue: 0) }

  /// Reads `12 ns` or `12ns`, exactly.
  ///
  /// - Throws: an error without place or path for a missing, unknown or wrong unit, a malformed number, and a
  ///   value that is not a whole number of the smallest unit or does not fit 64 bits.
  public init(parsing text: String) throws(ConfigurationError) {
    let dimension = Self.dimension
    let expected = "\(dimension.name) such as \"\(dimension.example)\""
    let shown = Node.shortened(text)
    func failure(_ what: String, found: String? = nil, suggestion: String? = nil) -> ConfigurationError {
      ConfigurationError(
        mark: nil, what: what, found: found ?? shown, expected: expected, suggestion: suggestion)
    }
    guard let (number, symbol) = Dimension.splitQuantity(text) else {
      throw failure("wrong type", found: "the text \"\(shown)\"")
    }
    guard !symbol.isEmpty else { throw failure("missing unit") }
    guard let unit = dimension.unit(symbol) else {
      if let other = Dimension.all.first(where: { $0.unit(symbol) != nil }) {
        throw failure("wrong unit", found: "\(other.noun) \(shown)")
      }
      if symbol.hasPrefix("e") || symbol.hasPrefix("E"),
        symbol.dropFirst().first.map({ "+-0123456789".contains($0) }) ?? false
      {
        throw failure("number with an exponent")
      }
      let near = Self.suggestedUnit(for: String(symbol))
      throw failure("unknown unit \"\(Node.shortened(String(symbol)))\"", suggestion: near)
    }
    guard let value = ExactDecimal(number) else { throw failure("malformed number") }
    guard let whole = value.wholeNumber(timesScale: unit.scale) else {
      throw failure("not a whole number of \(dimension.smallestUnit)")
    }
    guard let raw = Int64(exactly: whole) else { throw failure("too large") }
    self.init(rawValue: raw)
  }

  /// A suggestion for an unknown unit. For decimal prefixes of bytes and bits it is the binary one.
  private static func suggestedUnit(for symbol: String) -> String? {
    if dimension == .bytes || dimension == .bits {
      let last = dimension == .bytes ? "B" : "b"
      switch symbol.first {
      case "k", "K": return "Ki" + last
      case "m", "M": return "Mi" + last
      case "g", "G": return "Gi" + last
      default: break
      }
    }
    return NearMiss.suggestion(for: symbol, among: dimension.units.map(\.symbol))
  }
}

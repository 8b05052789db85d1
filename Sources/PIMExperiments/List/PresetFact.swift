internal import PIMReports

/// A value of a preset in a listing: a member of the JSON, and a cell of the table if it has a heading.
struct PresetFact: Sendable {
  /// The unit of an integer.
  enum Unit: Sendable {
    case count, bytes, bandwidth

    /// The number in the unit that suits its magnitude.
    func text(_ number: Int) -> String {
      switch self {
      case .count: NumberText.count(number)
      case .bytes: NumberText.bytes(number)
      case .bandwidth: NumberText.significant(Double(number) / 1e9) + " GB/s"
      }
    }
  }

  /// The value in JSON.
  enum Value: Sendable {
    case integer(Int)
    case text(String)
    case null
  }

  /// The name of the member.
  let key: String
  let value: Value
  /// The column of the table; nil for a fact in JSON only.
  let heading: String?
  /// The cell of the table.
  let shown: String

  /// An integer; `shown` replaces the number in the table.
  init(_ key: String, _ number: Int, heading: String? = nil, unit: Unit = .count, shown: String? = nil) {
    self.init(key: key, value: .integer(number), heading: heading, shown: shown ?? unit.text(number))
  }

  /// A text.
  init(_ key: String, _ text: String, heading: String) {
    self.init(key: key, value: .text(text), heading: heading, shown: text)
  }

  /// A value that the preset does not have.
  init(missing key: String, heading: String) {
    self.init(key: key, value: .null, heading: heading, shown: "–")
  }

  private init(key: String, value: Value, heading: String?, shown: String) {
    (self.key, self.value, self.heading, self.shown) = (key, value, heading, shown)
  }

  /// True for a value that is aligned right in the table.
  var isNumber: Bool { if case .text = value { false } else { true } }
}

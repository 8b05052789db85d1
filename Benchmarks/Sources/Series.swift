import PIMGPT

/// Repeated measurements of one quantity.
struct Series {
  var group: String
  var name: String
  var unit: String
  var values: [Double]

  private var sorted: [Double] { values.sorted() }
  var minimum: Double { sorted[0] }
  var maximum: Double { sorted[values.count - 1] }
  /// The middle one; of an even number the mean of the middle two.
  var median: Double { (sorted[(values.count - 1) / 2] + sorted[values.count / 2]) / 2 }

  /// One line of the table.
  var line: String {
    let numbers = [minimum, median, maximum].map { Series.pad(Series.text($0), 11) }.joined()
    return "  " + (name + String(repeating: " ", count: max(1, 44 - name.count))) + numbers
      + Series.pad("\(values.count)", 5) + "  \(unit)"
  }

  static let head =
    "  " + String(repeating: " ", count: 44) + ["min", "median", "max"].map { pad($0, 11) }.joined()
    + pad("n", 5) + "  unit"

  static func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  /// Three digits that count, or whole numbers.
  static func text(_ value: Double) -> String {
    let digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4
    let scale = [1.0, 10, 100, 1000, 10000][digits]
    let scaled = Int((value * scale).rounded())
    if digits == 0 { return "\(scaled)" }
    let fraction = "\(scaled % Int(scale))"
    return "\(scaled / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  func write(to json: inout JSONWriter) throws {
    try json.object { json throws(JSONWriter.Failure) in
      json.member("group", group)
      json.member("name", name)
      json.member("unit", unit)
      try json.member("median", median)
      try json.member("minimum", minimum)
      try json.member("maximum", maximum)
      json.key("values")
      try json.array { json throws(JSONWriter.Failure) in for value in values { try json.value(value) } }
    }
  }
}

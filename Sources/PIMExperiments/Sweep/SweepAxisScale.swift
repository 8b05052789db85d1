internal import PIMConfiguration
package import PIMReports

/// The labels of an axis as numbers of one unit, if they are that.
package struct SweepAxisScale {
  /// The numbers, in the order of the labels.
  let values: [Double]
  /// The texts of the numbers, without the unit.
  let texts: [String]
  /// The unit that most of the labels have; empty for plain numbers.
  package let unit: String

  /// Reads labels such as `100 MHz` and `1 GHz`; nil unless all are numbers of one dimension, none twice.
  package init?(_ labels: [String]) {
    guard !labels.isEmpty else { return nil }
    var numbers: [ExactDecimal] = []
    var units: [String] = []
    for label in labels {
      let digits = label.prefix { "+-0123456789_.".contains($0) }
      guard let number = ExactDecimal(digits) else { return nil }
      numbers.append(number)
      units.append(String(label[digits.endIndex...].drop { $0 == " " }))
    }
    // The most frequent unit; of equals the first.
    let most = units.map { own in units.count { $0 == own } }.max()
    let common = units.first { own in units.count { $0 == own } == most } ?? ""
    var scales: [Double] = units.map { _ in 1 }
    if units.contains(where: { $0 != common }) || !common.isEmpty {
      guard
        let dimension = Dimension.all.first(where: { $0.units.contains { $0.symbol == common } }),
        let base = dimension.units.first(where: { $0.symbol == common })?.scale
      else { return nil }
      for (index, own) in units.enumerated() {
        guard let scale = dimension.units.first(where: { $0.symbol == own })?.scale else { return nil }
        scales[index] = Double(scale) / Double(base)
      }
    }
    values = zip(numbers, scales).map { Double($0.mantissa) / Self.power($0.fractionDigits) * $1 }
    guard Set(values).count == values.count, values.allSatisfy(\.isFinite) else { return nil }
    texts = values.map { Chart.markText($0) }
    self.unit = common
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * 10 }
  }

  /// The axis with a tick at each value.
  package var scale: Chart.Scale {
    .values(zip(values, texts).map { Chart.Scale.Mark(value: $0, text: $1) })
  }

  /// The position of the label with this index.
  package subscript(index: Int) -> Double { values[index] }
}

extension Sweep.Axis {
  /// The name for display: `ASIC clock` for `system.asic.clock`, `tRP` for `system.timing.tRP`.
  package var title: String { Self.title(of: name) }

  /// The name of a configuration path for display; a name that is no path is itself.
  package static func title(of name: String) -> String {
    var parts = name.split(separator: ".").map(String.init)
    guard parts.count > 1, ["system", "mapping", "model"].contains(parts[0]), !name.contains(" ") else {
      return name
    }
    parts.removeFirst()
    if parts.count > 1, ["timing", "organisation", "electrical", "functions"].contains(parts[0]) {
      parts.removeFirst()
    }
    if parts.count > 2, parts[1] == "functions" { parts.remove(at: 1) }
    return parts.map(words).joined(separator: " ")
  }

  /// `rowSize` as `row size`; names of timings, currents and voltages as they are.
  private static func words(_ name: String) -> String {
    let scalars = Array(name)
    if name == "asic" { return "ASIC" }
    if name == "sram" { return "SRAM" }
    if scalars.count > 1, scalars[1].isUppercase || scalars[0].isUppercase { return name }
    var text = ""
    for character in scalars {
      text += character.isUppercase ? " " + character.lowercased() : String(character)
    }
    return text.hasPrefix("mac unit") ? "MAC" + text.dropFirst(3) : text
  }
}

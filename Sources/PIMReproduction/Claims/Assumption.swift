internal import PIMConfiguration
internal import PIMExperiments

/// A constant without a certain published value, varied on its own.
struct Assumption: Sendable {
  let path: String
  let value: String
  let source: String
  let certainty: Certainty
  /// The values to simulate in place of the constant's own; empty if the constant is not varied.
  let values: [String]
  /// Other paths that are set to the same value.
  let with: [String]
  /// The reason for these values, or for not varying the constant.
  let why: String

  /// The result of simulating one of the values.
  enum Outcome: Sendable {
    /// Latency and energy relative to those with the constant's own value, minus 1.
    case measured(latency: Double, energy: Double)
    /// The value gives an invalid machine, or the model does not fit the machine.
    case impossible(String)
  }

  /// All assumed and recalled constants of a configuration, followed by others that the document varies.
  ///
  /// - Throws: `InputError` for a path of the document that the configuration does not have.
  static func all(in experiment: Experiment, of document: PaperDocument) throws -> [Assumption] {
    let constants = ResolvedConstant.all(in: experiment.document)
    let named = document.variations.flatMap { [$0.path] + $0.variation.with }
    for path in named where !constants.contains(where: { $0.path.description == path }) {
      throw InputError(
        "assumptions.vary.\(path)", "\(document.assumptionsExperiment) has no such value",
        expected: "a path such as system.timing.tRAS",
        suggestion: NearMiss.suggestion(for: path, among: constants.map(\.path.description)))
    }
    return constants.compactMap { constant in
      let path = constant.path.description
      let own = document.variations.first { $0.path == path }?.variation
      guard own != nil || constant.certainty == .assumed || constant.certainty == .recalled else {
        return nil
      }
      let values = own?.values ?? spread(constant.value, percent: document.spreadPercent)
      return Assumption(
        path: path, value: constant.value,
        source: constant.certainty == .user ? "no source is given" : constant.source,
        certainty: constant.certainty,
        values: values, with: own?.with ?? [],
        why: own?.why
          ?? (!values.isEmpty
            ? "± \(document.spreadPercent) %"
            : path.hasPrefix("system.rules[")
              ? "made of timings, which are varied themselves" : "not a number"))
    }
  }

  /// A quantity decreased and increased by `percent`, with the unit kept. Integers change by at least 1 and
  /// stay at least 0.
  static func spread(_ text: String, percent: Int) -> [String] {
    let end = text.firstIndex { !"0123456789.".contains($0) } ?? text.endIndex
    guard let number = ExactDecimal(text[..<end]) else { return [] }
    let unit = text[end...]
    if unit.isEmpty, !text.contains(".") {
      let whole = number.mantissa
      let step = max(1, (whole * Int128(percent) + 50) / 100)
      return [whole >= step ? "\(whole - step)" : nil, "\(whole + step)"].compactMap { $0 }
    }
    return [100 - percent, 100 + percent].map { factor in
      "\(ExactDecimal(mantissa: number.mantissa * Int128(factor), fractionDigits: number.fractionDigits + 2))\(unit)"
    }
  }
}

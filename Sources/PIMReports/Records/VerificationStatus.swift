internal import PIMConfiguration

/// The verification of a report's program. A program that failed its verification has no report.
public enum VerificationStatus: Sendable {
  /// No position was executed on values.
  case notExecuted
  /// A trace was executed without reading an unwritten cell; there is no reference to compare a trace with.
  case executed
  /// The first positions of the program were executed and equal the hardware reference bit for bit.
  ///
  /// - Parameter inputs: the origin of weights and tokens, in a phrase.
  case verified(positions: Int, instructions: Int, elements: Int, inputs: String)

  /// Decodes the form that `write` writes.
  init(decoding section: consuming Section) throws(ConfigurationError) {
    enum Status: String, CaseIterable { case notExecuted = "not_executed", executed, verified }
    var section = section
    let status: Status = try section.choice("status")
    switch status {
    case .notExecuted: self = .notExecuted
    case .executed: self = .executed
    case .verified:
      self = .verified(
        positions: try section.integer("positions"), instructions: try section.integer("instructions"),
        elements: try section.integer("elements_equal"), inputs: try section.text("inputs"))
    }
  }

  func write(to json: inout JSONWriter) {
    json.object("verification") { json in
      switch self {
      case .notExecuted:
        json.member("status", "not_executed")
        json.member(
          "advice",
          "run pimgpt simulate with --verify N, or pimgpt verify; of a trace, pimgpt replay with --execute")
      case .executed: json.member("status", "executed")
      case .verified(let positions, let instructions, let elements, let inputs):
        json.member("status", "verified")
        json.member("positions", positions)
        json.member("instructions", instructions)
        json.member("elements_equal", elements)
        json.member("inputs", inputs)
      }
    }
  }

  /// The cells of the headline table; nil without a verification.
  var headline: (String, String)? {
    guard case .verified(let positions, _, let elements, _) = self else { return nil }
    let counted = positions == 1 ? "1 position" : "\(NumberText.count(positions)) positions"
    return (counted, "executed; \(NumberText.count(elements)) elements equal the hardware reference")
  }

  /// A line that names the command for verification; nil for a program that was executed.
  func advice(for name: String) -> String? {
    guard case .notExecuted = self else { return nil }
    return
      "Not executed on values: `pimgpt simulate \(name) --verify 1` verifies the first position, bit for bit.\n"
  }
}

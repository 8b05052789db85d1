public import PIMExecution
internal import PIMHardware
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// The result of an experiment's verification.
public struct VerificationReport: Sendable {
  /// The verified experiment.
  public let experiment: Experiment
  /// The counts of compared elements, and the first difference.
  public let result: VerificationResult
  /// The origin of weights and tokens, in a phrase.
  public let inputs: String
  /// Remarks on the weights, a line each.
  public let notes: [String]
  /// The comparison with the logits of a file; nil if no file was given.
  public let comparison: ReferenceComparison?

  /// True if every element equals the hardware reference, bit for bit.
  public var passed: Bool { result.passed }

  /// True if no logit of Reference B is over the tolerance from the file's, or if there is no file.
  public var isWithinTolerance: Bool { comparison?.firstOverTolerance == nil }

  /// The report as text for a terminal. A failed verification states the first difference and no time.
  ///
  /// - Parameter isVerbose: true for all positions of the comparison with a file.
  public func text(isVerbose: Bool = false) -> String {
    var text = "\(experiment.model.name) on \(experiment.system.name), mapping \(experiment.policy.name): "
    if let failure = result.failure {
      text += "NOT verified\n"
      text += notes.map { "\($0)\n" }.joined() + "\n\(failure)\n"
      if case .notFinite = failure { text += VerificationReport.overflow }
      text += "\nUp to there: \(summary)\n"
      return TextWidth.printable(text)
    }
    text += "verified"
    if let first = comparison?.firstOverTolerance {
      text += ", but Reference B is over the tolerance first at position \(first.position)"
    }
    text += "\n\(inputs)\n" + notes.map { "\($0)\n" }.joined() + "\n"
    var table = TextTable([.left, .right, .left])
    table.row("positions", NumberText.count(result.positions), "executed instruction by instruction")
    table.row(
      "instructions", NumberText.count(result.instructions), "in \(NumberText.count(result.blocks)) blocks")
    table.row(
      "elements", NumberText.count(result.elementsCompared), "equal to the hardware reference, every bit")
    text += table.text
    text += "\nAgainst binary32\n\n" + VerificationReport.floatTable(result).text
    if let comparison { text += "\n" + VerificationReport.text(of: comparison, isVerbose: isVerbose) }
    return TextWidth.printable(text)
  }

  /// The explanation of a non-finite value in a model with finite weights.
  static let overflow =
    "All weights are finite: the model's own values leave what the arithmetic holds. Nothing is said of the program.\n"

  private var summary: String {
    "\(NumberText.count(result.positions)) whole positions, \(NumberText.count(result.instructions)) instructions, "
      + "\(NumberText.count(result.elementsCompared)) elements equal"
  }

  static func floatTable(_ result: VerificationResult) -> TextTable {
    var table = TextTable([.left, .right, .left])
    table.row("residual stream", NumberText.significant(result.maximumHiddenDifference), "largest difference")
    table.row("", NumberText.significant(result.meanHiddenDifference), "mean difference")
    if let logits = result.logits {
      table.row("logits", NumberText.significant(logits.maximumDifference), "largest difference")
      table.row("", NumberText.significant(logits.meanDifference), "mean difference")
      table.row("KL divergence", NumberText.significant(logits.meanDivergence), "nats, mean")
      table.row("", NumberText.significant(logits.maximumDivergence), "nats, largest")
      table.row(
        "top-1 agreement", NumberText.percent(logits.topOneAgreement), "of \(logits.positions) positions")
    }
    return table
  }
}

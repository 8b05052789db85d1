public import PIMExecution
internal import PIMHardware
internal import PIMMapping
internal import PIMNumerics
internal import PIMReports
public import PIMSimulation
internal import PIMWorkload

/// Text generated on the executed machine, verified, with the time that the machine takes for it.
public struct Generation {
  /// The experiment whose model generated.
  public let experiment: Experiment
  /// The prompt's tokens, then those generated.
  public let tokens: [Int]
  /// Tokens of the prompt.
  public let promptCount: Int
  /// The verification of the executed program.
  public let verification: VerificationResult
  /// Time of each position; nil if the verification failed.
  public let simulation: SimulationResult?
  /// The first position at which binary32 would have chosen another token.
  public let firstDifference: Difference?
  let codec: TextCodec
  let notes: [String]

  /// A token that binary32 would choose otherwise.
  public struct Difference: Sendable, Hashable {
    /// Counts the generated tokens from 0.
    public var index: Int
    /// The token that the machine chose.
    public var chosen: Int
    /// The token that binary32 would choose.
    public var floatChoice: Int
    /// Distance of binary32's greatest logit from that of the token chosen.
    public var floatMargin: Float
  }

  /// True if every element equals the hardware reference, bit for bit.
  public var passed: Bool { verification.passed }

  /// The report after the text: verification and time.
  public func text() -> String {
    let notes = notes.map { "\($0)\n" }.joined()
    guard let simulation else {
      var text = notes + "NOT verified: \(verification.failure.map { "\($0)" } ?? "no reason")\n"
      if case .notFinite = verification.failure { text += VerificationReport.overflow }
      return TextWidth.printable(text)
    }
    let generated = tokens.count - promptCount
    let prefill = simulation.tokens.prefix(promptCount - 1).reduce(0) { $0 + $1.time }
    var text =
      notes
      + "verified: \(NumberText.count(verification.elementsCompared)) elements equal to the hardware reference, "
    text += "every bit\n"
    if let difference = firstDifference {
      text +=
        "binary32 would choose \(codec.quoted(difference.floatChoice)) in place of \(codec.quoted(difference.chosen)) as "
      text +=
        "token \(difference.index + 1): a near-tie, its logits differ by \(NumberText.significant(Double(difference.floatMargin)))\n"
    } else {
      text += "binary32 chooses the same tokens\n"
    }
    var table = TextTable([.left, .right, .left])
    let total = simulation.time - prefill
    table.row(
      "latency", NumberText.duration(simulation.time), "\(experiment.model.name) on \(experiment.system.name)"
    )
    if prefill > 0 { table.row("of it prompt", NumberText.duration(prefill), "\(promptCount - 1) positions") }
    table.row(
      "per token", NumberText.duration(picoseconds: Double(total) / Double(max(1, generated))),
      "\(NumberText.count(generated)) generated")
    return TextWidth.printable(text + "\n" + table.text)
  }
}

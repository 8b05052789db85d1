internal import PIMExecution
internal import PIMHardware
internal import PIMReports
internal import PIMWorkload

/// The effect of the hardware's arithmetic on a model's predictions.
public struct AccuracyReport {
  let rows: [(variant: String, accuracy: Accuracy)]
  let experiment: Experiment
  let notes: [String]

  /// The report as text for a terminal.
  public func text() -> String {
    let functions = experiment.system.asic
    var text = notes.map { "\($0)\n" }.joined()
    text +=
      "\(experiment.model.name): \(NumberText.count(rows[0].accuracy.predictions)) predictions; base: "
    text +=
      "Taylor terms \(functions.taylorTerms), Newton steps \(functions.reciprocalSteps) (reciprocal) and "
    text += "\(functions.inverseSquareRootSteps) (1/sqrt), accumulator fp32\n\n"
    var table = TextTable([.left, .right, .right, .right, .right, .right])
    table.row(
      "arithmetic", "perplexity", "top-1 agreement", "KL mean, nats", "KL largest", "largest logit difference"
    )
    let float = rows[0].accuracy
    table.row("binary32", AccuracyReport.perplexity(float.floatPerplexity), "", "", "", "")
    for row in rows {
      let accuracy = row.accuracy
      table.row(
        row.variant, AccuracyReport.perplexity(accuracy.hardwarePerplexity),
        NumberText.fixed(accuracy.divergence.topOneAgreement * 100, 2) + " %",
        NumberText.significant(accuracy.divergence.meanDivergence),
        NumberText.significant(accuracy.divergence.maximumDivergence),
        NumberText.significant(accuracy.divergence.maximumDifference))
    }
    return TextWidth.printable(text + table.text)
  }

  /// The perplexity as text. Very unlikely predictions can exceed the range of a double.
  private static func perplexity(_ value: Double) -> String {
    value.isFinite ? NumberText.fixed(value, 4) : "over 1.7e308"
  }
}

internal import PIMConfiguration
internal import PIMExecution
internal import PIMHardware
internal import PIMNumerics
internal import PIMReports
internal import PIMWorkload

/// How the hardware's arithmetic changes what a model predicts.
public struct AccuracyReport {
  private let rows: [(variant: String, accuracy: Accuracy)]
  private let experiment: Experiment
  private let notes: [String]

  /// Measures a text in the hardware's arithmetic and in binary32.
  ///
  /// - Parameters:
  ///   - limit: tokens of the text to take, all for nil.
  ///   - isSweep: also with other Taylor terms, Newton steps and accumulator widths.
  ///   - takesBytes: whether tokens are bytes though the model does not say so.
  ///   - progress: is told of predictions.
  /// - Throws: what cannot be read, and `NonFiniteValue` where the model's values leave what the arithmetic
  ///   holds.
  public init(
    _ experiment: Experiment, text: String, name: String, limit: Int? = nil, isSweep: Bool,
    takesBytes: Bool = false, progress: ProgressMonitor? = nil
  ) throws {
    let tokens = try TextCodec(experiment.model, takesBytes: takesBytes).tokens(of: text, name: name)
    let taken = Array(tokens.prefix(limit ?? tokens.count))
    guard taken.count > 1 else { throw InputError(name, "too short", expected: "at least two tokens") }
    let weights = try experiment.source.weights()
    let report = progress.map { progress in
      { @Sendable (done: Int, total: Int) in progress.update(done, of: total, .predictions) }
    }
    let base = try HardwareArithmetic(experiment.system, policy: experiment.policy)
    if isSweep {
      rows = try AccuracySweep.run(
        experiment.model, weights: weights, tokens: taken, base: base, progress: report
      ).map { ($0.variant, $0.accuracy) }
    } else {
      let accuracy = try Accuracy.measure(
        experiment.model, weights: weights, tokens: taken, arithmetic: base, progress: report)
      rows = [("base", accuracy)]
    }
    self.experiment = experiment
    notes = weights.notes
  }

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

  /// The logits of a wild model may put it beyond what a double holds.
  private static func perplexity(_ value: Double) -> String {
    value.isFinite ? NumberText.fixed(value, 4) : "over 1.7e308"
  }

  /// The measured errors of the ASIC's functions, as Markdown: the table of docs/numerics.md.
  public static func errorTable(_ experiment: Experiment) -> String {
    let asic = experiment.system.asic
    let parameters = ASICFunctionParameters(
      taylorTerms: asic.taylorTerms, reciprocalSteps: asic.reciprocalSteps,
      inverseSquareRootSteps: asic.inverseSquareRootSteps)
    var text =
      "| function | domain | largest absolute error | mean absolute error | largest relative error | bfloat16 ulps |\n"
    text += "| --- | --- | --- | --- | --- | --- |\n"
    for row in ErrorStatistics.measure(parameters: parameters) {
      let errors = [row.maximumAbsoluteError, row.meanAbsoluteError, row.maximumRelativeError]
      text +=
        "| \(row.function) | \(row.domain) | " + errors.map(NumberText.scientific).joined(separator: " | ")
      text += " | \(NumberText.fixed(row.maximumBFloat16Ulps, 4)) |\n"
    }
    return text
  }
}

internal import PIMConfiguration
internal import PIMExecution
internal import PIMHardware
internal import PIMNumerics
internal import PIMReports
internal import PIMWorkload

extension Experiment {
  /// Measures the model's predictions on a text in the hardware's arithmetic and in binary32.
  ///
  /// - Parameters:
  ///   - name: the text's file, for messages.
  ///   - limit: the number of tokens to take from the text; nil for all.
  ///   - isSweep: measures other numbers of Taylor terms and Newton–Raphson iterations and other
  ///     accumulator widths as well.
  ///   - takesBytes: treats tokens as bytes even if the model does not declare them as such.
  ///   - takesNumbers: treats text as token numbers in spite of a tokenizer.
  ///   - progress: receives the number of predictions.
  /// - Throws: `InputError` and errors of reading; `NonFiniteValue` if a value of the model exceeds the range
  ///   of the arithmetic.
  public func measureAccuracy(
    of text: String, name: String, limit: Int? = nil, isSweep: Bool = false, takesBytes: Bool = false,
    takesNumbers: Bool = false, progress: ProgressMonitor? = nil
  ) throws -> AccuracyReport {
    let codec = try TextCodec(self, takesBytes: takesBytes, takesNumbers: takesNumbers)
    let tokens = try codec.tokens(of: text, name: name)
    let taken = Array(tokens.prefix(limit ?? tokens.count))
    guard taken.count > 1 else { throw InputError(name, "too short", expected: "at least two tokens") }
    let weights = try source.weights()
    let report = progress.map { progress in
      { @Sendable (done: Int, total: Int) in progress.update(done, of: total, .predictions) }
    }
    let base = try HardwareArithmetic(system, policy: policy)
    let rows: [(variant: String, accuracy: Accuracy)]
    if isSweep {
      rows = try AccuracySweep.run(model, weights: weights, tokens: taken, base: base, progress: report)
        .map { ($0.variant, $0.accuracy) }
    } else {
      let accuracy = try Accuracy.measure(
        model, weights: weights, tokens: taken, arithmetic: base, progress: report)
      rows = [("base", accuracy)]
    }
    return AccuracyReport(rows: rows, experiment: self, notes: weights.notes)
  }

  /// The measured errors of the ASIC's functions as Markdown, the table in docs/numerics.md.
  public func measureFunctionErrors() -> String {
    var text =
      "| function | domain | largest absolute error | mean absolute error | largest relative error | bfloat16 ulps |\n"
    text += "| --- | --- | --- | --- | --- | --- |\n"
    for row in functionErrors() {
      let errors = [row.maximumAbsoluteError, row.meanAbsoluteError, row.maximumRelativeError]
      text +=
        "| \(row.function) | \(row.domain) | " + errors.map(NumberText.scientific).joined(separator: " | ")
      text += " | \(NumberText.fixed(row.maximumBFloat16Ulps, 4)) |\n"
    }
    return text
  }

  /// The measured errors of the ASIC's functions with the system's parameters.
  func functionErrors() -> [ErrorStatistics] {
    let asic = system.asic
    let parameters = ASICFunctionParameters(
      taylorTerms: asic.taylorTerms, reciprocalSteps: asic.reciprocalSteps,
      inverseSquareRootSteps: asic.inverseSquareRootSteps)
    return ErrorStatistics.measure(parameters: parameters)
  }
}

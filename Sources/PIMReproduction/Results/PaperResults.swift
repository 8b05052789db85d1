internal import PIMExecution
internal import PIMExperiments
internal import PIMReports

/// All results of a reproduction, from which the page and the file of results are made.
struct PaperResults {
  struct Arithmetic {
    let name: String
    let accuracy: Accuracy
  }

  let document: PaperDocument
  let models: [PaperModel]
  let studies: [StudyResult]
  /// The measured arithmetics, the machine's own first.
  let accuracy: [Arithmetic]
  /// The varied assumptions, the largest effect first.
  let assumptions: [VariedAssumption]

  /// The interval of a quantity for a model; nil if the quantity is unknown.
  func figure(_ quantity: PaperQuantity, model name: String) -> Interval? {
    guard let model = models.first(where: { $0.name == name }) else { return nil }
    switch quantity {
    case .builtIn(.perplexity):
      guard let base = accuracy.first?.accuracy, base.floatPerplexity > 0 else { return nil }
      return Interval(base.hardwarePerplexity / base.floatPerplexity - 1)
    case .builtIn(let quantity): return model.figure(quantity)
    case .sweep(_, let quantity): return figure(quantity, model: model.record.model.name)
    }
  }

  private func figure(_ quantity: PaperQuantity.SweepQuantity, model: String) -> Interval? {
    guard let study = studies.first(where: { $0.study.sweep.name == quantity.sweep }) else { return nil }
    func latency(_ label: String?) -> Double? {
      label.flatMap { study.latency(model: model, axis: quantity.axis, at: $0) }
    }
    switch quantity.kind {
    case .latency: return latency(quantity.at).map { Interval($0 / 1e12) }
    case .change:
      guard let at = latency(quantity.at), let over = latency(quantity.over) else { return nil }
      return Interval(at / over - 1)
    case .steps:
      guard let axis = study.study.sweep.axes.first(where: { $0.name == quantity.axis }) else { return nil }
      let labels = axis.values.map(\.label)
      let steps = zip(labels, labels.dropFirst()).compactMap { before, after -> Interval? in
        guard let a = latency(before), let b = latency(after) else { return nil }
        return Interval(a / b)
      }
      return Interval.union(steps)
    }
  }

  /// Every claim, judged by the results.
  var judged: [JudgedClaim] { document.claims.map(judge) }

  private func judge(_ claim: Claim) -> JudgedClaim {
    guard let quantity = document.quantities[claim.figure] else {
      preconditionFailure("claims name quantities")
    }
    let ran = claim.models.filter { name in models.contains { $0.name == name } }
    let judged = ran.map {
      JudgedModel(model: $0, claim: claim.intervals[$0], figure: figure(quantity, model: $0))
    }
    let verdict = Verdict.of(judged.map(\.verdict))
    let why = claim.why[verdict]?.filled { name, model in
      guard let quantity = document.quantities[name] else { preconditionFailure("texts name quantities") }
      let figures = (model.map { [$0] } ?? ran).compactMap { figure(quantity, model: $0) }
      return Interval.union(figures).map { quantity.text($0) } ?? "(not in this run)"
    }
    return JudgedClaim(claim: claim, quantity: quantity, models: judged, why: why)
  }
}

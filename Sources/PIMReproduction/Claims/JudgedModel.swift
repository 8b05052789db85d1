/// A claim compared with the figure of one model.
struct JudgedModel: Sendable {
  let model: String
  let claim: Interval?
  let figure: Interval?

  var verdict: Verdict { Verdict.of(figure: figure, claim: claim) }

  /// The figure over the nearest end of the claimed interval, below 1 if the figure is less; nil unless they
  /// differ.
  var factor: Double? {
    guard verdict == .differs, let claim, let figure else { return nil }
    if figure.least > claim.most { return claim.most > 0 ? figure.least / claim.most : nil }
    return claim.least > 0 ? figure.most / claim.least : nil
  }
}

internal import PIMExperiments
internal import PIMReports

/// A claim held against the figures of one model.
struct JudgedModel: Sendable {
  let model: String
  let claim: Interval?
  let figure: Interval?

  var verdict: Verdict { Verdict.of(figure: figure, claim: claim) }

  /// The figure over the claim's nearest end, below 1 where it is less; nil where it does not differ.
  var factor: Double? {
    guard verdict == .differs, let claim, let figure else { return nil }
    if figure.least > claim.most { return claim.most > 0 ? figure.least / claim.most : nil }
    return claim.least > 0 ? figure.most / claim.least : nil
  }
}

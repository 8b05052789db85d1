internal import PIMReports

/// A claim compared with the figures of all its models.
struct JudgedClaim: Sendable {
  let claim: Claim
  let quantity: PaperQuantity
  let models: [JudgedModel]
  /// The document's explanation of this verdict, with figures filled in; nil if it has none.
  let why: String?

  var verdict: Verdict { Verdict.of(models.map(\.verdict)) }

  /// The interval that contains the figures of all models.
  var figure: Interval? { Interval.union(models.compactMap(\.figure)) }

  /// The verdict's reason in a sentence, derived from the intervals alone.
  var finding: String {
    if models.isEmpty { return "None of its models was run." }
    let missing = models.filter { $0.figure == nil }
    if missing.count == models.count { return "This run has no such figure." }
    if claim.intervals.isEmpty { return "The paper gives no number." }
    let several = models.count > 1
    func of(_ part: [JudgedModel], _ words: String) -> String {
      several ? "\(part.count) of \(models.count) models \(words)" : words
    }
    switch verdict {
    case .reproduced:
      return several ? "All \(models.count) models are within what is claimed." : "Within what is claimed."
    case .differs:
      let outside = models.filter { $0.verdict == .differs }
      var text = several ? of(outside, "are outside what is claimed") : "Outside what is claimed"
      let factors = outside.compactMap(\.factor)
      if let least = factors.min(), let most = factors.max() {
        text +=
          ": " + RatioText.factor(.interval(least: least, most: most)) + " times the claim's nearest end"
      }
      return text + "."
    case .open:
      let open = models.filter { $0.verdict == .open }
      let words = "known too loosely: what is known neither lies in the claim nor beside it"
      return (several ? of(open, "are " + words) : "It is " + words) + "."
    }
  }
}

/// What comes of holding a claim against figures.
enum Verdict: String, Sendable, CaseIterable {
  case reproduced, differs
  case open = "cannot_be_judged"

  var title: String {
    switch self {
    case .reproduced: "reproduced"
    case .differs: "differs"
    case .open: "cannot be judged"
    }
  }

  /// A sign that says the same without colour.
  var sign: String {
    switch self {
    case .reproduced: "✓"
    case .differs: "≠"
    case .open: "?"
    }
  }

  /// Holds what is known of a figure against what is claimed: reproduced if all of it lies in the claim, different if nothing does.
  /// In between, and where either is not known, nobody can tell.
  static func of(figure: Interval?, claim: Interval?) -> Verdict {
    guard let figure, let claim else { return .open }
    if claim.contains(figure) { return .reproduced }
    return claim.meets(figure) ? .open : .differs
  }

  /// Of a claim on several models: one that differs decides, then one that cannot be judged.
  static func of(_ verdicts: [Verdict]) -> Verdict {
    if verdicts.contains(.differs) { return .differs }
    return verdicts.isEmpty || verdicts.contains(.open) ? .open : .reproduced
  }
}

/// A claim held against the figures of one model.
struct JudgedModel: Sendable {
  let model: String
  let claim: Interval?
  let figure: Interval?

  var verdict: Verdict { Verdict.of(figure: figure, claim: claim) }

  /// How far the figure is from the claim: over the nearest end, below 1 where it is less; nil where it does not differ.
  var factor: Double? {
    guard verdict == .differs, let claim, let figure else { return nil }
    if figure.least > claim.most { return claim.most > 0 ? figure.least / claim.most : nil }
    return claim.least > 0 ? figure.most / claim.least : nil
  }
}

/// A claim held against the figures of all models that it speaks of.
struct JudgedClaim: Sendable {
  let claim: Claim
  let quantity: PaperQuantity
  let models: [JudgedModel]
  /// The document's words for this verdict, with figures filled in; nil if it has none.
  let why: String?

  var verdict: Verdict { Verdict.of(models.map(\.verdict)) }

  /// Of all models.
  var figure: Interval? { Interval.union(models.compactMap(\.figure)) }

  /// What the intervals alone say.
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

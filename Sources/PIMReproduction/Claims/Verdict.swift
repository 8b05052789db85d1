/// The verdict on a claim.
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

  /// A symbol that identifies the verdict without colour.
  var sign: String {
    switch self {
    case .reproduced: "✓"
    case .differs: "≠"
    case .open: "?"
    }
  }

  /// The verdict on a figure: reproduced if the figure's interval lies in the claim's, different if the two
  /// are disjoint. If they overlap otherwise, or one is unknown, the claim cannot be judged.
  static func of(figure: Interval?, claim: Interval?) -> Verdict {
    guard let figure, let claim else { return .open }
    if claim.contains(figure) { return .reproduced }
    return claim.meets(figure) ? .open : .differs
  }

  /// The verdict on several models: different if one differs, else not to be judged if one cannot be judged.
  static func of(_ verdicts: [Verdict]) -> Verdict {
    if verdicts.contains(.differs) { return .differs }
    return verdicts.isEmpty || verdicts.contains(.open) ? .open : .reproduced
  }
}

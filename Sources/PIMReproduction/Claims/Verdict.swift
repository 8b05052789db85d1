internal import PIMExperiments
internal import PIMReports

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

  /// A sign that says the same without colour.
  var sign: String {
    switch self {
    case .reproduced: "✓"
    case .differs: "≠"
    case .open: "?"
    }
  }

  /// Holds what is known of a figure against what is claimed: reproduced if all of it lies in the claim,
  /// different if nothing does. In between, and where either is not known, nobody can tell.
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

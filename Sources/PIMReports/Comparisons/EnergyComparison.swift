public import PIMHardware

/// The energies of two runs as far as they mean the same: under one accounting, and of the components that
/// both runs model.
///
/// Two energies under different accountings have no ratio: gross counts the standby in activations twice
/// (docs/energy.md). A component that one run does not model is set apart; its energy belongs to no
/// difference.
public struct EnergyComparison: Sendable {
  /// The footing on which two energies are compared.
  public enum Basis: Sendable, Hashable {
    /// Both under this accounting.
    case accounting(Electrical.Accounting)
    /// As they are: one of them at least is no sum of currents, such as the energy of a baseline.
    case asStated
    /// They are not compared, for these reasons.
    case none(reasons: [String])
  }

  /// The footing of the comparison.
  public let basis: Basis
  /// The accounting of the first run's own report; nil for what has none.
  public let nativeA: Electrical.Accounting?
  /// The accounting of the second run's own report; nil for what has none.
  public let nativeB: Electrical.Accounting?
  /// The components that one run models and the other does not; in no sum.
  public let apart: [RunDifference.PartRow]
  /// The energies by component that are compared: of the components that both model; nil where a run has no
  /// components, and where nothing is compared.
  let common: (a: Breakdown, b: Breakdown)?

  /// True if the energies have a difference and a ratio.
  public var isComparable: Bool {
    if case .none = basis { false } else { true }
  }

  /// The reason why the energies are not compared; nil if they are.
  public var reason: String? {
    if case .none(let reasons) = basis { reasons.joined(separator: "; ") } else { nil }
  }

  /// The accounting of the figures compared; nil if there is none.
  public var accounting: Electrical.Accounting? {
    if case .accounting(let accounting) = basis { accounting } else { nil }
  }

  /// - Parameters:
  ///   - requested: the accounting that both have to be under; nil for the first run's own, or the second's
  ///     where the first run has no figures under it.
  ///   - letters: the names of the runs in the reason.
  init(
    _ a: RunFigures, _ b: RunFigures, requested: Electrical.Accounting?, letters: (a: String, b: String)
  ) {
    (nativeA, nativeB) = (a.energies?.native, b.energies?.native)
    let sides = [(letters.a, a), (letters.b, b)]
    let refused = sides.compactMap { letter, run -> String? in
      guard let requested, let refusal = run.energies?.refusal(requested) else { return nil }
      return "\(letter) has \(refusal)"
    }
    let (left, right): (Breakdown?, Breakdown?)
    if !refused.isEmpty {
      basis = .none(reasons: refused)
      (left, right) = (nil, nil)
    } else if let x = a.energies, let y = b.energies {
      let candidates = requested.map { [$0] } ?? [x.native, y.native]
      guard let shared = candidates.first(where: { x[$0] != nil && y[$0] != nil }) else {
        let refusals = sides.compactMap { letter, run in
          candidates.compactMap { run.energies?.refusal($0) }.first.map { "\(letter) has \($0)" }
        }
        basis = .none(
          reasons: ["\(letters.a) counts \(x.native.rawValue), \(letters.b) \(y.native.rawValue)"] + refusals)
        (apart, common) = ([], nil)
        return
      }
      (left, right) = (x[shared], y[shared])
      let isCommon = Self.hasCommon(left, right)
      basis =
        isCommon
        ? .accounting(shared) : .none(reasons: ["no component of the energy is modelled on both sides"])
    } else {
      (left, right) = (a[.component], b[.component])
      basis = .asStated
    }
    guard let left, let right else {
      (apart, common) = ([], nil)
      return
    }
    (apart, common) = Self.split(left, right)
  }

  private static func hasCommon(_ a: Breakdown?, _ b: Breakdown?) -> Bool {
    guard let a, let b else { return false }
    let hasNothing = !a.isModelled && !b.isModelled
    return hasNothing || zip(a.parts, b.parts).contains { $0 != nil && $1 != nil }
  }

  /// The components that only one side models, and the breakdowns without them.
  private static func split(_ a: Breakdown, _ b: Breakdown) -> (
    [RunDifference.PartRow], (a: Breakdown, b: Breakdown)
  ) {
    var (left, right) = (a, b)
    var apart: [RunDifference.PartRow] = []
    for (index, name) in a.kind.names.enumerated() where (a.parts[index] == nil) != (b.parts[index] == nil) {
      apart.append(
        RunDifference.PartRow(key: name.key, title: name.title, a: a.parts[index], b: b.parts[index]))
      left.set(at: index, to: nil)
      right.set(at: index, to: nil)
    }
    return (apart, (left, right))
  }
}

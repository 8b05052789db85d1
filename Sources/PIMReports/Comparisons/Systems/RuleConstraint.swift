internal import PIMHardware

/// The distance that a machine's rule table keeps between two commands where they meet in a scope: what all
/// rules about the pair together say.
///
/// Rules that are written differently say the same if they give equal constraints. A command on all banks
/// meets every other command on banks in a bank, so for such a pair the three scopes are one, `channel`. A
/// command on a bank group meets any command in its group in a bank, so for such a pair `bank` is
/// `bankGroup`.
struct RuleConstraint: Hashable {
  /// The two commands, and where they meet.
  struct Key: Hashable {
    let preceding: Command
    let following: Command
    let scope: TimingRule.Scope
    /// The number of preceding commands that are counted back; 1 for the last one.
    let window: Int
  }

  /// The delay, in clock cycles.
  let cycles: Int
  /// The delay of the binding rule as its author wrote it.
  let expression: String

  /// The constraints of a machine. A key is absent where nothing holds the second command back.
  static func all(of system: System) -> [Key: RuleConstraint] {
    var found: [Key: RuleConstraint] = [:]
    for rule in system.rules where rule.delay > 0 {
      for preceding in rule.preceding where system.has(preceding) {
        for following in rule.following where system.has(following) {
          guard let scope = canonical(rule.scope, preceding, following) else { continue }
          let key = Key(
            preceding: preceding, following: following, scope: scope, window: rule.window)
          if (found[key]?.cycles ?? 0) < rule.delay {
            found[key] = RuleConstraint(cycles: rule.delay, expression: rule.expression)
          }
        }
      }
    }
    return found
  }

  /// The widest scope that means the same for two commands; nil where they never meet in it.
  static func canonical(_ scope: TimingRule.Scope, _ preceding: Command, _ following: Command)
    -> TimingRule.Scope?
  {
    let footprints = [preceding.footprint, following.footprint]
    if footprints.contains(.none) { return scope == .channel ? .channel : nil }
    if footprints.contains(.all) { return .channel }
    if footprints.contains(.group), scope == .bank { return .bankGroup }
    return scope
  }
}

extension [RuleConstraint.Key: RuleConstraint] {
  /// The constraint on two commands that meet in a key's scope: the longest of the scope's and of all wider
  /// scopes; nil where nothing holds the second command back.
  func effective(_ key: RuleConstraint.Key) -> RuleConstraint? {
    let scopes: [TimingRule.Scope] =
      switch key.scope {
      case .channel: [.channel]
      case .bankGroup: [.channel, .bankGroup]
      case .bank: [.channel, .bankGroup, .bank]
      }
    var longest: RuleConstraint?
    for scope in scopes {
      let wider = RuleConstraint.Key(
        preceding: key.preceding, following: key.following, scope: scope, window: key.window)
      if let constraint = self[wider], constraint.cycles > (longest?.cycles ?? 0) { longest = constraint }
    }
    return longest
  }
}

extension System {
  /// A bound on how long a channel is kept from its work by one refresh, in clock cycles: waiting to close the banks,
  /// closing, refreshing, opening a row again and reaching a column, each by its longest rule.
  ///
  /// If that is not below the refresh interval, a channel may do nothing but refresh.
  public var refreshRoundCycles: Int {
    // Channels refresh all banks at once and open one bank or all: rules after other refreshes and openings bind nothing.
    let issued = rules.filter {
      !$0.preceding.allSatisfy(\.isOnlyInTraces) && !$0.following.allSatisfy(\.isOnlyInTraces)
    }
    func longest(_ applies: (TimingRule) -> Bool) -> Int { issued.filter(applies).map(\.delay).max() ?? 0 }
    let closing = longest { rule in rule.following.contains { $0.role == .close } }
    let refreshing = longest { rule in rule.following.contains { $0.role == .refresh } }
    let opening = longest { rule in rule.following.contains { $0.role == .open } }
    let column = longest { rule in
      rule.preceding.contains { $0.role == .open } && rule.following.contains { $0.role == .column }
    }
    let turning = longest { rule in rule.preceding.contains(.TMOD) || rule.following.contains(.TMOD) }
    return closing + refreshing + opening + column + 4 * turning + 8
  }
}

internal import PIMHardware

/// The bounds that a system's refresh policy sets, independent of scheduling.
struct RefreshPolicy {
  /// The cycles from one due refresh to the next; 0 if refresh is not checked.
  var interval: Int64 = 0
  /// The number of owed refreshes from which only commands that close banks and change modes may precede the
  /// next refresh; 1 under `strict`.
  var limit = 1
  /// The cycles from then to the latest issue of the refresh: the longest rules that delay closing, two
  /// changes of mode, and refreshing, each at least one cycle.
  var bound: Int64 = 0

  init(_ system: System) {
    if system.refresh.policy == .none { return }
    interval = Int64(system.refresh.intervalCycles)
    limit = system.refresh.policy == .strict ? 1 : system.refresh.postponeLimit
    func longest(_ role: Command.Role) -> Int64 {
      // A refresh delays only the next refresh. Its other delays are over when the next one falls due.
      let delays = system.rules.filter { rule in
        rule.following.contains { $0.role == role }
          && (role == .refresh || !rule.preceding.allSatisfy { $0.role == .refresh })
      }.map(\.delay)
      return Int64(max(1, delays.max() ?? 1))
    }
    // The rules that delay closing and refreshing apply twice with modes, before the change of mode and after
    // it.
    let waits: Int64 = system.modeNames.isEmpty ? 1 : 2
    bound = waits * (longest(.close) + longest(.refresh)) + 2 * longest(.mode) + 1
  }

  /// The latest cycle at which a refresh may be issued.
  func latest(due: Int64) -> Int64 { due + Int64(limit - 1) * interval + bound }
}

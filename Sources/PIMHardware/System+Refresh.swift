extension System {
  /// The smallest refresh interval, in clock cycles, that leaves time for an access between any two
  /// refreshes.
  ///
  /// Let a refresh fall due at edge D. The last command before it was issued at D − 1 or earlier. After it
  /// the channel closes the banks, refreshes, opens a row, and accesses a column or a buffer. Each of these
  /// commands is issued as soon as the longest rules after all earlier ones allow, with a change of mode if
  /// it needs one. Let that access be r cycles after D − 1. It precedes the next refresh, at D + tREFI, if D
  /// − 1 + r ≤ D + tREFI − 1, that is, r ≤ tREFI. So the bound is r. With an interval of r − 1 cycles, a row
  /// that is opened at D − 1 gets no access before the next refresh.
  ///
  /// An earlier refresh delays nothing here, since its own rules end within r cycles. Several owed refreshes
  /// are paid one after the other, and each of them is less late than the one before.
  package var refreshRoundCycles: Int {
    let issued = Command.allCases.filter { has($0) && !$0.isOnlyInTraces }
    func all(_ roles: Command.Role...) -> [Command] { issued.filter { roles.contains($0.role) } }
    var refreshed = CommandChain(self, after: issued.filter { $0.role != .refresh })
    refreshed.add([.PREA])
    refreshed.add([.REFab])
    var column = refreshed
    column.add(all(.open))
    if isHeldBackByOtherBanks {
      // Accesses in the window open their rows as early as possible, which delays the first column.
      for _ in 1..<max(2, min(hostWindow, organisation.banks)) { column.add([.ACT]) }
    }
    column.add(all(.column))
    var buffer = refreshed
    buffer.add(all(.buffer))
    return max(
      column.cycles, buffer.cycles, refreshed.cycles + CommandChain.longest(rules, [.REFab], issued))
  }

  /// True if opening a row in one bank delays an access to another bank.
  private var isHeldBackByOtherBanks: Bool {
    rules.contains { rule in
      rule.scope != .bank && rule.delay > 0 && rule.preceding.contains(.ACT)
        && rule.following.contains { $0 == .RD || $0 == .WR }
    }
  }
}

/// A sequence of commands, each as late as the longest rules may delay it.
private struct CommandChain {
  private let rules: [TimingRule]
  /// The mode that each command requires; nil for any.
  private let modes: [UInt8?]
  /// The alternatives for each command of the sequence, and its latest issue in clock cycles after the first
  /// command.
  private var links: [(commands: [Command], cycles: Int)]

  init(_ system: System, after commands: [Command]) {
    rules = system.rules
    modes = system.mode
    links = [(commands, 0)]
  }

  /// The time from the first command to the last, in clock cycles.
  var cycles: Int { links[links.count - 1].cycles }

  /// Appends one of several commands, after a change of mode if one of them may need it. Appends nothing for
  /// an empty list.
  mutating func add(_ commands: [Command]) {
    if commands.isEmpty { return }
    if needsTurn(to: commands) { append([.TMOD]) }
    append(commands)
  }

  private mutating func append(_ commands: [Command]) {
    let allowed = links.map { $0.cycles + Self.longest(rules, $0.commands, commands) }.max() ?? 0
    links.append((commands, max(allowed, cycles + 1)))
  }

  /// True if the channel may be in another mode than one of the commands requires.
  private func needsTurn(to commands: [Command]) -> Bool {
    let before = Set(links[links.count - 1].commands.map { modes[Int($0.rawValue)] })
    return commands.contains { command in
      guard let needed = modes[Int(command.rawValue)] else { return false }
      return before != [needed]
    }
  }

  /// The longest delay from any of some commands to any of others.
  static func longest(_ rules: [TimingRule], _ preceding: [Command], _ following: [Command]) -> Int {
    rules.filter { rule in
      rule.preceding.contains(where: preceding.contains) && rule.following.contains(where: following.contains)
    }.map(\.delay).max() ?? 0
  }
}

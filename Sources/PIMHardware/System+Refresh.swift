extension System {
  /// The least refresh interval, in clock cycles, with which work goes on whatever is under way: between any two refreshes there is time for at
  /// least one access.
  ///
  /// A refresh falls due at edge D. The last command before it was at D − 1 at the latest. From there on the channel closes the banks, refreshes,
  /// opens a row and reaches a column, or a buffer, each as soon as the longest rules after all before it allow, and turned to its mode where it
  /// needs one. If that access is r cycles after D − 1, it is before the next refresh, at D + tREFI, if D − 1 + r ≤ D + tREFI − 1, that is
  /// r ≤ tREFI. So r is the bound, and with one cycle less there is a round without an access: that in which a row was opened at D − 1.
  ///
  /// The refresh before that holds nothing back, since its own rules end within r, too. Several that are owed are paid one after the other,
  /// each less late than the one before by tREFI less the time of one.
  public var refreshRoundCycles: Int {
    let issued = Command.allCases.filter { has($0) && !$0.isOnlyInTraces }
    func all(_ roles: Command.Role...) -> [Command] { issued.filter { roles.contains($0.role) } }
    var refreshed = CommandChain(self, after: issued.filter { $0.role != .refresh })
    refreshed.add([.PREA])
    refreshed.add([.REFab])
    var column = refreshed
    column.add(all(.open))
    if isHeldBackByOtherBanks {
      // Accesses in the window open their rows as soon as they can, which holds back the first column.
      for _ in 1..<max(2, min(hostWindow, organisation.banks)) { column.add([.ACT]) }
    }
    column.add(all(.column))
    var buffer = refreshed
    buffer.add(all(.buffer))
    return max(
      column.cycles, buffer.cycles, refreshed.cycles + CommandChain.longest(rules, [.REFab], issued))
  }

  /// Whether an access to a bank has to wait after a row is opened in another.
  private var isHeldBackByOtherBanks: Bool {
    rules.contains { rule in
      rule.scope != .bank && rule.delay > 0 && rule.preceding.contains(.ACT)
        && rule.following.contains { $0 == .RD || $0 == .WR }
    }
  }
}

/// Commands that follow one another as late as the rules may hold each of them back.
private struct CommandChain {
  private let rules: [TimingRule]
  /// The mode that each command needs; none where there are no modes.
  private let modes: [UInt8?]
  /// What a link may be, and how long after the first it is at the latest.
  private var links: [(commands: [Command], cycles: Int)]

  init(_ system: System, after commands: [Command]) {
    rules = system.rules
    modes = system.mode
    links = [(commands, 0)]
  }

  /// From the first command to the last, clock cycles.
  var cycles: Int { links[links.count - 1].cycles }

  /// One of some commands comes next, after a turn of mode if it may need one; none if there are none.
  mutating func add(_ commands: [Command]) {
    if commands.isEmpty { return }
    if needsTurn(to: commands) { append([.TMOD]) }
    append(commands)
  }

  private mutating func append(_ commands: [Command]) {
    let allowed = links.map { $0.cycles + Self.longest(rules, $0.commands, commands) }.max() ?? 0
    links.append((commands, max(allowed, cycles + 1)))
  }

  /// Whether the channel may be in another mode than that of a command to come.
  private func needsTurn(to commands: [Command]) -> Bool {
    let before = Set(links[links.count - 1].commands.map { modes[Int($0.rawValue)] })
    return commands.contains { command in
      guard let needed = modes[Int(command.rawValue)] else { return false }
      return before != [needed]
    }
  }

  /// The longest delay from some commands to others.
  static func longest(_ rules: [TimingRule], _ preceding: [Command], _ following: [Command]) -> Int {
    rules.filter { rule in
      rule.preceding.contains(where: preceding.contains) && rule.following.contains(where: following.contains)
    }.map(\.delay).max() ?? 0
  }
}

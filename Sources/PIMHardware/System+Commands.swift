extension System {
  /// True if the channels have the command.
  @inlinable public func has(_ command: Command) -> Bool { supported[Int(command.rawValue)] }

  /// True if the channels have MAC units, or any command of theirs. Otherwise the ASIC computes the products.
  public var hasMACUnits: Bool {
    [Command.MAC, .MAC16, .WRGB, .RDMAC16, .WRMAC16].contains(where: has)
  }

  /// True if a channel with these commands has a global buffer.
  static func hasGlobalBuffer(_ supported: [Bool]) -> Bool {
    [Command.WRGB, .RDCP, .WRCP, .MAC, .MAC16].contains { supported[Int($0.rawValue)] }
  }

  /// The value of `closesRow` for a system in which these commands close their row, besides RDA and WRA.
  public static func closing(_ commands: [Command]) -> [Bool] {
    Command.allCases.map { $0 == .RDA || $0 == .WRA || commands.contains($0) }
  }

  /// True if the command closes the row that it accesses.
  @inlinable public func closesRow(_ command: Command) -> Bool { closesRow[Int(command.rawValue)] }

  /// The first command that a channel must issue by itself and does not have, with the reason; nil if none is
  /// missing. A channel opens and closes rows for accesses, closes all banks and refreshes, and changes
  /// modes.
  var missingCommand: (command: Command, reason: String)? {
    var needed: [(command: Command, reason: String)] = []
    for command in Command.allCases where has(command) && command.role == .column {
      let isOnAllBanks = command.footprint == .all
      needed.append((isOnAllBanks ? .ACT16 : .ACT, "it opens the rows of \(command.mnemonic)"))
      if closesRow(command) { continue }
      needed.append((isOnAllBanks ? .PREA : .PRE, "it closes the rows of \(command.mnemonic)"))
    }
    if refresh.policy != .none {
      needed.append((.REFab, "refresh.policy is \(refresh.policy.rawValue)"))
      needed.append((.PREA, "it closes the banks for a refresh"))
    }
    if modeNames.count > 1 { needed.append((.TMOD, "it turns a channel from mode to mode")) }
    return needed.first { !has($0.command) }
  }
}

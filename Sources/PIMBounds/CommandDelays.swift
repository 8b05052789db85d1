internal import PIMHardware
internal import PIMMapping

/// The least times between commands of one channel, in cycles of the command clock, from the rule table.
///
/// Every time is a lower bound: rules with a window and changes of the mode, which only add to it, are left
/// out. docs/bounds.md has the derivation of each.
struct CommandDelays: Sendable {
  /// From one MAC to the next on an open row.
  let mac: Int
  /// From the last MAC on a row to the first on another one.
  let row: Int
  /// From the last MAC of a result to the first of the next one: the result is read in between.
  let result: Int
  /// The same, if the next one is on another row.
  let rowAtResult: Int
  /// True if rows are opened after results are read and vectors written.
  private let isOnDemand: Bool
  /// From the last MAC of a result to the command that reads it.
  let read: Int
  /// From the command that reads a result to the result at the ASIC.
  let readCompletion: Int
  /// From one burst into the global buffer to the next.
  let burst: Int
  /// The time from the last MAC of a result to the next MAC, if the result is read and a burst written in
  /// between, beyond `result`.
  let loadBeyondResult: Int
  /// The time from the last MAC of a result to the first on another row, if the result is read, a burst
  /// written, and the row opened after that; 0 if it may be opened before.
  private let vectorToOtherRow: Int
  /// The time from the first burst into the global buffer, if it is the only one, to the first MAC.
  let firstLoad: Int
  /// What a refresh adds to the time between two commands of a product.
  let refresh: Int
  /// What each row beyond the first adds when values are written, and what the last one adds at least.
  let valueRow: Int
  let lastValueRow: Int
  /// What a key adds to the time from one product to the next: the first burst, and each further one.
  let key: Int
  let keyBurst: Int
  /// From one write to the next, in any banks.
  let writeBurst: Int
  /// From the opening of a row in one bank to that in another bank.
  let bankOpening: Int
  /// True if one command can write an element in every bank.
  let writesAllBanks: Bool
  /// The time that a burst of a bank takes on the link.
  let bankBurst: Int

  /// - Parameters:
  ///   - rowOpening: the time at which rows are opened; nil for any.
  ///   - isUpToASIC: true for times without what may pass while the ASIC computes: after the last MAC of a
  ///     result, at most the result's way to the ASIC.
  init(_ system: System, rowOpening: MappingPolicy.RowOpening? = nil, isUpToASIC: Bool = false) {
    var table = RuleTable(system)
    if isUpToASIC { table.cutAtASIC() }
    let (mac, read, buffer) = (Command.MAC16, Command.RDMAC16, Command.WRGB)
    let isPreset = !system.macUnit.readClears
    let preset: [Command] = isPreset ? [.WRMAC16] : []

    self.mac = table[mac, mac]
    self.read = table[mac, read]
    readCompletion = system.completionCycles[Int(read.rawValue)]
    burst = table[buffer, buffer]
    result = table.span([mac, read] + preset + [mac])
    firstLoad = table.span([buffer] + preset + [mac])
    loadBeyondResult = max(0, table.span([mac, read, buffer] + preset + [mac]) - result)
    row = table.toOpening(after: mac, for: mac) + table.opening(before: mac)
    isOnDemand = rowOpening == .onDemand
    let reopening = isOnDemand ? table.reopening(before: mac) : 0
    rowAtResult = max(row, result, isOnDemand ? self.read + reopening : 0)
    vectorToOtherRow = isOnDemand ? table.span([mac, read, buffer]) + reopening : 0

    // Writes of keys and values: the bank's row is opened, written, and closed again before the next.
    let writes = [Command.WR, .WRA16].filter(system.has)
    let toVector = table.span([mac, read, buffer])
    valueRow = writes.map { table.opening(before: $0) + table.toOpening(after: $0) }.min() ?? 0
    lastValueRow = max(
      0,
      writes.map { write in
        // The products that follow may use the row that was written last, and begin with a vector.
        let byRow =
          table.opening(before: write) - table.opening(before: mac)
          + (system.closesRow(write)
            ? table.toOpening(after: write) + table.opening(before: mac) : table[write, mac])
        let byLink =
          table.toOpening(after: mac) + table.opening(before: write) + table[write, buffer] - toVector
        return min(byRow, byLink)
      }.min() ?? 0)
    let firstKey = table.toOpening(after: mac) + table.opening(before: .WR)
    key =
      system.has(.WR)
      ? max(
        0, min(firstKey + table[.WR, mac] - max(row, result), firstKey + table[.WR, buffer] - toVector))
      : 0
    keyBurst = table[.WR, .WR]
    writeBurst = table.onChannel(.WR, .WR)
    bankOpening = table.onChannel(.ACT, .ACT)
    writesAllBanks = system.has(.WRA16)
    bankBurst = [Command.RD, .WR].flatMap { first in
      [Command.RD, .WR].map { table.onChannel(first, $0) }
    }.min()!

    let common = CommandDelays.refresh(table, system, row: row, presets: isPreset, writes: writes)
    // A refresh closes the row, which then needs not be closed after it.
    refresh = max(0, common - (isOnDemand ? table.longestClosing(after: [read, buffer] + preset) : 0))
  }

  /// The time from the last MAC of a result to the next MAC, with a vector of `bursts` in between.
  func load(_ bursts: Int) -> Int { result + beyondResult(bursts) }

  /// The same, if the next MAC is on another row.
  func loadOtherRow(_ bursts: Int) -> Int {
    max(row, load(bursts), vectorToOtherRow + (isOnDemand ? (bursts - 1) * burst : 0))
  }

  /// What a vector of `bursts` adds to the time between two results.
  func beyondResult(_ bursts: Int) -> Int { loadBeyondResult + (bursts - 1) * burst }

  /// The time from the first burst into the global buffer to the first MAC.
  func head(_ bursts: Int) -> Int { firstLoad + (bursts - 1) * burst }

  /// What a refresh adds: to a gap that a row makes, or one of the pairs of commands that follow one another
  /// in a product. The refresh begins after the first of the pair, all banks closed, and the second has to
  /// wait for its end.
  private static func refresh(
    _ table: RuleTable, _ system: System, row: Int, presets: Bool, writes: [Command]
  ) -> Int {
    if system.refresh.policy == .none { return 0 }
    guard system.hasMACUnits else {
      return max(
        0,
        [Command.RD, .WR].flatMap { first in
          [Command.RD, .WR].map {
            table.toRefresh(after: first) + table.fromRefresh(to: $0) - table.onChannel(first, $0)
          }
        }.min()!)
    }
    let (mac, read, buffer, preset) = (Command.MAC16, Command.RDMAC16, Command.WRGB, Command.WRMAC16)
    var pairs = [
      (mac, mac), (mac, read), (mac, buffer), (read, mac), (read, buffer), (buffer, buffer), (buffer, mac),
    ]
    if presets { pairs += [(mac, preset), (read, preset), (buffer, preset), (preset, mac)] }
    for write in writes {
      pairs += [(write, write), (write, mac), (write, buffer), (read, write)]
    }
    let added = pairs.map { first, second in
      table.toRefresh(after: first) + table[.REFab, second] - table[first, second]
    }
    let around = table.toRefresh(after: mac) + table.fromRefresh(to: mac)
    return max(0, min(around - row, added.min()!, table[.REFab, .REFab]))
  }
}

/// The longest delay between each two commands, for commands that meet in every scope.
private struct RuleTable {
  private var delays: [[Int]]
  private var channelDelays: [[Int]]
  private let closers: [Command]
  private let openers: [Command]
  private let system: System

  init(_ system: System) {
    self.system = system
    // One command an edge.
    let none = Array(repeating: Array(repeating: 1, count: Command.count), count: Command.count)
    (delays, channelDelays) = (none, none)
    for rule in system.rules where rule.window == 1 {
      for p in rule.preceding {
        for f in rule.following {
          let (i, j) = (Int(p.rawValue), Int(f.rawValue))
          if rule.scope == .channel { channelDelays[i][j] = max(channelDelays[i][j], rule.delay) }
          if rule.scope == .channel || p.footprint != .none && f.footprint != .none {
            delays[i][j] = max(delays[i][j], rule.delay)
          }
        }
      }
    }
    closers = Command.allCases.filter { $0.role == .close && system.has($0) }
    openers = Command.allCases.filter { $0.role == .open && system.has($0) }
  }

  /// Cuts the delays from a read result, and those from its last MAC to the closing of its row, to the time
  /// until the ASIC has the result.
  mutating func cutAtASIC() {
    let (mac, read) = (Int(Command.MAC16.rawValue), Int(Command.RDMAC16.rawValue))
    let completion = system.completionCycles[read]
    let toASIC = delays[mac][read] + completion
    for index in delays[read].indices { delays[read][index] = min(delays[read][index], completion) }
    for close in closers {
      delays[mac][Int(close.rawValue)] = min(delays[mac][Int(close.rawValue)], toASIC)
    }
  }

  subscript(preceding: Command, following: Command) -> Int {
    delays[Int(preceding.rawValue)][Int(following.rawValue)]
  }

  /// The delay between commands on any banks of the channel.
  func onChannel(_ preceding: Command, _ following: Command) -> Int {
    channelDelays[Int(preceding.rawValue)][Int(following.rawValue)]
  }

  /// The time from the first to the last command of a sequence: its longest path.
  func span(_ sequence: [Command]) -> Int {
    var times = [0]
    for index in 1..<sequence.count {
      times.append((0..<index).map { times[$0] + self[sequence[$0], sequence[index]] }.max()!)
    }
    return times.last!
  }

  /// The commands that open the row of an access: a command on all banks needs the row in all of them.
  private func openers(of command: Command?) -> [Command] {
    command?.footprint == .all ? openers.filter { $0.footprint == .all } : openers
  }

  /// From a command on a row to the opening of another row of the bank, for any command or a certain one.
  func toOpening(after command: Command, for next: Command? = nil) -> Int {
    let openers = openers(of: next)
    if system.closesRow(command) { return openers.map { self[command, $0] }.min() ?? 0 }
    return closers.flatMap { close in openers.map { self[command, close] + self[close, $0] } }.min() ?? 0
  }

  /// From the opening of a row to a command on it.
  func opening(before command: Command) -> Int {
    openers(of: command).map { self[$0, command] }.min() ?? 0
  }

  /// From a command that needs no row to a command on a row that is not open, while another one is.
  func reopening(before command: Command) -> Int {
    1 + (closers.flatMap { close in openers(of: command).map { self[close, $0] } }.min() ?? 0)
      + opening(before: command)
  }

  /// The longest time from one of the commands to an opening, beyond the next edge.
  func longestClosing(after commands: [Command]) -> Int {
    commands.flatMap { command in
      closers.flatMap { close in openers.map { self[command, close] + self[close, $0] - 1 } }
    }.max() ?? 0
  }

  /// From a command to a refresh, before which all rows are closed.
  func toRefresh(after command: Command) -> Int {
    if command.role != .column || system.closesRow(command) { return self[command, .REFab] }
    return closers.map { self[command, $0] + self[$0, .REFab] }.min() ?? 0
  }

  /// From a refresh to a command on a row.
  func fromRefresh(to command: Command) -> Int {
    openers(of: command).map { self[.REFab, $0] + self[$0, command] }.min() ?? 0
  }
}

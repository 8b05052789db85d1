package import PIMHardware

/// A system's rule table, arranged to find the earliest edge at which a command may follow earlier ones.
///
/// Each rule becomes entries (preceding command, delay) in a list of its following command. There are three
/// lists, by the scope in which the preceding command is looked up: channel, bank group, bank. An all-bank
/// command shares a bank with every command on banks, so bank rules with such a command are looked up
/// channel-wide.
package struct RuleSet: Sendable {
  package struct Entry: Sendable, Hashable {
    package var preceding: Int
    package var delay: Int64
    /// The index of the preceding command among those of group and bank lists.
    package var slot = 0
  }

  package struct WindowEntry: Sendable, Hashable {
    /// Index of the history ring.
    package var ring: Int
    package var delay: Int64
  }

  /// A ring of the last issue times of a set of commands, for rules with a window.
  package struct Ring: Sendable, Hashable {
    package let commands: [Bool]
    package let depth: Int
    /// The command that names the cause of a wait for the window.
    package let first: Int
    /// The longest delay after an issue in the window; older issues have no effect.
    package var horizon: Int64 = 0

    init(commands: [Bool], depth: Int) {
      self.commands = commands
      self.depth = depth
      first = commands.firstIndex(of: true) ?? 0
    }
  }

  /// Entries of following command f: `channel[bounds[f] ..< bounds[f + 1]]`, by ascending preceding command.
  package private(set) var channel: [Entry] = []
  package private(set) var channelBounds: [Int] = [0]
  package private(set) var group: [[Entry]]
  package private(set) var bank: [[Entry]]
  package private(set) var window: [[WindowEntry]]
  package private(set) var rings: [Ring] = []
  /// By following command: true if it has a group, bank or window list.
  package private(set) var isLocal: [Bool]
  /// By preceding command: its longest delay in channel lists; older issues have no effect.
  package private(set) var horizon: [Int64]
  /// By preceding command: its slot in group and bank lists (-1: none); and by slot, the longest delay.
  package private(set) var groupSlots: [Int]
  package private(set) var bankSlots: [Int]
  package private(set) var groupHorizon: [Int64] = []
  package private(set) var bankHorizon: [Int64] = []

  package init(_ rules: [TimingRule]) {
    let n = Command.count
    var channelTable = Array(repeating: Array(repeating: Int64(0), count: n), count: n)
    var groupTable = channelTable
    var bankTable = channelTable
    window = Array(repeating: [], count: n)
    for rule in rules where rule.delay > 0 {
      let delay = Int64(rule.delay)
      if rule.window > 1 {
        // A window counts commands in the whole channel, whatever their footprints.
        var commands = Array(repeating: false, count: n)
        for p in rule.preceding { commands[Int(p.rawValue)] = true }
        let index = rings.firstIndex { $0.commands == commands && $0.depth == rule.window } ?? rings.count
        if index == rings.count { rings.append(Ring(commands: commands, depth: rule.window)) }
        rings[index].horizon = max(rings[index].horizon, delay)
        for f in rule.following { window[Int(f.rawValue)].append(WindowEntry(ring: index, delay: delay)) }
        continue
      }
      for p in rule.preceding {
        for f in rule.following {
          let (i, j) = (Int(f.rawValue), Int(p.rawValue))
          switch RuleSet.lookup(rule.scope, p, f) {
          case .channel: channelTable[i][j] = max(channelTable[i][j], delay)
          case .bankGroup: groupTable[i][j] = max(groupTable[i][j], delay)
          case .bank: bankTable[i][j] = max(bankTable[i][j], delay)
          case nil: break
          }
        }
      }
    }
    func horizons(_ table: [[Int64]]) -> [Int64] { (0..<n).map { p in table.map { $0[p] }.max() ?? 0 } }
    func slots(_ horizons: [Int64]) -> [Int] {
      var count = 0
      return horizons.map { longest in
        if longest == 0 { return -1 }
        count += 1
        return count - 1
      }
    }
    func entries(_ table: [Int64], slots: [Int]? = nil) -> [Entry] {
      table.indices.compactMap {
        table[$0] > 0 ? Entry(preceding: $0, delay: table[$0], slot: slots?[$0] ?? 0) : nil
      }
    }
    horizon = horizons(channelTable).map { max(1, $0) }
    let (inGroup, inBank) = (horizons(groupTable), horizons(bankTable))
    (groupSlots, bankSlots) = (slots(inGroup), slots(inBank))
    (groupHorizon, bankHorizon) = (inGroup.filter { $0 > 0 }, inBank.filter { $0 > 0 })
    group = groupTable.map { [groupSlots] in entries($0, slots: groupSlots) }
    bank = bankTable.map { [bankSlots] in entries($0, slots: bankSlots) }
    for row in channelTable {
      channel += entries(row)
      channelBounds.append(channel.count)
    }
    isLocal = Array(repeating: false, count: n)
    for f in 0..<n { isLocal[f] = !(group[f].isEmpty && bank[f].isEmpty && window[f].isEmpty) }
  }

  /// The scope in which a rule looks up its preceding command; nil if the commands never meet in it.
  private static func lookup(_ scope: TimingRule.Scope, _ p: Command, _ f: Command) -> TimingRule.Scope? {
    if scope == .channel { return .channel }
    switch (p.footprint, f.footprint) {
    case (.none, _), (_, .none): return nil
    case (.all, _), (_, .all): return .channel
    case (.bank, .bank): return scope
    case (.group, _), (_, .group): return .bankGroup
    }
  }
}

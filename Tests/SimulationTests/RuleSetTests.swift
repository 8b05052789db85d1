import PIMHardware
import Testing

@testable import PIMResults
@testable import PIMSimulation

@Suite struct RuleSetTests {
  private static func rule(
    _ preceding: [Command], _ following: [Command], _ scope: TimingRule.Scope, _ delay: Int, window: Int = 1
  ) -> TimingRule {
    TimingRule(
      scope: scope, preceding: preceding, following: following, expression: "", delay: delay, window: window)
  }

  /// The longest of several rules between two commands counts, and each list is in the order of preceding
  /// commands.
  @Test func channelRules() {
    let rules = RuleSet([
      Self.rule([.MAC16, .ACT16], [.PREA], .channel, 7), Self.rule([.MAC16], [.PREA, .MAC16], .channel, 9),
      Self.rule([.PREA], [.ACT16], .channel, 0),
    ])
    func entries(_ command: Command) -> [RuleSet.Entry] {
      let f = Int(command.rawValue)
      return Array(rules.channel[rules.channelBounds[f]..<rules.channelBounds[f + 1]])
    }
    let (act, mac) = (Int(Command.ACT16.rawValue), Int(Command.MAC16.rawValue))
    #expect(entries(.PREA).map(\.preceding) == [act, mac] && entries(.PREA).map(\.delay) == [7, 9])
    #expect(entries(.MAC16).map(\.delay) == [9] && entries(.ACT16).isEmpty)
    #expect(rules.horizon[mac] == 9 && rules.horizon[act] == 7)
    #expect(rules.horizon[Int(Command.PREA.rawValue)] == 1, "the bus: an issue is never of no age")
    #expect(!rules.isLocal.contains(true))
  }

  /// Two commands on single banks meet in their bank or group; one on all banks meets all of them.
  @Test func scopes() {
    let rules = RuleSet([
      Self.rule([.ACT], [.RD, .PREA], .bank, 5), Self.rule([.RD], [.RD], .bankGroup, 3),
      Self.rule([.WRGB], [.RD], .bank, 8),
    ])
    let (act, read) = (Int(Command.ACT.rawValue), Int(Command.RD.rawValue))
    #expect(rules.bank[read].map(\.preceding) == [act] && rules.bank[read].map(\.delay) == [5])
    #expect(rules.group[read].map(\.preceding) == [read] && rules.group[read].map(\.delay) == [3])
    let prea = Int(Command.PREA.rawValue)
    #expect(rules.channelBounds[prea + 1] - rules.channelBounds[prea] == 1)
    #expect(rules.isLocal[read] && !rules.isLocal[prea])
    #expect(rules.bankHorizon == [5] && rules.groupHorizon == [3])
    #expect(rules.bankSlots[act] == 0 && rules.groupSlots[read] == 0 && rules.bankSlots[read] == -1)
  }

  /// Rules with equal windows share a ring, which reaches as far as the longest of them.
  @Test func windows() {
    let rules = RuleSet([
      Self.rule([.ACT], [.ACT], .channel, 30, window: 4), Self.rule([.ACT], [.RD], .channel, 40, window: 4),
      Self.rule([.ACT, .ACT16], [.ACT], .channel, 50, window: 4),
    ])
    #expect(rules.rings.map(\.depth) == [4, 4] && rules.rings.map(\.horizon) == [40, 50])
    #expect(rules.window[Int(Command.ACT.rawValue)].map(\.delay) == [30, 50])
    #expect(rules.window[Int(Command.RD.rawValue)].map(\.ring) == [0])
  }

  /// Ledgers and counters have an element for each cause and command.
  @Test func vectorsHoldEveryCase() {
    #expect(Command.allCases.count <= Vector24.count && Cause.allCases.count <= Vector24.count)
    #expect(Command.allCases.allSatisfy { Int($0.rawValue) < Vector24.count })
    var counts = CommandCounts()
    for command in Command.allCases { counts[command] = Int64(command.rawValue) + 1 }
    #expect(Command.allCases.allSatisfy { counts[$0] == Int64($0.rawValue) + 1 })
    #expect(counts.total == Int64(Command.count * (Command.count + 1) / 2))
  }
}

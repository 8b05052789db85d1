import PIMChecking
import PIMConfiguration
import PIMHardware
import Testing

/// Every rule of every system, for every pair of its commands: legal at the distance it asks for, reported
/// one clock earlier.
@Suite struct RuleTests {
  private static let counts = [
    "aim-gddr6": 108, "gddr6": 22, "hbm-pim": 39, "pim-gpt": 38, "pim-gpt-idd": 38,
  ]
  private static let rules = counts.keys.sorted().flatMap { name in (0..<counts[name]!).map { (name, $0) } }

  /// As it is, but for its channels: one is as good as many.
  private static func system(_ name: String) throws -> System {
    var system = try Machines.load(name)
    system.organisation.channels = 1
    return system
  }

  @Test func everySystemAndRuleIsTested() throws {
    let library = PresetLibrary(roots: [Machines.root + "/configs"])
    #expect(library.names(kind: .systems) == Self.counts.keys.sorted())
    for (name, count) in Self.counts { #expect(try Machines.load(name).rules.count == count, "\(name)") }
    #expect(try Machines.load("hbm-pim").rules.filter { $0.window > 1 }.map(\.window) == [4])
  }

  /// The second of two commands that meet in a scope and in none that is narrower, by its group and bank. The
  /// first is in bank 0.0.
  private func place(_ scope: TimingRule.Scope) -> (group: Int, bank: Int) {
    switch scope {
    case .channel: (1, 0)
    case .bankGroup: (0, 1)
    case .bank: (0, 0)
    }
  }

  private func distances(reported rule: Int, _ records: [CommandRecord], on system: System) -> [Int64] {
    violations(records, on: system).compactMap { violation in
      guard case .timing(rule, _, let found) = violation.kind else { return nil }
      return found
    }
  }

  @Test(arguments: rules) func isReportedOneClockTooEarly(name: String, index: Int) throws {
    let system = try Self.system(name)
    let rule = system.rules[index]
    // A rule whose sum is zero or negative binds nothing.
    let delay = Int64(rule.delay)
    let early = delay > 0 ? [delay - 1] : []
    let (group, bank) = place(rule.scope)
    for preceding in rule.preceding {
      for following in rule.following {
        // As many as the window counts, the first of them where it matters and the others right after it.
        let first = (0..<rule.window).map { CommandRecord(preceding, at: 100 + Int64($0), bank: $0) }
        func second(_ distance: Int64, _ group: Int, _ bank: Int) -> CommandRecord {
          CommandRecord(following, at: 100 + distance, group: group, bank: bank, line: 2)
        }
        let pair = "\(preceding) \(following)"
        #expect(distances(reported: index, first + [second(delay, group, bank)], on: system) == [], "\(pair)")
        #expect(
          distances(reported: index, first + [second(delay - 1, group, bank)], on: system) == early, "\(pair)"
        )
        // One command less than the window counts, and the rule does not hold.
        #expect(
          distances(reported: index, first.dropLast() + [second(delay - 1, group, bank)], on: system) == [],
          "\(pair)")
        // The rule does not hold for single banks that do not meet.
        if preceding.footprint == .bank, following.footprint == .bank, rule.scope != .channel {
          let elsewhere = rule.scope == .bank ? second(delay - 1, 0, 1) : second(delay - 1, 1, 0)
          #expect(distances(reported: index, first + [elsewhere], on: system) == [], "\(pair)")
        }
        // A later command elsewhere does not hide the one that is too close.
        if rule.scope != .channel, preceding.footprint == .bank, delay > 2 {
          let between = CommandRecord(preceding, at: 101, group: 2, bank: 2)
          let found = distances(
            reported: index, first + [between, second(delay - 1, group, bank)], on: system)
          #expect(found.contains(following.footprint == .all ? delay - 2 : delay - 1), "\(pair)")
        }
      }
    }
  }

  /// No command that there is gets into a channel that refreshes all banks: each is reported one clock before
  /// tRFC is over, and not then.
  @Test(arguments: counts.keys.sorted()) func nothingGetsInDuringARefresh(name: String) throws {
    let system = try Self.system(name)
    let duration = Int64(system.refresh.durationCycles)
    for command in Command.allCases where system.has(command) {
      func found(_ distance: Int64) -> [Int64] {
        let records = [CommandRecord(.REFab, at: 100), CommandRecord(command, at: 100 + distance, line: 2)]
        return violations(records, on: system).compactMap {
          if case .timing(_, _, let found) = $0.kind { found } else { nil }
        }
      }
      #expect(found(duration - 1) == [duration - 1], "\(command)")
      #expect(found(duration) == [], "\(command)")
    }
  }

  @Test func windowsCountCommandsOfTheWholeChannel() throws {
    var system = try Machines.load("pim-gpt")
    system.rules = [
      TimingRule(
        scope: .channel, preceding: [.ACT], following: [.ACT], expression: "nFAW", delay: 40, window: 4)
    ]
    func at(_ cycles: Int64...) -> [String] {
      let records = cycles.enumerated().map { i, cycle in
        CommandRecord(.ACT, at: cycle, group: i / 4, bank: i % 4, line: i + 2)
      }
      return violations(records, on: system).map { $0.text(rules: system.rules, file: "c.csv") }
    }
    #expect(at(1, 11, 21, 31, 41, 51) == [])
    #expect(
      at(1, 11, 21, 31, 40, 51) == [
        "c.csv:6: cycle 40, channel 0, ACT of bank 1.0: 39 cycles after ACT of bank 0.0 (4 commands back, cycle 1, line 2); needs 40: channel: ACT -> ACT, nFAW, window 4"
      ])
  }
}

import PIMChecking
import PIMHardware
import Testing

/// Bank states, modes, refresh, ranges and order, each by the text that a user reads.
@Suite struct StateTests {
  private func texts(_ records: [CommandRecord], on system: System) -> [String] {
    violations(records, on: system).map { $0.text(rules: system.rules, file: "c.csv") }
  }

  private func free(_ change: (inout System) -> Void = { _ in }) throws -> System {
    var system = try Machines.load("pim-gpt", ["refresh.policy=none"])
    system.rules = []
    change(&system)
    return system
  }

  @Test func banks() throws {
    let system = try free()
    #expect(
      texts(
        [
          CommandRecord(.PREA, at: 1), CommandRecord(.ACT, at: 2), CommandRecord(.RD, at: 3),
          CommandRecord(.PRE, at: 4), CommandRecord(.PRE, at: 5), CommandRecord(.ACT16, at: 6),
          CommandRecord(.MAC16, at: 7), CommandRecord(.PREA, at: 8), CommandRecord(.REFab, at: 9),
        ], on: system) == [])
    #expect(
      texts([CommandRecord(.ACT, at: 1), CommandRecord(.ACT, at: 2, line: 2)], on: system)
        == [
          "c.csv:2: cycle 2, channel 0, ACT of bank 0.0: row 3 of bank 0 is open since ACT of bank 0.0 (cycle 1, line 1); needs a closed bank"
        ])
    #expect(
      texts([CommandRecord(.ACT, at: 1, bank: 1), CommandRecord(.ACT16, at: 2)], on: system)
        == [
          "c.csv:1: cycle 2, channel 0, ACT16: row 3 of bank 1 is open since ACT of bank 0.1 (cycle 1, line 1); needs a closed bank"
        ])
    #expect(
      texts([CommandRecord(.RD, at: 1, group: 1)], on: system)
        == ["c.csv:1: cycle 1, channel 0, RD of bank 1.0: bank 4 is closed since the start; needs row 3"])
    #expect(
      texts([CommandRecord(.ACT16, at: 1), CommandRecord(.MAC16, at: 2, row: 4, line: 2)], on: system)
        == [
          "c.csv:2: cycle 2, channel 0, MAC16: row 3 of bank 0 is open since ACT16 (cycle 1, line 1); needs row 4"
        ])
    #expect(
      texts(
        [
          CommandRecord(.ACT16, at: 1), CommandRecord(.PRE, at: 2, bank: 2, line: 2),
          CommandRecord(.PREA, at: 3),
          CommandRecord(.ACT, at: 4), CommandRecord(.MAC16, at: 5),
        ], on: system)
        == ["c.csv:1: cycle 5, channel 0, MAC16: bank 1 is closed since PREA (cycle 3, line 1); needs row 3"])
    #expect(
      texts(
        [
          CommandRecord(.ACT16, at: 1), CommandRecord(.PRE, at: 2, bank: 2, line: 2),
          CommandRecord(.PRE, at: 3, bank: 2, line: 3), CommandRecord(.MAC16, at: 4),
        ], on: system)
        == [
          "c.csv:1: cycle 4, channel 0, MAC16: bank 2 is closed since PRE of bank 0.2 (cycle 2, line 2); needs row 3"
        ])
    #expect(
      texts([CommandRecord(.ACT, at: 1), CommandRecord(.REFab, at: 2)], on: system)
        == [
          "c.csv:1: cycle 2, channel 0, REFab: row 3 of bank 0 is open since ACT of bank 0.0 (cycle 1, line 1); needs closed banks"
        ])
  }

  @Test func order() throws {
    let system = try free()
    #expect(
      texts([CommandRecord(.PREA, at: 5, line: 2), CommandRecord(.ACT16, at: 5, line: 3)], on: system)
        == [
          "c.csv:3: cycle 5, channel 0, ACT16: a second command in this clock, 0 cycles after PREA (cycle 5, line 2); needs 1"
        ])
    #expect(
      texts([CommandRecord(.PREA, at: 5, line: 2), CommandRecord(.ACT16, at: 4, line: 3)], on: system)
        == ["c.csv:3: cycle 4, channel 0, ACT16: before the channel's last command, PREA (cycle 5, line 2)"])
  }

  /// A cycle that there is not is one violation, the first command of a channel or not.
  @Test func cyclesCountFromOne() throws {
    let system = try free()
    #expect(texts([CommandRecord(.PREA, at: 1)], on: system) == [])
    for cycle in [0, -1, -999_999_999_999_999_999] as [Int64] {
      let expected = ["c.csv:2: cycle \(cycle), channel 0, PREA: cycles count from 1"]
      let record = CommandRecord(.PREA, at: cycle, line: 2)
      #expect(texts([record], on: system) == expected)
      #expect(texts([record, CommandRecord(.PREA, at: 1)], on: system) == expected)
      #expect(texts([CommandRecord(.PREA, at: 1), record], on: system) == expected)
    }
    let title = violations([CommandRecord(.PREA, at: 0)], on: system).map { $0.title(rules: system.rules) }
    #expect(title == ["cycle before 1"])
  }

  @Test func ranges() throws {
    let system = try free()
    func one(_ change: (inout CommandRecord) -> Void) -> [String] {
      var record = CommandRecord(.ACT, at: 1)
      change(&record)
      return texts([record], on: system)
    }
    #expect(
      one { $0.channel = 8 } == [
        "c.csv:1: cycle 1, channel 8, ACT of bank 0.0: channel 8; there are 8, from 0"
      ])
    #expect(
      one { $0.bankGroup = 4 } == [
        "c.csv:1: cycle 1, channel 0, ACT of bank 4.0: bank group 4; there are 4, from 0"
      ])
    #expect(
      one { $0.bank = -1 } == ["c.csv:1: cycle 1, channel 0, ACT of bank 0.-1: bank -1; there are 4, from 0"])
    #expect(
      one { $0.row = 16384 } == [
        "c.csv:1: cycle 1, channel 0, ACT of bank 0.0: row 16384; there are 16384, from 0"
      ])
    #expect(
      texts([CommandRecord(.ACT16, at: 1), CommandRecord(.MAC16, at: 2, column: 64)], on: system)
        == ["c.csv:1: cycle 2, channel 0, MAC16: column 64; there are 64, from 0"])
    #expect(
      texts([CommandRecord(.AF16, at: 1, row: 0)], on: system).first
        == "c.csv:1: cycle 1, channel 0, AF16: the system does not have this command")
  }

  @Test func modes() throws {
    let system = try free { system in
      system.supported[Int(Command.TMOD.rawValue)] = true
      system.modeNames = ["bank", "register"]
      system.mode[Int(Command.ACT.rawValue)] = 0
      system.mode[Int(Command.WRGB.rawValue)] = 1
    }
    #expect(
      texts(
        [CommandRecord(.ACT, at: 1), CommandRecord(.TMOD, at: 2), CommandRecord(.WRGB, at: 3)], on: system)
        == [])
    #expect(
      texts([CommandRecord(.WRGB, at: 1)], on: system)
        == ["c.csv:1: cycle 1, channel 0, WRGB: the channel is in mode bank since the start; needs register"])
    #expect(
      texts([CommandRecord(.TMOD, at: 2), CommandRecord(.ACT, at: 3)], on: system)
        == [
          "c.csv:1: cycle 3, channel 0, ACT of bank 0.0: the channel is in mode register since TMOD (cycle 2, line 1); needs bank"
        ])
  }

  /// A command with automatic precharge leaves its banks closed: RDA and WRA always, others where the system
  /// says so.
  @Test func automaticPrecharge() throws {
    let closing = try free { $0.closesRow = System.closing([.WRA16]) }
    let commands = [CommandRecord(.ACT16, at: 1), CommandRecord(.WRA16, at: 2), CommandRecord(.MAC16, at: 3)]
    #expect(
      texts(commands, on: closing)
        == ["c.csv:1: cycle 3, channel 0, MAC16: bank 0 is closed since WRA16 (cycle 2, line 1); needs row 3"]
    )
    #expect(texts(commands, on: try free { _ in }) == [])
    let single = [CommandRecord(.ACT, at: 1), CommandRecord(.RDA, at: 2), CommandRecord(.ACT, at: 3)]
    #expect(texts(single, on: try free { $0.supported[Int(Command.RDA.rawValue)] = true }) == [])
  }

  /// Refresh every 1,000 cycles: edges 1,000, 2,000 … are cycles 1,001, 2,001 … of a trace.
  private func refreshing(_ policy: System.Refresh.Policy, limit: Int = 8) throws -> System {
    try free { system in
      system.organisation.channels = 1
      system.refresh = System.Refresh(
        policy: policy, intervalCycles: 1000, durationCycles: 5, postponeLimit: limit)
    }
  }

  @Test func strictRefresh() throws {
    let system = try refreshing(.strict)
    // Without rules closing, two turns and the refresh take a clock each, and there is one to spare.
    let bound: Int64 = 5
    let before = CommandRecord(.WRGB, at: 1000)
    #expect(
      texts([before, CommandRecord(.REFab, at: 1001 + bound), CommandRecord(.WRGB, at: 1010)], on: system)
        == [])
    #expect(
      texts([before, CommandRecord(.REFab, at: 1002 + bound)], on: system)
        == [
          "c.csv:1: cycle 1007, channel 0, REFab: was due at cycle 1001, and at 1006 at the latest; there is none before"
        ])
    #expect(
      texts([CommandRecord(.WRGB, at: 1001), CommandRecord(.REFab, at: 1002)], on: system)
        == [
          "c.csv:1: cycle 1001, channel 0, WRGB: 1 refresh is owed, the first since cycle 1001; 1 or more go first; there is none before"
        ])
    // Every refresh that is missed is one violation.
    #expect(
      violations([1000, 1500, 2000, 2001, 3001].map { CommandRecord(.WRGB, at: $0) }, on: system).map(
        \.command.cycle)
        == [1500, 2001, 3001])
    // Only closing since: the trace ends without the refresh.
    #expect(
      texts([before, CommandRecord(.PREA, at: 1007)], on: system)
        == [
          "c.csv: channel 0: the refresh due at cycle 1001, and at 1006 at the latest, is missing; there is none before"
        ])
    // With a refresh before.
    let paid = CommandRecord(.REFab, at: 1002, line: 7)
    let name = "the one before is REFab (cycle 1002, line 7)"
    #expect(
      texts([paid, CommandRecord(.WRGB, at: 2001)], on: system)
        == [
          "c.csv:1: cycle 2001, channel 0, WRGB: 1 refresh is owed, the first since cycle 2001; 1 or more go first; \(name)"
        ])
    #expect(
      texts([paid, CommandRecord(.REFab, at: 2007)], on: system)
        == [
          "c.csv:1: cycle 2007, channel 0, REFab: was due at cycle 2001, and at 2006 at the latest; \(name)"
        ])
    #expect(
      texts([paid, CommandRecord(.PREA, at: 2007)], on: system)
        == ["c.csv: channel 0: the refresh due at cycle 2001, and at 2006 at the latest, is missing; \(name)"]
    )
  }

  @Test func postponedRefresh() throws {
    let system = try refreshing(.postponed, limit: 3)
    let row: [CommandRecord] = [CommandRecord(.WRGB, at: 3000), CommandRecord(.REFab, at: 3001)]
    #expect(texts(row, on: system) == [])
    #expect(
      texts([CommandRecord(.WRGB, at: 3001)], on: system)
        == [
          "c.csv:1: cycle 3001, channel 0, WRGB: 3 refreshes are owed, the first since cycle 1001; 3 or more go first; there is none before"
        ])
  }
}

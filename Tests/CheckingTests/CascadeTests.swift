import PIMChecking
import PIMHardware
import Testing

/// One error is one violation: what follows is judged as if it had not been made. And no other error is
/// hidden by it.
@Suite struct CascadeTests {
  /// The violations found, by kind and cycle.
  private func found(_ records: [CommandRecord], on system: System) -> [String] {
    violations(records, on: system).map { "\($0.title(rules: system.rules)) \($0.command.cycle)" }
  }

  private func free(_ change: (inout System) -> Void = { _ in }) throws -> System {
    var system = try Machines.load("pim-gpt", ["refresh.policy=none"])
    system.rules = []
    change(&system)
    return system
  }

  // MARK: Modes

  private func modes(_ names: [String]) throws -> System {
    try free { system in
      system.supported[Int(Command.TMOD.rawValue)] = true
      system.modeNames = names
      system.mode[Int(Command.RD.rawValue)] = 0
      system.mode[Int(Command.WRGB.rawValue)] = 1
    }
  }

  /// Twenty turns there and back, each with three commands of its mode; then one TMOD less, or one more.
  @Test(arguments: [["bank", "register"], ["bank", "register", "test"]]) func turns(names: [String]) throws {
    let system = try modes(names)
    var all = [CommandRecord(.ACT, at: 1)]
    for turn in 0..<40 {
      let access: Command = turn % 2 == 0 ? .RD : .WRGB
      for command in [access, access, access, .TMOD] {
        all.append(CommandRecord(command, at: Int64(all.count + 1)))
      }
    }
    #expect(found(all, on: system) == [])
    for turn in 0..<39 {
      let at = 1 + turn * 4 + 3
      var fewer = all
      fewer.remove(at: at)
      #expect(found(fewer, on: system) == ["wrong mode \(all[at + 1].cycle)"])
      var another = all
      another[at - 2].command = .TMOD
      // With three modes the channel may have turned to any of the other two.
      #expect(found(another, on: system) == ["wrong mode \(all[at - 1].cycle)"])
    }
    var two = all
    two.remove(at: 1 + 24 * 4 + 3)
    two.remove(at: 1 + 11 * 4 + 3)
    #expect(found(two, on: system) == ["wrong mode 50", "wrong mode 102"])
  }

  // MARK: Banks

  @Test func banks() throws {
    let system = try free()
    func at(_ commands: (Command, row: Int)...) -> [String] {
      found(commands.enumerated().map { CommandRecord($1.0, at: Int64($0 + 1), row: $1.row) }, on: system)
    }
    let (closed, other, open) = (
      "access to a closed bank", "access to another row than the open one", "row opened in an open bank"
    )
    // No ACT16; no PREA; neither, where the row changes.
    #expect(
      at((.MAC16, 3), (.MAC16, 3), (.RD, 3), (.MAC16, 3), (.PREA, 0), (.MAC16, 3)) == [
        closed + " 1", closed + " 6",
      ])
    #expect(at((.ACT16, 3), (.MAC16, 3), (.ACT16, 4), (.MAC16, 4), (.PREA, 0), (.ACT16, 3)) == [open + " 3"])
    #expect(at((.ACT16, 3), (.MAC16, 3), (.MAC16, 4), (.RD, 4), (.MAC16, 4), (.PREA, 0)) == [other + " 3"])
    #expect(
      at((.ACT16, 3), (.REFab, 0), (.REFab, 0), (.ACT16, 4), (.MAC16, 4)) == ["refresh with open banks 2"])
    // An access moved in front of its ACT.
    #expect(at((.RD, 3), (.ACT, 3), (.RD, 3)) == [closed + " 1"])
    // An access to another row in between; twice; to a third one.
    #expect(at((.ACT, 3), (.RD, 4), (.RD, 3), (.RD, 3)) == [other + " 2"])
    #expect(at((.ACT, 3), (.RD, 4), (.RD, 3), (.RD, 4)) == [other + " 2", other + " 4"])
    #expect(at((.ACT, 3), (.RD, 4), (.RD, 5)) == [other + " 2", other + " 3"])
    #expect(at((.RD, 3), (.RD, 4), (.PRE, 0), (.RD, 4)) == [closed + " 1", closed + " 2", closed + " 4"])
    // A row that there is not is that and nothing else.
    #expect(at((.ACT, 3), (.RD, -1), (.REFab, 0)) == ["row out of range 2", "refresh with open banks 3"])
  }

  @Test func eachBankOnItsOwn() throws {
    let system = try free()
    let records = [
      CommandRecord(.RD, at: 1, bank: 0), CommandRecord(.RD, at: 2, bank: 1),
      CommandRecord(.RD, at: 3, bank: 0),
      CommandRecord(.MAC16, at: 4), CommandRecord(.MAC16, at: 5),
    ]
    #expect(
      violations(records, on: system).map(\.kind) == [
        .wrongRow(bank: 0, open: -1, since: nil), .wrongRow(bank: 1, open: -1, since: nil),
        .wrongRow(bank: 2, open: -1, since: nil),
      ])
  }

  // MARK: Refresh

  /// Refresh every 1,000 cycles: edges 1,000, 2,000 … are cycles 1,001, 2,001 … of a trace.
  private func refreshing(_ policy: System.Refresh.Policy, limit: Int, channels: Int = 1) throws -> System {
    try free { system in
      system.organisation.channels = channels
      system.refresh = System.Refresh(
        policy: policy, intervalCycles: 1000, durationCycles: 5, postponeLimit: limit)
    }
  }

  /// Forty intervals with work in them; what is owed is paid at once after every `limit`. The last are paid,
  /// so that none is owed at the end.
  private func work(limit: Int, hasWork: Bool = true, channel: Int = 0) -> [CommandRecord] {
    var records: [CommandRecord] = []
    for interval in 1...40 {
      let start = Int64(interval) * 1000 + 1
      if interval % limit == 0 {
        records += (0..<limit).map { CommandRecord(.REFab, at: start + Int64($0)) }
      }
      if hasWork { records += [100, 500, 900].map { CommandRecord(.WRGB, at: start + $0) } }
    }
    for i in records.indices { (records[i].channel, records[i].line) = (channel, i + 2) }
    return records
  }

  @Test(arguments: [1, 2, 4], [true, false]) func aRefreshLess(limit: Int, hasWork: Bool) throws {
    let system = try refreshing(limit == 1 ? .strict : .postponed, limit: limit)
    let all = work(limit: limit, hasWork: hasWork)
    #expect(found(all, on: system) == [])
    let refreshes = all.indices.filter { all[$0].command == .REFab }
    for at in refreshes {
      var fewer = all
      fewer.remove(at: at)
      // A debt of one is at the end not yet too late if more may be owed, or if no time passes.
      let isSeen = limit == 1 ? hasWork || at != refreshes.last : at < refreshes[40 - limit]
      #expect(found(fewer, on: system).count == (isSeen ? 1 : 0), "\(all[at])")
      // Another one, ten intervals later, is another violation.
      guard let other = refreshes.first(where: { all[$0].cycle > all[at].cycle + 10_000 }) else { continue }
      fewer.remove(at: other - 1)
      let isOtherSeen = limit == 1 ? hasWork || other != refreshes.last : other < refreshes[40 - limit]
      #expect(found(fewer, on: system).count == (isOtherSeen ? 2 : 1), "\(all[at]), \(all[other])")
    }
  }

  /// A refresh that comes too late is not taken for the next one, whose absence would go unseen.
  @Test(arguments: [true, false]) func aLateRefresh(hasWork: Bool) throws {
    let system = try refreshing(.strict, limit: 1)
    var records = work(limit: 1, hasWork: hasWork)
    let refreshes = records.indices.filter { records[$0].command == .REFab }
    records[refreshes[3]].cycle += 50
    if hasWork { records.insert(CommandRecord(.WRGB, at: 4020), at: refreshes[3]) }
    let first = hasWork ? "missed refresh 4020" : "missed refresh 4051"
    #expect(found(records, on: system) == [first])
    records.remove(at: refreshes[4] + (hasWork ? 1 : 0))
    #expect(found(records, on: system) == [first, hasWork ? "missed refresh 5101" : "missed refresh 6001"])
  }

  // MARK: Time

  /// A cycle that is far too late is so in its channel; the others need no refresh until then.
  @Test func absurdCycles() throws {
    let system = try refreshing(.strict, limit: 1, channels: 3)
    let channels = [work(limit: 1), work(limit: 1, channel: 1), work(limit: 1, channel: 2)]
    let all = channels.joined().sorted { ($0.cycle, $0.channel) < ($1.cycle, $1.channel) }
    #expect(found(all, on: system) == [])
    let absurd = 999_999_999_999_999_999 as Int64
    for at in [5, 100, all.count / 2, all.count - 4, all.count - 3] {
      var late = all
      late[at].cycle = absurd
      let next = late.indices.first { $0 > at && late[$0].channel == late[at].channel }
      let expected =
        ["missed refresh \(absurd)"] + (next.map { ["cycles going backwards \(late[$0].cycle)"] } ?? [])
      #expect(found(late, on: system) == expected)
      // Refreshes that are missing after it are still seen, in its channel and in others.
      guard let next, let other = late.indices.last(where: { late[$0].command == .REFab }), other > next + 30
      else { continue }
      for channel in 0..<3 {
        var fewer = late
        fewer.remove(at: other - channel)
        #expect(found(fewer, on: system) == expected + ["missed refresh \(all[other - 2].cycle + 100)"])
      }
    }
    // A channel without any command is refreshed for as long as the others work.
    #expect(found(all.filter { $0.channel != 1 }, on: system) == ["missed refresh 0"])
  }

  /// Whichever of two commands is out of place, distances are kept between the others, and none is measured
  /// to it.
  @Test func distancesAcrossOneOutOfPlace() throws {
    let rule = TimingRule(scope: .channel, preceding: [.RD], following: [.RD], expression: "n", delay: 10)
    let system = try free { $0.rules = [rule] }
    func at(_ cycles: Int64...) -> [String] {
      found([CommandRecord(.ACT, at: 1)] + cycles.map { CommandRecord(.RD, at: $0) }, on: system)
    }
    let (timing, backwards) = ("timing, channel: RD -> RD, n", "cycles going backwards")
    #expect(at(100, 110, 120) == [])
    #expect(at(100, 5, 110, 119) == [backwards + " 5", timing + " 119"])
    #expect(at(100, 5, 109, 119) == [backwards + " 5", timing + " 109"])
    #expect(at(100, 900, 110, 120, 130) == [backwards + " 110"])
    #expect(at(100, 900, 110, 119, 130) == [backwards + " 110", timing + " 119"])
    // A trace that begins anew.
    #expect(at(100, 110, 20, 30, 40) == [backwards + " 20"])
    #expect(at(300, 200, 100, 110) == [backwards + " 200", backwards + " 100"])
  }
}

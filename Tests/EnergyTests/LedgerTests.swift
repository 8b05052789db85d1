import PIMConfiguration
import PIMHardware
import PIMNumerics
import PIMResults
import Testing

@testable import PIMEnergy

@Suite struct LedgerTests {
  @Test(arguments: ["pim-gpt", "pim-gpt-idd"]) func entriesSumAndActivitiesAddUp(name: String) throws {
    let model = EnergyModel(try Machines.load(name))
    var random = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let (a, b) = (Activity.random(using: &random), Activity.random(using: &random))
      let ledger = model.ledger(of: a)
      #expect(ledger.total == EnergyComponent.allCases.reduce(0) { $0 + (ledger[$1] ?? 0) })
      #expect(model.ledger(of: a + b) == ledger + model.ledger(of: b))
    }
  }

  @Test func nothingKnownIsNotNothing() throws {
    var system = try Machines.load()
    system.electrical = Electrical()
    let model = EnergyModel(system)
    #expect(model.notModelled.map(\.component) == EnergyComponent.allCases)
    #expect(
      model.notModelled[0].missing == [
        "electrical.IDD0", "electrical.VDD", "electrical.IDD3N", "electrical.IDD2N",
      ])
    #expect(model.notModelled[4].missing == ["electrical.macPower", "electrical.macRoutingFactor"])
    var activity = Activity(.quiet(channels: 8, time: 1_000_000), on: system)
    for command in Command.allCases where system.has(command) { activity.commands[command] = 1 }
    (activity.openCycles, activity.asicAdditions) = (1, 1)
    let ledger = EnergyModel(system, of: activity).ledger(of: activity)
    #expect(EnergyComponent.allCases.allSatisfy { ledger[$0] == nil } && ledger.total == 0)
    // An activity of standby alone lacks no other constant.
    let account = try EnergyAccount(.quiet(channels: 8, time: 1_000_000), on: system)
    #expect(account.model.notModelled.map(\.component) == [.backgroundPrecharged, .asicStatic])
    #expect(account.share(.asicStatic) == nil && account.joules == 0)
  }

  @Test func noEventsAreNone() throws {
    let account = try EnergyAccount(.quiet(channels: 8, time: 1_000_000), on: Machines.load())
    #expect(account.ledger[.activation] == 0 && account.ledger[.read] == 0)
    #expect(account.ledger[.globalBuffer] == 0)
    #expect(account.model.notModelled.isEmpty)
    // 8 channels · 115 mW + 91.377 mW for 1 µs.
    #expect(account.ledger.total == 1_011_377 * 1_000_000_000_000)
    #expect(try #require(account.averagePower) == 1.011377)
    #expect((account.energyDelayProduct - 1.011377e-12).magnitude < 1e-24)
  }

  @Test(arguments: [
    ("IDD5B", [EnergyComponent.refresh]), ("IDD4R", [.read, .arrayAccess]), ("IDD4W", [.write]),
    ("IDD0", [.activation]), ("allBankFactor", [.write, .arrayAccess]), ("macPower", [.macUnits]),
    ("macRoutingFactor", [.macUnits]), ("linkEnergy", [.linkToChannels, .linkFromChannels]),
    ("asicPower", [.asicDynamic, .asicStatic]), ("asicStaticShare", [.asicDynamic, .asicStatic]),
    ("asicMultiplyRatio", [.asicDynamic]),
    ("IDD3N", [.activation, .read, .write, .arrayAccess, .backgroundActive]),
    ("IDD2N", [.activation, .refresh, .backgroundPrecharged]),
  ]) func missingKeyIsNamed(key: String, components: [EnergyComponent]) throws {
    let model = EnergyModel(try Machines.load("pim-gpt-idd", "electrical.\(key)=null"))
    #expect(model.notModelled.map(\.component) == components)
    for (_, missing) in model.notModelled { #expect(missing == ["electrical.\(key)"]) }
  }

  @Test func refreshOfOneBankHasNoCurrent() throws {
    var system = try Machines.load()
    system.supported[Int(Command.REFpb.rawValue)] = true
    let refresh = EnergyModel(system).notModelled.first { $0.component == .refresh }
    #expect(refresh?.missing == ["a current of REFpb, for which there is no key"])
    // REFab is charged as long as no REFpb was issued: 1.25 V · 277 mA · 455 ns.
    let all = Activity([.REFab: 3])
    #expect(EnergyModel(system, of: all).ledger(of: all)[.refresh] == Int128(3) * 157_543_750_000_000_000)
    let single = Activity([.REFab: 3, .REFpb: 1])
    #expect(EnergyModel(system, of: single).ledger(of: single)[.refresh] == nil)
  }

  /// A component is not modelled only where a command that was issued lacks its constant.
  @Test(arguments: [
    ("allBankFactor", [Command.MAC], [Command.MAC16], EnergyComponent.arrayAccess),
    ("allBankFactor", [.WR], [.WR, .WRA16], .write), ("IDD4R", [.WR, .RDMAC16], [.RD], .read),
    ("macPower", [.WRGB, .RD], [.MAC], .macUnits),
    ("linkEnergy", [.MAC16, .RD], [.WRMAC16], .linkToChannels),
    ("IDD0", [.RD, .PRE], [.ACT], .activation), ("IDD5B", [.PREA], [.REFab], .refresh),
    ("bufferReadEnergy", [.RD, .RDMAC16], [.WRGB], .globalBuffer),
  ])
  func onlyWhatWasIssuedCanBeMissing(
    key: String, without: [Command], with: [Command], component: EnergyComponent
  ) throws {
    // One of the two energies of the buffer alone is refused.
    let other = key == "bufferReadEnergy" ? "bufferWriteEnergy" : key
    let system = try Machines.load("pim-gpt", "electrical.\(key)=null", "electrical.\(other)=null")
    func isModelled(_ commands: [Command]) -> Bool {
      let activity = Activity(Dictionary(uniqueKeysWithValues: commands.map { ($0, 1) }))
      return EnergyModel(system, of: activity).ledger(of: activity)[component] != nil
    }
    #expect(isModelled(without) && !isModelled(with))
  }

  /// An access that has no price takes no standby off either.
  @Test func standbyStaysWhereNothingReplacesIt() throws {
    // MAC16 has no factor, so the component of MAC has no entry: standby is 1.25 V · 142 mA · 0.5 ns for each
    // open cycle, whole.
    let model = EnergyModel(try Machines.load("pim-gpt", "electrical.allBankFactor=null"))
    var activity = Activity([.MAC: 5, .RD: 1])
    activity.openCycles = 100
    let ledger = model.ledger(of: activity)
    #expect(ledger[.arrayAccess] == nil)
    #expect(ledger[.backgroundActive] == Int128(100 * 88_750 - 177_500) * 1_000_000_000)
  }

  // MARK: The second way

  /// Whatever is known of the machine, and whatever happened: ledger and power times time agree, or this
  /// throws.
  @Test(arguments: 0..<400) func agreesWithPowerTimesTime(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var system = try Machines.load(seed % 2 == 0 ? "pim-gpt" : "pim-gpt-idd")
    for command in Command.allCases where random.pick(0...3) == 0 && command != .REFpb {
      system.supported[Int(command.rawValue)] = true
    }
    if random.pick(0...1) == 0 {
      system.electrical.bufferWriteEnergy = EnergyAmount(attojoules: Int64(random.pick(0...9_000_000)))
      system.electrical.bufferReadEnergy = EnergyAmount(attojoules: Int64(random.pick(0...9_000_000)))
    }
    system.electrical.allBankFactor = Fraction(billionths: Int64(random.pick(1_000_000_000...9_000_000_000)))
    system.electrical.macRoutingFactor = Fraction(
      billionths: Int64(random.pick(1_000_000_000...9_000_000_000)))
    system.electrical.asicMultiplyRatio = Fraction(billionths: Int64(random.pick(10_000_000...9_000_000_000)))
    system.electrical.asicStaticShare = Fraction(billionths: Int64(random.pick(0...1_000_000_000)))
    for forget in Self.forgetful where random.pick(0...9) == 0 { forget(&system.electrical) }
    var result = SimulationResult()
    result.time = Int64(random.pick(1...1_000_000_000_000))
    let cycles = result.time / system.commandClockPicoseconds
    result.channels = (0..<random.pick(1...8)).map { _ in
      var counters = ChannelCounters()
      counters.openCycles = Int64(random.pick(0...Int(cycles)))
      for command in Command.allCases where system.has(command) {
        counters.commands[command] = Int64(random.pick(0...Int(cycles / 1000)))
      }
      return counters
    }
    result.work.asicAdditions = Int64(random.pick(0...100_000_000))
    result.work.asicMultiplications = Int64(random.pick(0...100_000_000))
    let account = try EnergyAccount(result, on: system)
    #expect(account.ledger.total == EnergyComponent.allCases.reduce(0) { $0 + (account.ledger[$1] ?? 0) })
  }

  static let forgetful: [@Sendable (inout Electrical) -> Void] = [
    { $0.vdd = nil }, { $0.idd0 = nil }, { $0.idd2n = nil }, { $0.idd3n = nil }, { $0.idd4r = nil },
    { $0.idd4w = nil },
    { $0.idd5b = nil }, { $0.allBankFactor = nil }, { $0.macPower = nil }, { $0.linkEnergy = nil },
    { $0.asicPower = nil },
    { $0.asicStaticShare = nil }, { $0.asicMultiplyRatio = nil },
  ]

  @Test func disagreementIsAnError() throws {
    let account = try EnergyAccount(.quiet(channels: 8, time: 1_000_000), on: Machines.load())
    func again(_ joules: Double) throws {
      _ = try EnergyAccount(
        model: account.model, activity: account.activity, ledger: account.ledger, division: nil,
        integralJoules: joules)
    }
    try again(account.joules * (1 + 0.5e-12))
    #expect(throws: EnergyMismatch.self) { try again(account.joules * (1 + 4e-12)) }
    do {
      try again(2e-6)
    } catch let error as EnergyMismatch {
      #expect(
        error.description
          == "energy does not add up: the ledger has 1.011377e-06 J, mean power times duration is 2e-06 J; expected them to agree within "
          + "one part in 10^12. This is a mistake in the program: please report it with the configuration. No energy and no latency is reported"
      )
    }
  }
}

extension SimulationResult {
  /// Nothing happens on any channel.
  static func quiet(channels: Int, time: Int64) -> SimulationResult {
    var result = SimulationResult()
    result.time = time
    result.channels = Array(repeating: ChannelCounters(), count: channels)
    return result
  }
}

import PIMConfiguration
import PIMExperiments
import PIMHardware
import PIMNumerics
import PIMReports
import PIMResults
import Testing

@testable import PIMEnergy

/// Prices of other designs than the one that the constants are given for. Those of that design are in
/// EnergyModelTests.
@Suite struct DesignTests {
  /// The energy of one command, or of what `change` makes of an activity, by component.
  private func price(
    _ overrides: [String], of command: Command? = nil, _ component: EnergyComponent,
    on name: String = "pim-gpt",
    _ change: (inout Activity) -> Void = { _ in }
  ) throws -> Int128? {
    var activity = Activity(command.map { [$0: 1] } ?? [:])
    change(&activity)
    return EnergyModel(try Machines.load(name, overrides)).ledger(of: activity)[component]
  }

  /// An addition takes 273,069.928278688… aJ and a multiplication 4.1 times that, as on the published ASIC.
  @Test(arguments: [
    ["asic.adders=64"], ["asic.adders=1024"], ["asic.multipliers=512"], ["asic.clock=100 MHz"],
    ["asic.clock=2 GHz"], ["organisation.channels=16"],
  ]) func operationsTakeWhatTheyTake(overrides: [String]) throws {
    #expect(try price(overrides, .asicDynamic) { $0.asicAdditions = 1 } == 273_069_928_279)
    #expect(try price(overrides, .asicDynamic) { $0.asicMultiplications = 1 } == 1_119_586_705_943)
  }

  /// A fifth of an operation is in the SRAM, and four times as much SRAM takes twice as much for an access:
  /// 1.2 · 273,069.928278688… aJ, and 4.1 times that.
  @Test func operationsGrowWithTheSRAM() throws {
    let large = ["asic.sram=512 KiB"]
    #expect(try price(large, .asicDynamic) { $0.asicAdditions = 1 } == 327_683_913_934)
    #expect(try price(large, .asicDynamic) { $0.asicMultiplications = 1 } == 1_343_504_047_131)
  }

  /// Static power goes with the area: 91.377 mW, 91,377,000,000 yJ a picosecond, for 640,000 µm².
  @Test(
    arguments: [
      // 91.377 · 861,791 / 640,000 mW.
      ("asic.adders=512", 123_043_556_573),
      // 91.377 · 868,001 / 640,000 mW.
      ("asic.multipliers=256", 123_930_199_027),
      // 91.377 · 830,208 / 640,000 mW.
      ("asic.sram=256 KiB", 118_534_244_400), ("asic.clock=100 MHz", 91_377_000_000),
    ] as [(String, Int128)]) func staticPowerGoesWithTheArea(change: String, perPicosecond: Int128) throws
  {
    #expect(try price([change], .asicStatic) { $0.time = 1 } == perPicosecond)
  }

  /// Twice the lanes, with a burst of 64 B.
  @Test func lanes() throws {
    let wide = ["macUnit.lanes=32", "organisation.burst=64 B"]
    // 2 · 3 · 1.25 V · (530 − 142) mA · 1 ns + 177.5 pJ of standby.
    #expect(try price(wide, of: .MAC16, .arrayAccess) == 3_087_500_000_000_000)
    // 2 · 1.25 V · (530 − 142) mA · 1 ns + 177.5 pJ.
    #expect(try price(wide, of: .MAC, .arrayAccess) == 1_147_500_000_000_000)
    // 2 · 149.29 mW · 1.5 · 1 ns, and a sixteenth of it.
    #expect(try price(wide, of: .MAC16, .macUnits) == 447_870_000_000_000)
    #expect(try price(wide, of: .MAC, .macUnits) == 27_991_875_000_000)
    // 2 · 0.139251 pJ, 2 · 0.162744 pJ.
    #expect(try price(wide, of: .MAC16, .globalBuffer) == 278_502_000_000)
    #expect(try price(wide, of: .WRGB, .globalBuffer) == 325_488_000_000)
    // A burst takes 2 ns on the link: 1.25 V · 530 mA · 2 ns, 1.25 V · (142 + 3 · 328) mA · 2 ns.
    #expect(try price(wide, of: .RD, .read) == 1_325_000_000_000_000)
    #expect(try price(wide, of: .WRA16, .write) == 2_815_000_000_000_000)
    // 2 · 1.35 V · (248 − 61) mA · 1.32 ns: the time of a burst is a measured one, of 32 B.
    #expect(try price(wide, of: .RD, .read, on: "pim-gpt-idd") == 666_468_000_000_000)
    #expect(try price(wide, of: .MAC16, .arrayAccess, on: "pim-gpt-idd") == 1_999_404_000_000_000)
  }

  /// Half of the banks have half of the MAC units; a MAC of one bank stays.
  @Test func banks() throws {
    let half = ["organisation.bankGroups=2"]
    #expect(try price(half, of: .MAC16, .macUnits) == 111_967_500_000_000)
    #expect(try price(half, of: .MAC, .macUnits) == 13_995_937_500_000)
  }

  /// A buffer of 8 KiB, four times the published one: √4 · 0.162744 pJ and √4 · 0.139251 pJ.
  @Test func globalBuffers() throws {
    let large = ["globalBuffer.size=8 KiB"]
    #expect(try price(large, of: .WRGB, .globalBuffer) == 325_488_000_000)
    #expect(try price(large, of: .MAC16, .globalBuffer) == 278_502_000_000)
  }

  /// All prices that a design has, by a name.
  private static func prices(_ system: System) -> [(name: String, yoctojoules: Int128)] {
    let model = EnergyModel(system)
    var result: [(String, Int128)] = []
    for command in Command.allCases where system.has(command) {
      result.append((command.mnemonic, model.ledger(of: Activity([command: 1])).total))
    }
    for (name, change) in [
      ("picosecond", { $0.time = 1 }), ("addition", { $0.asicAdditions = 1 }),
      ("multiplication", { $0.asicMultiplications = 1 }), ("open cycle", { $0.openCycles = 1 }),
      ("closed cycle", { $0.closedCycles = 1 }),
    ] as [(String, (inout Activity) -> Void)] {
      var activity = Activity()
      change(&activity)
      result.append((name, model.ledger(of: activity).total))
    }
    return result
  }

  /// A design of 1/4 to 8 times the published units.
  private static func design(using generator: inout SeededGenerator) -> [String: Int] {
    [
      "asic.adders": 1 << generator.pick(6...11), "asic.multipliers": 1 << generator.pick(5...10),
      "asic.sram": 1 << generator.pick(15...20), "asic.clock": 1 << generator.pick(7...10),
      "organisation.channels": 1 << generator.pick(1...4), "macUnit.lanes": 1 << generator.pick(3...6),
      "globalBuffer.size": 1 << generator.pick(10...14),
    ]
  }

  private static func load(_ design: [String: Int], on name: String) throws -> System {
    let units = ["asic.sram": " B", "globalBuffer.size": " B"]
    var overrides: [String] = []
    for (key, value) in design.sorted(by: { $0.key < $1.key }) {
      // 1,024 stands for 1 GHz, so that all periods are whole picoseconds.
      let text: String =
        key == "asic.clock" ? "\(1_024_000 / value) ps" : "\(value)\(units[key] ?? "")"
      overrides.append("\(key)=\(text)")
      if key == "macUnit.lanes" { overrides.append("organisation.burst=\(2 * value) B") }
    }
    return try Machines.load(name, overrides)
  }

  /// Twice as many of any unit, or twice the clock: no area, no static power and no energy of an operation
  /// gets less.
  @Test(arguments: ["pim-gpt", "pim-gpt-idd"], 0..<6) func doublingLowersNothing(name: String, seed: UInt64)
    throws
  {
    var generator = SeededGenerator(seed: seed)
    let design = Self.design(using: &generator)
    let system = try Self.load(design, on: name)
    let (prices, area) = (Self.prices(system), system.area)
    for unit in design.keys.sorted() {
      var more = design
      more[unit] = design[unit]! * 2
      let other = try Self.load(more, on: name)
      for (before, after) in zip(prices, Self.prices(other)) {
        #expect(before.yoctojoules <= after.yoctojoules, "\(before.name) with twice \(unit), \(design)")
      }
      #expect(try #require(area.total) <= #require(other.area.total), "\(unit)")
      #expect(try #require(area.asic) <= #require(other.area.asic), "\(unit)")
    }
  }

  /// Both ways to the energy agree for other designs, too: `report` throws if they do not.
  @Test(arguments: ["pim-gpt", "pim-gpt-idd"], 0..<3) func powerTimesTimeAgrees(name: String, seed: UInt64)
    throws
  {
    var generator = SeededGenerator(seed: seed)
    let design = Self.design(using: &generator)
    var overrides = ["system=\(name)"]
    let system = try Self.load(design, on: name)
    overrides += [
      "system.asic.adders=\(system.asic.adders)", "system.asic.multipliers=\(system.asic.multipliers)",
      "system.asic.sram=\(max(system.asic.sramBytes, 131_072)) B",
      "system.asic.clock=\(system.asic.clockPicoseconds) ps", "system.macUnit.lanes=\(system.macUnit.lanes)",
      "system.organisation.burst=\(2 * system.macUnit.lanes) B",
      "system.globalBuffer.size=\(design["globalBuffer.size"]!) B",
    ]
    let energy = try Machines.report("gpt2-small", overrides).measurement.energy
    #expect(energy.joules > 0)
  }
}

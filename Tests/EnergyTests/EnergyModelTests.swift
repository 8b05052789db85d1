import PIMConfiguration
import PIMExperiments
import PIMHardware
import PIMReports
import PIMResults
import Testing

@testable import PIMEnergy

/// Each term of docs/energy.md by hand. Microamperes times microvolts times picoseconds are yoctojoules: 1 pJ
/// is 10¹² of them.
@Suite struct EnergyModelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var activity: Activity
    /// All entries that are not zero.
    var entries: [EnergyComponent: Int128]
    var testDescription: String { name }

    init(_ name: String, _ counts: [Command: Int64], _ entries: [EnergyComponent: Int128]) {
      self.name = name
      activity = Activity(counts)
      self.entries = entries
    }

    init(_ name: String, _ entries: [EnergyComponent: Int128], _ change: (inout Activity) -> Void) {
      self.name = name
      activity = Activity()
      self.entries = entries
      change(&activity)
    }
  }

  /// 256 bits of 5.5 pJ.
  static let burst: Int128 = 1_408 * 1_000_000_000_000
  /// A burst written to the global buffer, and one read from it: CENT's 0.3254884575 mW and 0.2785010052 mW
  /// for 0.5 ns, in whole attojoules.
  static let (written, loaded): (Int128, Int128) = (162_744_000_000, 139_251_000_000)

  /// VDD 1.25 V; IDD0 122, IDD2N 92, IDD3N 142, IDD4R 530, IDD4W 470, IDD5B 277 mA; a command clock cycle of
  /// 0.5 ns; tRC 39 ns, a burst and tCCD 1 ns, tRFC 455 ns.
  static let gross: [Case] = [
    // 1.25 V · 122 mA · 39 ns = 5,947.5 pJ.
    Case("a row of one bank", [.ACT: 1], [.activation: 5_947_500_000_000_000]),
    // 16 of them.
    Case("a row of all banks", [.ACT16: 1], [.activation: 95_160_000_000_000_000]),
    Case("closing is in the price of opening", [.PRE: 3, .PREA: 2], [:]),
    // 1.25 V · 530 mA · 1 ns = 662.5 pJ, for which standby of 1.25 V · 142 mA · 1 ns = 177.5 pJ is not
    // charged.
    Case(
      "a read", [.RD: 1],
      [
        .read: 662_500_000_000_000, .backgroundActive: -177_500_000_000_000, .linkFromChannels: burst,
      ]),
    // 1.25 V · 470 mA · 1 ns = 587.5 pJ.
    Case(
      "a write", [.WR: 1],
      [
        .write: 587_500_000_000_000, .backgroundActive: -177_500_000_000_000, .linkToChannels: burst,
      ]),
    // 3 · 1.25 V · (470 − 142) mA · 1 ns + 177.5 pJ = 1,407.5 pJ; one burst over the link.
    Case(
      "a write of an element in each bank", [.WRA16: 1],
      [
        .write: 1_407_500_000_000_000, .backgroundActive: -177_500_000_000_000, .linkToChannels: burst,
      ]),
    // The array as for a read, nothing over the link; 149.29 mW · 1.5 · 1 ns / 16 = 13.9959375 pJ.
    Case(
      "a MAC of one bank", [.MAC: 1],
      [
        .arrayAccess: 662_500_000_000_000, .macUnits: 13_995_937_500_000, .globalBuffer: loaded,
        .backgroundActive: -177_500_000_000_000,
      ]),
    // 3 · 1.25 V · (530 − 142) mA · 1 ns + 177.5 pJ = 1,632.5 pJ; 149.29 mW · 1.5 · 1 ns = 223.935 pJ.
    Case(
      "a MAC of all banks", [.MAC16: 1],
      [
        .arrayAccess: 1_632_500_000_000_000, .macUnits: 223_935_000_000_000, .globalBuffer: loaded,
        .backgroundActive: -177_500_000_000_000,
      ]),
    // 1.25 V · 277 mA · 455 ns = 157,543.75 pJ in place of standby of 1.25 V · 92 mA · 455 ns = 52,325 pJ.
    Case(
      "a refresh", [.REFab: 1],
      [
        .refresh: 157_543_750_000_000_000, .backgroundPrecharged: -52_325_000_000_000_000,
      ]),
    Case(
      "buffer and accumulators cross the link", [.WRGB: 2, .WRMAC16: 1, .RDMAC16: 4],
      [
        .linkToChannels: 3 * burst, .linkFromChannels: 4 * burst, .globalBuffer: 2 * written,
      ]),
    // 1.25 V · 142 mA · 0.5 ns = 88.75 pJ; 1.25 V · 92 mA · 0.5 ns = 57.5 pJ.
    Case(
      "standby", [.backgroundActive: 3 * 88_750_000_000_000, .backgroundPrecharged: 5 * 57_500_000_000_000]
    ) {
      ($0.openCycles, $0.closedCycles) = (3, 5)
    },
    // 30 % of 304.59 mW = 91.377 mW, 91.377 pJ a nanosecond.
    Case("time", [.asicStatic: 91_377_000_000_000]) { $0.time = 1000 },
    // 70 % of 304.59 mW in 1 ns is 213.213 pJ for 256 additions and 128 multiplications at 4.1 each: 780.8
    // additions. 213,213 / 780.8 = 273.069928278688… fJ, and 4.1 times that is 1,119.586705942622… fJ.
    Case("an addition", [.asicDynamic: 273_069_928_279]) { $0.asicAdditions = 1 },
    Case("a multiplication", [.asicDynamic: 1_119_586_705_943]) { $0.asicMultiplications = 1 },
  ]

  /// VDD 1.35 V; IDD0 71, IDD2N 60, IDD3N 61, IDD4R 248, IDD4W 231, IDD5B 286 mA, bursts measured in 1.32 ns;
  /// the timings as above.
  static let net: [Case] = [
    // 1.35 V · (71 mA · 39 ns − 61 mA · 27 ns − 60 mA · 12 ns) = 1.35 V · 402 mA ns = 542.7 pJ.
    Case("a row of one bank", [.ACT: 1], [.activation: 542_700_000_000_000]),
    Case("a row of all banks", [.ACT16: 1], [.activation: 16 * 542_700_000_000_000]),
    // 1.35 V · (248 − 61) mA · 1.32 ns = 333.234 pJ.
    Case("a read", [.RD: 1], [.read: 333_234_000_000_000, .linkFromChannels: burst]),
    // 1.35 V · (231 − 61) mA · 1.32 ns = 302.94 pJ.
    Case("a write", [.WR: 1], [.write: 302_940_000_000_000, .linkToChannels: burst]),
    Case(
      "a write of an element in each bank", [.WRA16: 1],
      [.write: 3 * 302_940_000_000_000, .linkToChannels: burst]),
    Case(
      "a MAC of one bank", [.MAC: 1],
      [.arrayAccess: 333_234_000_000_000, .macUnits: 13_995_937_500_000, .globalBuffer: loaded]),
    Case(
      "a MAC of all banks", [.MAC16: 1],
      [.arrayAccess: 999_702_000_000_000, .macUnits: 223_935_000_000_000, .globalBuffer: loaded]),
    // 1.35 V · (286 − 60) mA · 455 ns = 138,820.5 pJ.
    Case("a refresh", [.REFab: 1], [.refresh: 138_820_500_000_000_000]),
    // 1.35 V · 61 mA · 0.5 ns = 41.175 pJ; 1.35 V · 60 mA · 0.5 ns = 40.5 pJ.
    Case(
      "standby", [.backgroundActive: 3 * 41_175_000_000_000, .backgroundPrecharged: 5 * 40_500_000_000_000]
    ) {
      ($0.openCycles, $0.closedCycles) = (3, 5)
    },
  ]

  private func expect(_ test: Case, in model: EnergyModel) {
    let ledger = model.ledger(of: test.activity)
    for component in EnergyComponent.allCases where model.isModelled(component) {
      #expect(ledger[component] == test.entries[component] ?? 0, "\(component)")
    }
    #expect(ledger.total == test.entries.values.reduce(0, +))
  }

  @Test(arguments: gross) func grossTerms(test: Case) throws {
    expect(test, in: EnergyModel(try Machines.load()))
  }

  @Test(arguments: net) func netTerms(test: Case) throws {
    expect(test, in: EnergyModel(try Machines.load("pim-gpt-idd")))
  }

  @Test func timesThatCurrentsWereMeasuredAt() throws {
    var system = try Machines.load("pim-gpt-idd")
    (system.electrical.measuredAt.tRC, system.electrical.measuredAt.tRAS) = (
      Picoseconds(31_020), Picoseconds(21_120)
    )
    system.electrical.measuredAt.tRFC = Picoseconds(258_720)
    // 1.35 V · (71 mA · 31.02 ns − 61 mA · 21.12 ns − 60 mA · 9.9 ns) = 1.35 V · 320.1 mA ns = 432.135 pJ.
    expect(Case("a row", [.ACT: 1], [.activation: 432_135_000_000_000]), in: EnergyModel(system))
    // 1.35 V · (286 − 60) mA · 258.72 ns = 78,935.472 pJ.
    expect(Case("a refresh", [.REFab: 1], [.refresh: 78_935_472_000_000_000]), in: EnergyModel(system))
  }

  /// CENT: 66.3 mW over tRC, 89 cycles of 0.5 ns, for each bank: 2,950.35 pJ. IDD0 is given in µA, so the
  /// charge is 238.757 mA · 44.5 ns − 211.2 mA · 27 ns − 146.4 mA · 17.5 ns = 2,360.2865 mA ns, at 1.25 V
  /// 2,950.358125 pJ; one µA less would be 1.25 V · 0.001 mA · 44.5 ns = 0.0556 pJ less, which is further
  /// off.
  @Test func activationOfAiMIsThatOfCENT() throws {
    let model = EnergyModel(try Machines.load("aim-gddr6"))
    let bank: Int128 = 2_950_358_125_000_000
    #expect(model.ledger(of: Activity([.ACT: 1]))[.activation] == bank)
    #expect(model.ledger(of: Activity([.ACT16: 1]))[.activation] == 16 * bank)
    let published: Int128 = 2_950_350_000_000_000
    #expect((bank - published).magnitude * 2 < 55_625_000_000)
  }

  /// 1.25 V · (286 − 146.4) mA · 105 ns = 18,322.5 pJ for a refresh; none of its REFab was charged while the
  /// system has REFpb, too.
  @Test func refreshOfAiMIsCharged() throws {
    let report = try Machines.report("gpt2-small", ["system=aim-gddr6"])
    let energy = report.measurement.energy
    let count = energy.activity.commands[.REFab]
    #expect(count > 0 && energy.ledger[.refresh] == Int128(count) * 18_322_500_000_000_000)
  }

  @Test func rowCycleOfItsOwn() throws {
    // tRC = 45 ns: 1.25 V · 122 mA · 45 ns = 6,862.5 pJ.
    var system = try Machines.load()
    system.timings.append(System.NamedTiming(name: "nRC", cycles: 90))
    expect(Case("a row", [.ACT: 1], [.activation: 6_862_500_000_000_000]), in: EnergyModel(system))
  }

  @Test func copiesAndFunctionsAreAccessesThatStayInside() throws {
    var system = try Machines.load("pim-gpt-idd")
    for command in [Command.RDCP, .WRCP, .AF16, .EWMUL16, .RDA, .WRA, .RDAF16, .ACT4] {
      system.supported[Int(command.rawValue)] = true
    }
    let model = EnergyModel(system)
    expect(
      Case(
        "a copy out of a bank", [.RDCP: 1],
        [.arrayAccess: 333_234_000_000_000, .globalBuffer: Self.written]), in: model)
    expect(
      Case(
        "a copy into a bank", [.WRCP: 1], [.arrayAccess: 302_940_000_000_000, .globalBuffer: Self.loaded]),
      in: model)
    expect(Case("functions", [.AF16: 1, .EWMUL16: 1], [.arrayAccess: 2 * 999_702_000_000_000]), in: model)
    expect(
      Case("a read that closes", [.RDA: 1], [.read: 333_234_000_000_000, .linkFromChannels: Self.burst]),
      in: model)
    expect(
      Case("a write that closes", [.WRA: 1], [.write: 302_940_000_000_000, .linkToChannels: Self.burst]),
      in: model)
    expect(Case("results of functions", [.RDAF16: 1], [.linkFromChannels: Self.burst]), in: model)
    expect(Case("a row of a group of four", [.ACT4: 1], [.activation: 4 * 542_700_000_000_000]), in: model)
    // Without a measured time an access lasts until the next of its kind: the rules know none for copies, so
    // a clock cycle.
    system.electrical.measuredAt.tBurst = nil
    // 1.35 V · (248 − 61) mA · 0.5 ns = 126.225 pJ.
    expect(
      Case("a copy", [.RDCP: 1], [.arrayAccess: 126_225_000_000_000, .globalBuffer: Self.written]),
      in: EnergyModel(system))
  }

  @Test func globalBuffer() throws {
    let model = EnergyModel(
      try Machines.load("pim-gpt", "electrical.bufferWriteEnergy=2 pJ", "electrical.bufferReadEnergy=3 pJ"))
    let ledger = model.ledger(of: Activity([.WRGB: 5, .MAC16: 7, .MAC: 1, .WRMAC16: 9, .RDMAC16: 9]))
    // 5 · 2 pJ + 8 · 3 pJ.
    #expect(ledger[.globalBuffer] == 34_000_000_000_000)
    #expect(model.notModelled.isEmpty)
  }

  // MARK: What others got wrong

  @Test func aCycleAtAPowerIsThatPowerTimesTheCycle() throws {
    // Printing milliwatts for picojoules charges 1.25 V · 142 mA = 177.5; a cycle of 0.5 ns has 88.75 pJ, one
    // of 2 ns has 355 pJ.
    for (clock, picojoules) in [("0.5 ns", 88.75), ("2 ns", 355)] {
      let model = EnergyModel(try Machines.load("pim-gpt", "clock.command=\(clock)"))
      var activity = Activity()
      activity.openCycles = 1
      #expect(model.ledger(of: activity)[.backgroundActive] == Int128(picojoules * 1e12))
    }
  }

  @Test func everyChannelStandsBy() throws {
    // 1 µs of standby with rows closed: 1.25 V · 92 mA · 1 µs = 115 nJ for each channel.
    for channels in [1, 8, 64] {
      let system = try Machines.load("pim-gpt", "organisation.channels=\(channels)")
      let ledger = EnergyModel(system).ledger(
        of: Activity(.quiet(channels: channels, time: 1_000_000), on: system))
      #expect(ledger[.backgroundPrecharged] == Int128(channels) * 115_000_000_000_000_000)
      #expect(ledger[.backgroundActive] == 0)
    }
  }

  @Test func aBurstLastsAllItsCycles() throws {
    // 32 bytes take 2 cycles at 16 Gb/s and 4 at 8 Gb/s: 1.25 V · 530 mA · 2 ns = 1,325 pJ.
    let model = EnergyModel(try Machines.load("pim-gpt", "link.rate=8 Gb/s"))
    let ledger = model.ledger(of: Activity([.RD: 1]))
    #expect(ledger[.read] == 1_325_000_000_000_000)
    // The pins' energy goes by bits, not by time.
    #expect(ledger[.linkFromChannels] == Self.burst)
  }
}

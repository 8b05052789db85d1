import PIMConfiguration
import PIMHardware
import Testing

/// The meaning of a system document: the preset against the fact sheet, times in clock cycles, links,
/// overrides.
@Suite struct SystemDecodingTests {
  // MARK: The preset

  /// Wu, Wang, Lu 2024 (npj Unconventional Computing 1:4): eight channels of 16 banks in four groups, 16,384
  /// rows of 2 KiB, 256 bits a column access: 4 Gb a channel, 4 GiB in all.
  @Test func presetOrganisation() throws {
    let system = try Documents.system()
    #expect(system.name == "pim-gpt")
    #expect(
      system.organisation
        == System.Organisation(
          channels: 8, bankGroups: 4, banksPerGroup: 4, rows: 16384, columns: 64, elementsPerColumn: 16))
    #expect(system.organisation.banks == 16)
    #expect(system.organisation.channelBytes == 512 << 20)
    #expect(system.organisation.channelBytes * system.organisation.channels == 4 << 30)
    // 2 KiB of global buffer; 16 lanes.
    #expect(system.globalBufferColumns == 64)
    #expect(system.macUnit == System.MACUnitDescription(lanes: 16, readClears: true))
    #expect(system.hostWindow == 32)
  }

  /// The paper's timings (ns): tRCD 12, tRP 12, tCCD 1, tWR 12, tRFC 455, tREFI 6825. Those that it does not
  /// give are GDDR6-AiM's and Ramulator's. The command clock is 16 Gb/s / 8 = 2 GHz (JESD250), so cycles are
  /// twice the nanoseconds.
  @Test func presetTimings() throws {
    let system = try Documents.system()
    #expect(system.commandClockPicoseconds == 500)
    let nanoseconds: [(String, Double)] = [
      ("RCDRD", 12), ("RCDWR", 12), ("RP", 12), ("CCDS", 1), ("CCDL", 1), ("WR", 12), ("RFC", 455),
      ("REFI", 6825),
      ("RAS", 27), ("RRDS", 5.5), ("RRDL", 5.5), ("RTP", 2), ("CL", 12), ("CWL", 3),
      ("WTRS", 4.5),
      ("WTRL", 5.5), ("MACRD", 6),
    ]
    for (name, time) in nanoseconds { #expect(system.cycles("n" + name) == Int(time * 2), "\(name)") }
    for (name, cycles) in [("RTW", 2), ("CLREG", 1), ("CWLREG", 1), ("CWLGB", 1), ("BL", 2)] {
      #expect(system.cycles("n" + name) == cycles, "\(name)")
    }
    // As long as tRFC, until something is published.
    #expect(system.cycles("nRFCBuffer") == 910)
    #expect(system.timings.count == nanoseconds.count + 6)
    #expect(
      system.refresh
        == System.Refresh(policy: .strict, intervalCycles: 13_650, durationCycles: 910, postponeLimit: 8))
  }

  /// 16 pins at 16 Gb/s: 32 GB/s a channel, a burst of 32 B a nanosecond.
  @Test func presetLink() throws {
    #expect(
      try Documents.system().link
        == System.Link(pins: 16, bitsPerSecondPerPin: 16_000_000_000, burstCycles: 2))
  }

  /// 28 nm, 1 GHz, 128 KiB, 256 adders, 128 multipliers; six Taylor terms.
  @Test func presetASIC() throws {
    #expect(
      try Documents.system().asic
        == System.ASIC(
          clockPicoseconds: 1000, adders: 256, multipliers: 128, adderLatency: 4, multiplierLatency: 4,
          sramBytes: 131_072, taylorTerms: 6, reciprocalSteps: 2, inverseSquareRootSteps: 2))
  }

  /// IDD0 122, IDD2N 92, IDD3N 142, IDD4R 530, IDD4W 470, IDD5B 277 mA at 1.25 V; MAC units 149.29 mW a
  /// channel, routing 1.5; ASIC 304.59 mW.
  @Test func presetElectrical() throws {
    let electrical = try Documents.system().electrical
    #expect(electrical.vdd == Voltage(microvolts: 1_250_000))
    let currents = [
      electrical.idd0, electrical.idd2n, electrical.idd3n, electrical.idd4r, electrical.idd4w,
      electrical.idd5b,
    ]
    #expect(currents.map { $0?.microamperes } == [122_000, 92_000, 142_000, 530_000, 470_000, 277_000])
    #expect(electrical.macPower == Power(nanowatts: 149_290_000))
    #expect(electrical.macRoutingFactor == Fraction(billionths: 1_500_000_000))
    #expect(electrical.asicPower == Power(nanowatts: 304_590_000))
    #expect(
      electrical.accounting == .gross && electrical.allBankFactor == Fraction(billionths: 3_000_000_000))
    #expect(electrical.linkEnergy == EnergyPerBit(attojoulesPerBit: 5_500_000))
    #expect(
      electrical.asicStaticShare == Fraction(billionths: 300_000_000)
        && electrical.asicMultiplyRatio == Fraction(billionths: 4_100_000_000))
    // CENT's 0.3254884575 mW and 0.2785010052 mW for 0.5 ns.
    #expect(electrical.bufferWriteEnergy == EnergyAmount(attojoules: 162_744))
    #expect(electrical.bufferReadEnergy == EnergyAmount(attojoules: 139_251))
    #expect(electrical.measuredAt == Electrical.MeasuredTimes())
  }

  @Test func presetCommands() throws {
    let system = try Documents.system()
    let supported = Command.allCases.filter { system.supported[Int($0.rawValue)] }
    let named: [Command] = [
      .ACT, .ACT16, .PRE, .PREA, .RD, .WR, .MAC, .MAC16, .WRA16, .WRGB, .RDMAC16, .WRMAC16, .REFab,
    ]
    #expect(Set(supported) == Set(named))
    #expect(system.modeNames.isEmpty && system.mode.allSatisfy { $0 == nil })
    // No rule and no completion is about a command that the channel has not.
    for rule in system.rules {
      #expect((rule.preceding + rule.following).allSatisfy { supported.contains($0) }, "\(rule.expression)")
    }
    for command in Command.allCases where !supported.contains(command) {
      #expect(system.completionCycles[Int(command.rawValue)] == 0)
    }
  }

  /// Sums of the rule table, in clock cycles.
  @Test func presetDelays() throws {
    let system = try Documents.system()
    // nRTP; nCWL + nBL + nWR = 6 + 2 + 24; nCWLGB + nBL = 1 + 2; nMACRD; nCL + nBL + nRTW − nCWL = 24 + 2 + 2
    // − 6.
    #expect(system.delay(.bank, .MAC16, .PREA) == 4)
    #expect(system.delay(.bank, .WRA16, .PREA) == 32)
    #expect(system.delay(.channel, .WRGB, .MAC16) == 3)
    #expect(system.delay(.channel, .MAC16, .RDMAC16) == 12)
    #expect(system.delay(.channel, .RD, .WR) == 22)
    // nCLREG + nBL + nRTW − nCWL = 1 + 2 + 2 − 6 binds nothing.
    #expect(system.delay(.channel, .RDMAC16, .WR) == -1)
    // nCL + nBL, nCWL + nBL, nCLREG + nBL, nMACRD, nRFC.
    let completions: [(Command, Int)] = [
      (.RD, 26), (.WR, 8), (.RDMAC16, 3), (.MAC16, 12), (.REFab, 910), (.ACT, 0),
    ]
    for (command, cycles) in completions {
      #expect(system.completionCycles[Int(command.rawValue)] == cycles, "\(command)")
    }
  }

  // MARK: Times

  /// Times are rounded up to clock cycles.
  @Test(arguments: [
    ("0 ns", 0), ("1 ps", 1), ("0.5 ns", 1), ("501 ps", 2), ("0.6 ns", 2), ("1 ns", 2), ("12.2 ns", 25),
    ("1 us", 2000),
  ])
  func timesRoundUp(time: String, cycles: Int) throws {
    #expect(try Documents.system("timing: {tRTP: \(time)}\n").cycles("nRTP") == cycles)
  }

  /// The same times at other clocks: ⌈12 ns / 0.7 ns⌉ = ⌈17.1⌉, ⌈455 / 0.7⌉ = 650 exactly, ⌈5.5 / 0.7⌉ =
  /// ⌈7.9⌉.
  @Test func cyclesFollowTheClock() throws {
    let slow = try Documents.system("clock: {command: 0.7 ns}\n")
    #expect(slow.commandClockPicoseconds == 700)
    #expect(slow.cycles("nRP") == 18)
    #expect(slow.cycles("nRFC") == 650)
    #expect(slow.cycles("nRRDS") == 8)
    // A timing given in cycles is unchanged.
    #expect(slow.cycles("nRTW") == 2)
    let fast = try Documents.system("clock: {command: 4 GHz}\n")
    #expect(fast.commandClockPicoseconds == 250)
    #expect(fast.cycles("nRP") == 48)
  }

  // MARK: Link

  /// A burst takes ⌈256 bits / (pins · rate) / tCK⌉ cycles of 0.5 ns.
  @Test(arguments: [
    // 256 / (16 · 16 Gb/s) = 1 ns.
    (16, "16 Gb/s", 2),
    // 2 ns, 4 ns, 8 ns.
    (16, "8 Gb/s", 4), (16, "4 Gb/s", 8), (16, "2 Gb/s", 16),
    // 256 / 224 = 1.143 ns → 2.29 cycles; 256 / 512 = 0.5 ns; 256 / 1,024 = 0.25 ns.
    (16, "14 Gb/s", 3), (16, "32 Gb/s", 1), (64, "16 Gb/s", 1),
    // 256 / 256.016 Gb/s is just below 1 ns, 256 / 255.984 just above.
    (16, "16001 Mb/s", 2), (16, "15999 Mb/s", 3),
    // One pin at 100 Mb/s: 2.56 us.
    (1, "100 Mb/s", 5120),
  ])
  func burstCycles(pins: Int, rate: String, cycles: Int) throws {
    let system = try Documents.system("link: {pins: \(pins), rate: \(rate)}\n")
    #expect(system.link.burstCycles == cycles)
    #expect(system.cycles("nBL") == cycles)
    #expect(system.delay(.channel, .RDMAC16, .RDMAC16) == cycles)
  }

  /// A burst of 64 B takes twice as long.
  @Test func burstCyclesFollowTheBurst() throws {
    let system = try Documents.system("organisation: {burst: 64 B}\nmacUnit: {lanes: 32}\n")
    #expect(system.link.burstCycles == 4)
    #expect(system.organisation.columns == 32)
    #expect(system.organisation.elementsPerColumn == 32)
    #expect(system.globalBufferColumns == 32)
  }

  // MARK: Overrides

  /// An override changes what it names and nothing else.
  @Test func overrideOfATime() throws {
    let plain = try Documents.experimentSystem([])
    let changed = try Documents.experimentSystem(["system.timing.tRCDRD=20ns"])
    #expect(changed.cycles("nRCDRD") == 40)
    #expect(changed.delay(.bank, .ACT16, .MAC16) == 40)
    #expect(
      changed.timings.filter { $0.name != "nRCDRD" } == plain.timings.filter { $0.name != "nRCDRD" })
    #expect(changed.delay(.bank, .ACT16, .WRA16) == 24)
  }

  /// The default again changes nothing.
  @Test func overrideByTheDefault() throws {
    let plain = try Documents.experimentSystem([])
    let same = try Documents.experimentSystem([
      "system.timing.tRCDRD=12ns", "system.link.rate=16 Gb/s", "system.clock.command=2 GHz",
    ])
    #expect(same.timings == plain.timings && same.rules == plain.rules)
    #expect(same.link == plain.link && same.commandClockPicoseconds == plain.commandClockPicoseconds)
  }

  /// Cycles replace the preset's time, the last of several overrides wins, and a document's own key replaces
  /// its base's.
  @Test func cyclesReplaceTimes() throws {
    #expect(try Documents.experimentSystem(["system.timing.nRCDRD=31"]).cycles("nRCDRD") == 31)
    #expect(
      try Documents.experimentSystem(["system.timing.nRCDRD=31", "system.timing.tRCDRD=20ns"]).cycles(
        "nRCDRD")
        == 40)
    #expect(try Documents.experimentSystem(["system.timing.tRTW=3ns"]).cycles("nRTW") == 6)
    let own = try Documents.system("timing:\n  nRCDRD: 33\n  tRTW: 2.2 ns\n")
    #expect(own.cycles("nRCDRD") == 33 && own.cycles("nRTW") == 5)
    #expect(own.timings.count == 23)
    #expect(try Documents.system("timing: {nRCDRD: 33}\n", ["timing.tRCDRD=1ns"]).cycles("nRCDRD") == 2)
  }

  @Test func overridesThatAreWrong() {
    func failure(_ override: String) -> String {
      Documents.message { try Documents.experimentSystem([override]) }
    }
    #expect(
      failure("system.timing.tRCDRD=20")
        == "--set system.timing.tRCDRD=20: system.timing.tRCDRD: missing unit, found 20; "
        + "expected a time such as \"12 ns\"")
    #expect(
      failure("system.timing.tRCDRDD=20ns")
        == "--set system.timing.tRCDRDD=20ns: system.timing.tRCDRDD: a timing that no rule uses, "
        + "found nRCDRDD; expected a timing that rules, completion or refresh name; did you mean \"nRCDRD\"?")
    #expect(
      failure("system.asic.functions.taylorTerms=13")
        == "--set system.asic.functions.taylorTerms=13: system.asic.functions.taylorTerms: out of range, "
        + "found 13; expected an integer between 2 and 12")
  }

  /// A timing that is a sum follows those that it is made of, whichever way these are changed, and may be
  /// replaced.
  @Test func sumsOfTimings() throws {
    #expect(try Documents.system().cycles("nRFCBuffer") == 910)
    for change in ["timing.tRFC=500ns", "timing.nRFC=1000"] {
      let system = try Documents.system("", [change])
      #expect(system.cycles("nRFCBuffer") == 1000 && system.delay(.channel, .REFab, .WRGB) == 1000)
      #expect(system.delay(.channel, .REFab, .PREA) == 1000)
    }
    for change in ["timing.nRFCBuffer=0", "timing.tRFCBuffer=0ns"] {
      let system = try Documents.system("", [change])
      #expect(system.cycles("nRFCBuffer") == 0 && system.delay(.channel, .REFab, .WRGB) == 0)
      #expect(system.delay(.channel, .REFab, .PREA) == 910)
    }
    #expect(
      try Documents.system("timing: {nRFCBuffer: nRFC - nRP + 3}\n").cycles("nRFCBuffer") == 910 - 24 + 3)
  }

  /// The shortest interval that is not refused, and none at all.
  @Test func shortIntervals() throws {
    #expect(try Documents.system("timing: {nREFI: 1012}\n").refresh.intervalCycles == 1012)
    #expect(try Documents.system("timing: {tREFI: 853 ns}\n").refresh.intervalCycles == 1706)
    #expect(try Documents.system().refreshRoundCycles == 1012)
    // A column is a clock after its row at least; buffers are reached from the refresh on.
    #expect(try Documents.system("timing: {nRCDRD: 1, nRCDWR: 1}\n").refreshRoundCycles == 989)
    #expect(try Documents.system("timing: {nRFCBuffer: 2000}\n").refreshRoundCycles == 54 + 24 + 2000)
    #expect(try Documents.system("timing: {tREFI: 1 ns}\nrefresh: {policy: none}\n").refresh.policy == .none)
  }
}

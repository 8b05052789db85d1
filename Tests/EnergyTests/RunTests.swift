import PIMExperiments
import PIMHardware
import PIMReports
import PIMResults
import Testing

@testable import PIMEnergy

/// Energy of simulated runs: how it follows the machine's constants.
@Suite struct RunTests {
  /// VDD, currents, MAC, link and ASIC energies scale the entries that they appear in, and no other.
  @Test(
    arguments: [
      // 2.5 V for 1.25 V.
      (
        "VDD=2.5 V",
        [
          EnergyComponent.activation, .read, .write, .arrayAccess, .refresh, .backgroundActive,
          .backgroundPrecharged,
        ], 2
      ),
      ("macPower=447.87 mW", [.macUnits], 3),
      ("macRoutingFactor=3", [.macUnits], 2),
      ("linkEnergy=11 pJ/bit", [.linkToChannels, .linkFromChannels], 2),
      ("IDD0=366 mA", [.activation], 3),
    ] as [(String, [EnergyComponent], Int128)]) func entriesScale(
      change: String, components: [EnergyComponent], factor: Int128
    ) throws
  {
    let before = try Machines.report().measurement.energy.ledger
    let after = try Machines.report("gpt2-small", ["system.electrical.\(change)"]).measurement.energy.ledger
    for component in EnergyComponent.allCases {
      #expect(
        after[component] == before[component].map { $0 * (components.contains(component) ? factor : 1) },
        "\(component)")
    }
    #expect(before.total > 0 && after.total != before.total)
  }

  /// 10 mA more of a current adds VDD · 10 mA times the time it flows, counted here from commands and
  /// residencies.
  @Test(arguments: ["IDD0", "IDD2N", "IDD3N", "IDD4R", "IDD4W", "IDD5B"], ["pim-gpt", "pim-gpt-idd"])
  func currentsAddWhatTheyCarry(key: String, name: String) throws {
    func system(_ more: Int) -> (String, [String]) {
      let milliamperes = [
        "IDD0": [122, 71], "IDD2N": [92, 60], "IDD3N": [142, 61], "IDD4R": [530, 248], "IDD4W": [470, 231],
        "IDD5B": [277, 286],
      ]
      // Far from where a net current becomes negative.
      let raise = ["system.electrical.IDD0=200 mA"]
      let value = (key == "IDD0" ? 200 : milliamperes[key]![name == "pim-gpt" ? 0 : 1]) + more
      return (name, ["system=\(name)"] + raise + ["system.electrical.\(key)=\(value) mA"])
    }
    let (before, after) = (
      try Machines.report("gpt2-small", system(0).1), try Machines.report("gpt2-small", system(10).1)
    )
    let c = before.measurement.commands
    let isGross = name == "pim-gpt"
    let banks = c[.ACT] + 16 * c[.ACT16]
    // A burst, or the access of a MAC: 1 ns, or what the current was measured at.
    let access: Int64 = isGross ? 1000 : 1320
    let reads = c[.RD] + c[.MAC] + 3 * c[.MAC16]
    let writes = c[.WR] + 3 * c[.WRA16]
    let energy = before.measurement.energy
    let picoseconds: Int64 =
      switch key {
      case "IDD0": banks * 39_000
      // Gross and net, standby flows in all of the time but for what it is taken off: net also off
      // activations.
      case "IDD2N": energy.activity.closedCycles * 500 - c[.REFab] * 455_000 - (isGross ? 0 : banks * 12_000)
      case "IDD3N":
        energy.activity.openCycles * 500 - (reads + writes) * access - (isGross ? 0 : banks * 27_000)
      case "IDD4R": reads * access
      case "IDD4W": writes * access
      default: c[.REFab] * 455_000
      }
    let microvolts: Int128 = isGross ? 1_250_000 : 1_350_000
    #expect(
      after.measurement.energy.ledger.total - energy.ledger.total == microvolts * 10_000 * Int128(picoseconds)
    )
    #expect(after.result == before.result)
  }

  /// With the same currents the accountings book the same energy, but for activations: gross leaves in them
  /// what standby draws in their time.
  @Test func accountingsDifferInActivationsAlone() throws {
    let currents = ["system=pim-gpt-idd", "system.electrical.measuredAt=null"]
    let net = try Machines.report("gpt2-small", currents)
    let gross = try Machines.report("gpt2-small", currents + ["system.electrical.accounting=gross"])
    let (a, b) = (net.measurement.energy.ledger, gross.measurement.energy.ledger)
    let c = net.measurement.commands
    // 1.35 V · (61 mA · 27 ns + 60 mA · 12 ns) = 3,195.45 pJ for each bank opened.
    let difference = 3_195_450_000_000_000 * Int128(c[.ACT] + 16 * c[.ACT16])
    #expect(b.total - a.total == difference && difference > 0)
    #expect(try #require(b[.activation]) - #require(a[.activation]) == difference)
    // Gross accounting subtracts from standby the part that it books as columns and refreshes.
    let moved: [EnergyComponent] = [
      .read, .write, .arrayAccess, .refresh, .backgroundActive, .backgroundPrecharged,
    ]
    #expect(moved.reduce(Int128(0)) { $0 + (b[$1] ?? 0) } == moved.reduce(Int128(0)) { $0 + (a[$1] ?? 0) })
    #expect(b[.arrayAccess] != a[.arrayAccess])
  }

  @Test func everyChannelCounts() throws {
    for channels in [4, 8, 16] {
      let report = try Machines.report("gpt2-small", ["system.organisation.channels=\(channels)"])
      let activity = report.measurement.energy.activity
      // Open or closed: each channel, all of the time.
      let cycles = (report.result.time + 499) / 500
      #expect(activity.openCycles + activity.closedCycles == Int64(channels) * cycles)
      #expect(activity.openCycles == report.result.channels.reduce(0) { $0 + $1.openCycles })
      // One ASIC, whatever the channels: 91.377 mW.
      #expect(report.measurement.energy.ledger[.asicStatic] == 91_377_000_000 * Int128(report.result.time))
    }
  }

  /// With a command clock of 1 ns standby is charged for cycles of 1 ns, while tRC, bursts and MACs last as
  /// long as before. With the ASIC at half its clock an operation takes what it took, and static power takes
  /// longer; without costs an operation takes its power for twice as long.
  @Test func clocksCountAsTime() throws {
    let plain = try Machines.report()
    let slow = try Machines.report("gpt2-small", ["system.clock.command=1 ns"])
    let energy = slow.measurement.energy
    #expect(
      energy.activity.openCycles + energy.activity.closedCycles == 8 * ((slow.result.time + 999) / 1000))
    // Before what reads, writes and MACs (1 ns each) and refreshes take over: 1.25 V times current times
    // time.
    let c = slow.measurement.commands
    let columns = c[.RD] + c[.WR] + c[.WRA16] + c[.MAC] + c[.MAC16]
    #expect(
      energy.ledger[.backgroundActive] == 1_250_000 * 142_000 * 1000
        * Int128(energy.activity.openCycles - columns))
    #expect(energy.ledger[.activation] == 5_947_500_000_000_000 * Int128(c[.ACT] + 16 * c[.ACT16]))

    let slower = try Machines.report("gpt2-small", ["system.asic.clock=500 MHz"]).measurement.energy.ledger
    #expect(slower[.asicDynamic] == plain.measurement.energy.ledger[.asicDynamic])
    let lazy = try Machines.report("gpt2-small", ["system.asic.clock=500 MHz", "system.costs=null"])
    // An addition 546.139856557377… fJ, a multiplication 2,239.173411885246… fJ.
    #expect(
      lazy.measurement.energy.ledger[.asicDynamic]
        == 546_139_856_557 * Int128(lazy.result.work.asicAdditions) + 2_239_173_411_885
        * Int128(lazy.result.work.asicMultiplications))
    #expect(
      lazy.result.work.asicAdditions == plain.result.work.asicAdditions && plain.result.work.asicAdditions > 0
    )
  }

  /// Channel by channel, each on its own, ledgers sum to the run's.
  @Test(
    arguments: [
      "gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt3-small", "gpt3-medium", "gpt3-large",
      "gpt3-xl",
    ],
    ["pim-gpt", "pim-gpt-idd"])
  func modelsSumExactly(model: String, system: String) throws {
    let report = try Machines.report(model, positions: 1022..<1024, ["system=\(system)"])
    let energy = report.measurement.energy
    #expect(energy.ledger.total == EnergyComponent.allCases.reduce(0) { $0 + (energy.ledger[$1] ?? 0) })
    var sum = energy.model.ledger(of: Activity())
    let cycles = (report.result.time + 499) / 500
    for counters in report.result.channels {
      var part = Activity()
      (part.commands, part.openCycles, part.closedCycles) = (
        counters.commands, counters.openCycles, cycles - counters.openCycles
      )
      sum += energy.model.ledger(of: part)
    }
    var asic = Activity()
    (asic.time, asic.asicAdditions, asic.asicMultiplications) = (
      report.result.time, report.result.work.asicAdditions, report.result.work.asicMultiplications
    )
    sum += energy.model.ledger(of: asic)
    #expect(sum == energy.ledger)
    #expect((energy.joules - energy.integralJoules).magnitude <= 1e-12 * energy.joules)
    // Nothing that a real machine draws is negative.
    #expect(EnergyComponent.allCases.allSatisfy { energy.ledger[$0] ?? 0 >= 0 })
  }
}

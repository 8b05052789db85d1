import PIMExperiments
import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMResults
import PIMSimulation
import PIMWorkload
import Testing

@testable import PIMEnergy

/// Energy by operator, layer and position.
@Suite struct DivisionTests {
  /// Commands of a serial run by operator, from the times of its commands and of the ends of its blocks
  /// alone: a command belongs to the block in whose time it is issued.
  private static func commands(of experiment: Experiment, positions: Range<Int>) throws -> (
    byOperator: [CommandCounts], result: SimulationResult
  ) {
    var ends: [(kind: OperatorKind, time: Int64)] = []
    var commands: [IssuedCommand] = []
    var program = ModelProgram(try experiment.compile(), positions: positions)
    let simulator = Simulator(experiment.system, engine: .event, schedule: .serial)
    let result = try simulator.run(
      &program, commands: { commands.append($0) },
      observer: RunObserver(block: { ends.append(($0.kind, $1)) }, function: { _ in }))
    var counts = Array(repeating: CommandCounts(), count: OperatorKind.allCases.count)
    let clock = experiment.system.commandClockPicoseconds
    var block = 0
    for command in commands {
      while block + 1 < ends.count && ends[block].time <= command.cycle * clock { block += 1 }
      counts[ends[block].kind.index][command.command] += 1
    }
    return (counts, result)
  }

  /// The energy of gpt2-small's operators from their commands, with the prices of docs/energy.md.
  @Test func operatorsHaveTheEnergyOfTheirCommands() throws {
    let experiment = try Experiment("gpt2-small", library: Machines.library)
    let (byOperator, result) = try Self.commands(of: experiment, positions: 100..<102)
    let energy = try EnergyAccount(result, on: experiment.system)
    let division = try #require(energy.division)
    let picojoule = Int128(1_000_000_000_000)
    for kind in OperatorKind.allCases {
      let (own, counts) = (division.operators[kind.index], byOperator[kind.index])
      // 1.25 V · 122 mA · 39 ns = 5,947.5 pJ a bank.
      let banks = Int128(counts[.ACT] + 16 * counts[.ACT16])
      #expect(own[.activation] == banks * 59_475 * picojoule / 10, "\(kind)")
      // 1.25 V · (142 + 3 · 388) mA · 1 ns = 1,632.5 pJ; 149.29 mW · 1.5 · 1 ns = 223.935 pJ.
      #expect(own[.arrayAccess] == Int128(counts[.MAC16]) * 16_325 * picojoule / 10, "\(kind)")
      #expect(own[.macUnits] == Int128(counts[.MAC16]) * 223_935 * picojoule / 1000, "\(kind)")
      // 1.25 V · 530 mA · 1 ns = 662.5 pJ; 587.5 and 1,407.5 pJ.
      #expect(own[.read] == Int128(counts[.RD]) * 6_625 * picojoule / 10, "\(kind)")
      #expect(
        own[.write] == Int128(counts[.WR]) * 5_875 * picojoule / 10 + Int128(counts[.WRA16]) * 14_075
          * picojoule / 10, "\(kind)")
      // 1.25 V · 277 mA · 455 ns = 157,543.75 pJ.
      #expect(own[.refresh] == Int128(counts[.REFab]) * 15_754_375 * picojoule / 100, "\(kind)")
      // 256 bits · 5.5 pJ = 1,408 pJ a burst.
      let toChannels = counts[.WR] + counts[.WRA16] + counts[.WRGB] + counts[.WRMAC16]
      let fromChannels = counts[.RD] + counts[.RDMAC16]
      #expect(own[.linkToChannels] == Int128(toChannels) * 1408 * picojoule, "\(kind)")
      #expect(own[.linkFromChannels] == Int128(fromChannels) * 1408 * picojoule, "\(kind)")
      // 30 % of 304.59 mW = 91.377 mW.
      #expect(
        own[.asicStatic] == Int128(result.operators[kind.index].total) * 91_377_000_000, "\(kind)")
    }
    #expect(division.operators[OperatorKind.scores.index].total > 0)
  }

  /// A refresh in each channel outlasts the run: its standby is that of operators before.
  @Test func refreshesAtTheEnd() throws {
    let experiment = try Experiment(
      "gpt2-small",
      overrides: [
        "system=gddr6", "mapping=paper", "mapping.schedule=overlapped", "mapping.attention=pipelined",
        "mapping.attentionGroups=2", "mapping.valueLayout=grouped", "mapping.productTiles=3",
        "mapping.parameterPrefetch=ahead", "mapping.rowOpening=ahead", "mapping.scoreRows=aligned",
        "mapping.scoreBuffer=52 KiB", "tokens=3", "lmHead=true",
      ],
      library: Machines.library)
    var program = ModelProgram(try experiment.compile(), positions: experiment.run.positions)
    let simulator = Simulator(experiment.system, engine: .fast, schedule: .overlapped)
    let energy = try EnergyAccount(try simulator.run(&program), on: experiment.system)
    let division = try #require(energy.division)
    // 8 · 1.25 V · 277 mA · 455 ns = 8 · 157,543.75 pJ; 1 pJ is 10¹² yJ.
    #expect(division.remainder[.refresh] == Int128(8 * 15_754_375) * 10_000_000_000)
    #expect(division.remainder[.backgroundPrecharged] == 0)
    #expect(division.operators.reduce(division.remainder, +) == energy.ledger)
    #expect(division.positions.reduce(division.remainder.total, +) == energy.ledger.total)
  }

  /// All sums are exact and no entry is negative, under both schedules, on all systems, with two engines,
  /// which agree.
  @Test(
    arguments: ["pim-gpt", "pim-gpt-idd", "aim-gddr6", "hbm-pim", "gddr6"], ["paper", "best"])
  func everythingSums(system: String, mapping: String) throws {
    let experiment = try Experiment(
      "gpt2-small", overrides: ["system=\(system)", "mapping=\(mapping)", "tokens=3", "lmHead=true"],
      library: Machines.library)
    var results: [SimulationResult] = []
    for engine in [Engine.event, .fast] {
      var program = ModelProgram(try experiment.compile(), positions: experiment.run.positions)
      let simulator = Simulator(experiment.system, engine: engine, schedule: experiment.policy.schedule)
      results.append(try simulator.run(&program))
    }
    #expect(results[0] == results[1])
    let result = results[0]
    let energy = try EnergyAccount(result, on: experiment.system)
    let division = try #require(energy.division)
    #expect(division.operators.reduce(division.remainder, +) == energy.ledger)
    #expect(division.positions.reduce(division.remainder.total, +) == energy.ledger.total)
    for kind in OperatorKind.allCases {
      #expect(division.layers.reduce(0) { $0 + $1[kind.index] } == division.operators[kind.index].total)
      for component in EnergyComponent.allCases {
        #expect(division.operators[kind.index][component] ?? 0 >= 0, "\(kind) \(component)")
      }
    }
    #expect(EnergyComponent.allCases.allSatisfy { division.remainder[$0] ?? 0 >= 0 })
    #expect(division.layers.joined().allSatisfy { $0 >= 0 } && division.positions.allSatisfy { $0 >= 0 })
    var causes = Ledger()
    for own in result.spending.joined() {
      for cause in Cause.allCases { #expect(own.causes[cause] >= 0) }
      causes += own.causes
    }
    causes[.refresh] += result.debtTime
    #expect(causes == result.causes && causes.total == result.time)
    #expect(result.tokens.reduce(result.debtTime) { $0 + $1.time } == result.time)
  }
}

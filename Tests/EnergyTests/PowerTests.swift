import PIMConfiguration
import PIMExperiments
import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMReports
import PIMResults
import PIMSimulation
import Testing

@testable import PIMEnergy

/// Power over time.
@Suite struct PowerTests {
  private static let systems = ["pim-gpt", "pim-gpt-idd", "aim-gddr6", "hbm-pim", "gddr6"]

  private static func experiment(_ system: String, _ mapping: String = "paper") throws -> Experiment {
    try Experiment("kjv", overrides: ["system=\(system)", "mapping=\(mapping)"], library: Machines.library)
  }

  /// The profile of the first positions.
  private static func profile(
    _ experiment: Experiment, _ engine: Engine = .event, window: Int64? = nil, oneByOne: Bool = false
  ) throws -> (PowerProfile, SimulationRecord) {
    let meter = PowerMeter(experiment.system, window: window)
    let record = try experiment.simulate(
      engine: engine, positions: 0..<2, commands: oneByOne ? { _ in } : nil, power: meter)
    return (try #require(meter.profile), record)
  }

  /// Whatever the engine and the order in which commands arrive: the same windows, which sum to the run, and
  /// no negative entry.
  @Test(arguments: systems, ["paper", "best"]) func windowsSumToTheRun(system: String, mapping: String) throws
  {
    if system == "gddr6" && mapping == "best" { return }
    let experiment = try Self.experiment(system, mapping)
    for window in [nil, 1_000_003, 20_000] as [Int64?] {
      let (batches, record) = try Self.profile(experiment, window: window)
      #expect(batches.ledger == record.measurement.energy.ledger)
      #expect(batches.windows.allSatisfy { $0.ledger.total == $0.energy })
      for entry in batches.windows {
        #expect(EnergyComponent.allCases.allSatisfy { entry.ledger[$0] ?? 0 >= 0 })
        #expect(entry.parts.allSatisfy { $0 >= 0 })
      }
      let (single, _) = try Self.profile(experiment, window: window, oneByOne: true)
      #expect(single.windows == batches.windows)
      if window == nil {
        #expect(try Self.profile(experiment, .stepped).0.windows == batches.windows)
        #expect(try Self.profile(experiment, .fast).0.windows == batches.windows)
      }
    }
  }

  /// The windows of a run against a sum over its commands and over every clock, in binary64.
  @Test(arguments: systems) func windowsFollowFromCommands(system: String) throws {
    let experiment = try Self.experiment(system)
    let machine = experiment.system
    let clock = machine.commandClockPicoseconds
    var commands: [IssuedCommand] = []
    var functions: [IssuedFunction] = []
    let meter = PowerMeter(machine, window: 777_000)
    let record = try experiment.simulate(
      engine: .event, positions: 0..<1, commands: { commands.append($0) }, power: meter)
    var program = ModelProgram(try experiment.compile(), positions: 0..<1)
    _ = try Simulator(machine, engine: .event, schedule: experiment.policy.schedule).run(
      &program, commands: { _ in },
      observer: RunObserver(block: { _, _ in }, function: { functions.append($0) }))
    let profile = try #require(meter.profile)
    let account = record.measurement.energy
    var expected = Array(repeating: 0.0, count: profile.windows.count)
    func add(_ energy: Double, _ start: Int64, _ end: Int64) {
      for window in Int(start / 777_000)...Int((end - 1) / 777_000) {
        let overlap = min(end, Int64(window + 1) * 777_000) - max(start, Int64(window) * 777_000)
        expected[min(window, expected.count - 1)] += energy * Double(overlap) / Double(end - start)
      }
    }
    func joules(_ activity: Activity) -> Double { EnergyLedger.joules(account.model.total(of: activity)) }
    for command in commands {
      let start = command.cycle * clock
      let energy = joules(Activity([command.command: 1]))
      add(energy, start, start + Self.duration(command.command, on: machine))
    }
    for function in functions {
      var activity = Activity()
      (activity.asicAdditions, activity.asicMultiplications) = (function.additions, function.multiplications)
      add(joules(activity), function.start, function.end)
    }
    // Standby, clock by clock.
    var (open, closed) = (Activity(), Activity())
    (open.openCycles, closed.closedCycles) = (1, 1)
    let (openJoules, closedJoules) = (joules(open), joules(closed))
    let cycles = record.result.channelCycles(on: machine)
    for channel in 0..<machine.organisation.channels {
      var rows = Set<Int>()
      var own = commands.filter { $0.channel == channel }[...]
      for cycle in 0..<cycles {
        if let command = own.first, command.cycle == cycle {
          Self.follow(command, &rows, on: machine)
          own.removeFirst()
        }
        add(rows.isEmpty ? closedJoules : openJoules, cycle * clock, cycle * clock + clock)
      }
    }
    var picosecond = Activity()
    picosecond.time = record.result.time
    if record.result.time > 0 { add(joules(picosecond), 0, record.result.time) }
    for (index, window) in profile.windows.enumerated() {
      let own = EnergyLedger.joules(window.energy)
      // Rounding: additions of an ASIC function are whole in a window.
      #expect((own - expected[index]).magnitude <= 1e-9 * own + 1e-11, "\(system), window \(index)")
    }
  }

  /// The time of docs/energy.md on which a command's energy falls.
  private static func duration(_ command: Command, on machine: System) -> Int64 {
    let burst = machine.burstPicoseconds
    let measured = machine.electrical.measuredAt.tBurst?.rawValue
    let time: Int64
    switch command {
    case .ACT, .ACT4, .ACT16: time = machine.rowCyclePicoseconds ?? 0
    case .REFab: time = machine.refreshPicoseconds
    case .PRE, .PRE4, .PREA, .TMOD, .REFpb: time = 0
    default:
      time =
        command.linkUse != .none
        ? burst : command.role == .column ? measured ?? machine.repeatPicoseconds(command) : 0
    }
    return max(time, machine.commandClockPicoseconds)
  }

  private static func follow(_ command: IssuedCommand, _ rows: inout Set<Int>, on machine: System) {
    let bank = Int(command.bank)
    switch command.command {
    case .ACT: rows.insert(bank)
    case .ACT16: rows = Set(0..<machine.organisation.banks)
    case .PRE: rows.remove(bank)
    case .PREA: rows = []
    default:
      guard command.command.role == .column, machine.closesRow(command.command) else { return }
      if command.command.footprint == .all { rows = [] } else { rows.remove(bank) }
    }
  }

  /// One activation of all banks that four window boundaries cut: 16 · 5,947.5 pJ = 95,160 pJ in 39 ns from
  /// 5 ns on, windows of 10 ns: 5, 10, 10, 10 and 4 of 39 parts.
  @Test func aCommandIsCutByWindows() throws {
    let system = try Machines.load("pim-gpt", "organisation.channels=1")
    let meter = PowerMeter(system, window: 10_000)
    meter.take(
      [IssuedCommand(cycle: 10, channel: 0, command: .ACT16, bank: -1, row: 3, column: -1)], of: .first(1))
    var result = SimulationResult()
    result.time = 50_000
    var counters = ChannelCounters()
    counters.commands[.ACT16] = 1
    counters.openCycles = 90
    result.channels = [counters]
    let profile = try meter.finish(result)
    let whole: Int128 = 95_160_000_000_000_000
    let until = [5, 15, 25, 35, 39].map { whole * $0 / 39 }
    #expect(
      profile.windows.map { $0.ledger[.activation] }
        == zip(until, [0] + until).map { Optional($0 - $1) })
    // 177.5 mW for 5 ns, then for 10 ns: 887.5 and 1,775 pJ; 115 mW for 5 ns, 575 pJ.
    #expect(
      profile.windows.map { $0.ledger[.backgroundActive] }
        == [887_500_000_000_000] + Array(repeating: 1_775_000_000_000_000, count: 4))
    #expect(profile.windows.map { $0.ledger[.backgroundPrecharged] } == [575_000_000_000_000, 0, 0, 0, 0])
    #expect(profile.peak == 1)
  }

  /// The last window has the rest of the run, and all that outlasts the run. A refresh takes more standby
  /// there than it has, which the windows before give: 115 mW in 600 ns less 115 mW in 455 ns.
  @Test func theLastWindowHasTheRest() throws {
    let system = try Machines.load("pim-gpt", "organisation.channels=1")
    func profile(_ window: Int64, _ time: Int64) throws -> PowerProfile {
      let meter = PowerMeter(system, window: window)
      meter.take(
        [IssuedCommand(cycle: 790, channel: 0, command: .REFab, bank: -1, row: -1, column: -1)], of: .first(1)
      )
      var result = SimulationResult()
      result.time = time
      var counters = ChannelCounters()
      counters.commands[.REFab] = 1
      result.channels = [counters]
      let profile = try meter.finish(result)
      try profile.check(EnergyAccount(result, on: system).ledger)
      return profile
    }
    let picojoule: Int128 = 1_000_000_000_000
    let three = try profile(200_000, 600_000)
    // 23,000 - 22,425 of the second - 6,325 of the first = 16,675; 5 of 455 ns are in the second window.
    #expect(three.windows.map { $0.ledger[.backgroundPrecharged] } == [16_675 * picojoule, 0, 0])
    let refresh = 15_754_375 * picojoule / 100
    #expect(
      three.windows.map { $0.ledger[.refresh] }
        == [0, refresh * 5 / 455, refresh - refresh * 5 / 455])
    // 600 ns in windows of 250 ns: one of 250 and one of 350.
    let two = try profile(250_000, 600_000)
    #expect(two.windows.count == 2 && two.length(of: 0) == 250_000 && two.length(of: 1) == 350_000)
    #expect(two.peak == 1)
    // A window longer than the run is the run.
    let one = try profile(PowerMeter.longestWindow, 600_000)
    #expect(one.windows.count == 1 && one.length(of: 0) == 600_000)
    #expect(one.windows[0].ledger[.backgroundPrecharged] == 16_675 * picojoule)
    // A run whose standby is negative, 115 mW in 400 ns less 455 ns, has a negative window.
    let short = try profile(200_000, 400_000)
    #expect(short.windows.map { $0.ledger[.backgroundPrecharged] } == [0, -6_325 * picojoule])
  }

  /// Energies of a long run in one window exceed 128 bits where they are multiplied by a length.
  @Test func powersAreComparedExactly() {
    let joules = Int128(10_000_000_000_000) * 1_000_000_000_000_000_000_000_000
    #expect(PowerProfile.isMore(joules + 1, in: 1 << 56, than: joules, in: 1 << 56))
    #expect(!PowerProfile.isMore(joules, in: 1 << 56, than: joules, in: 1 << 56))
    #expect(PowerProfile.isMore(joules, in: (1 << 56) - 1, than: joules, in: 1 << 56))
    #expect(!PowerProfile.isMore(-joules, in: 1, than: 0, in: 1 << 56))
  }

  /// A run without time is one window without energy.
  @Test func anEmptyRunHasOneWindow() throws {
    let meter = PowerMeter(try Machines.load())
    var result = SimulationResult()
    result.channels = Array(repeating: ChannelCounters(), count: 8)
    let profile = try meter.finish(result)
    #expect(profile.windows.map(\.energy) == [0] && profile.peak == 0 && profile.power(of: 0) == 0)
  }

  /// A component that differs by a yoctojoule is named.
  @Test func aDifferenceIsFound() throws {
    let (profile, record) = try Self.profile(try Self.experiment("pim-gpt"))
    var ledger = record.measurement.energy.ledger
    ledger.add(1, to: .refresh)
    #expect {
      try profile.check(ledger)
    } throws: { ($0 as? PowerMismatch)?.component == .refresh }
  }

  /// Without refresh a window has 10 µs.
  @Test func theDefaultIsARefreshInterval() throws {
    #expect(PowerMeter(try Machines.load()).length == 6_825_000)
    #expect(PowerMeter(try Machines.load("pim-gpt", "refresh.policy=none")).length == 10_000_000)
  }

  /// The parts of the machine sum to the run in every component.
  @Test(arguments: systems) func partsSumToTheRun(system: String) throws {
    let measurement = try Self.experiment(system).simulate(positions: 0..<2).measurement
    let parts = measurement.partEnergies
    #expect(parts.count == measurement.system.organisation.channels + 1)
    #expect(
      parts.dropFirst().reduce(into: parts[0].ledger) { $0 += $1.ledger } == measurement.energy.ledger)
  }

  /// More windows than there is room for are refused before the run.
  @Test func tooManyWindowsAreRefused() throws {
    let experiment = try Experiment("gpt2-small", library: Machines.library)
    // 113.746348 ms in windows of 10 ns: 11,374,634, of 8 · 12 numbers each.
    let meter = PowerMeter(experiment.system, window: 10_000)
    #expect(throws: TooManyWindows.self) { try experiment.simulate(power: meter) }
  }

  /// The peak may lie outside the layers, where a report has null for the layer.
  @Test func aPeakOutsideTheLayersIsRead() throws {
    let experiment = try Experiment(
      "kjv", overrides: ["lmHead=true", "system.asic.adders=1000000"], library: Machines.library)
    let meter = PowerMeter(experiment.system, window: 100_000_000_000)
    let record = try experiment.simulate(positions: 0..<1, power: meter)
    #expect(
      try ReportDocument(bytes: record.json(), name: "r.json").measurement.power == record.measurement.power)
    let power = try #require(record.measurement.power)
    let text = String(decoding: try record.json(), as: UTF8.self)
    let place = try #require(power.peak.place)
    let outside = PowerRecord.Peak(
      window: 0, ledger: record.measurement.energy.ledger,
      place: PowerProfile.Place(position: 0, layer: -1, kind: .lmHead, time: place.time))
    let changed = text.replacing(
      "\"layer\": \(place.layer),\n      \"operator\": \"\(place.kind.rawValue)\"",
      with: "\"layer\": null,\n      \"operator\": \"\(OperatorKind.lmHead.rawValue)\"", maxReplacements: 1)
    let read = try ReportDocument(bytes: Array(changed.utf8), name: "r.json")
    #expect(read.measurement.power?.peak == outside)
  }

  /// A report keeps the power; a changed number is refused.
  @Test func reportsKeepThePower() throws {
    let (profile, record) = try Self.profile(try Self.experiment("pim-gpt"), window: 1_000_000)
    let json = try record.json()
    let read = try ReportDocument(bytes: json, name: "r.json")
    #expect(read.measurement.power == record.measurement.power)
    let power = try #require(record.measurement.power)
    #expect(power.bins.reduce(0) { $0 + $1.energy } == record.measurement.energy.ledger.total)
    #expect(power.peak.window == profile.peak)
    let text = String(decoding: json, as: UTF8.self)
    #expect(power.windowsPerBin == 1 && power.bins.count > 3)
    let (first, most) = (power.bins[0], power.bins[power.peak.window])
    for (from, to) in [
      (
        "\"greatest_window_yj\": [\n        \"\(first.most)\"",
        "\"greatest_window_yj\": [\n        \"\(most.most + 1)\""
      ),
      ("\"least_window_yj\": [\n        \"", "\"least_window_yj\": [\n        \"-"),
      ("\"position\": \(power.peak.place?.position ?? 0)", "\"position\": 99"),
      (
        "\"by_component_yj\": {\n        \"activation\": \"",
        "\"by_component_yj\": {\n        \"activation\": \"1"
      ),
      ("\"energy_yj\": [\n        \"", "\"energy_yj\": [\n        \"1"), ("\"windows\": ", "\"windows\": 1"),
      ("\"average_w\": ", "\"average_w\": 1"), ("\"window_ps\": 1000000", "\"window_ps\": 1"),
      ("\"greatest_window_yj\": [\n        \"", "\"greatest_window_yj\": [\n        \"9999999999999999"),
      ("\"window\": ", "\"window\": 9"),
    ] {
      let changed = text.replacing(from, with: to, maxReplacements: 1)
      #expect(changed != text)
      #expect(throws: (any Error).self, "\(to)") {
        try ReportDocument(bytes: Array(changed.utf8), name: "r.json")
      }
    }
  }
}

import PIMGPT
import PIMTestSupport
import Testing

@Suite struct ReplayTests {
  /// What a trace takes is what the experiment takes, to the last unit, whole or in part, under every engine.
  @Test(
    arguments: [
      [], ["mapping.schedule=overlapped"],
      ["lmHead=true", "embedding=true", "promptLength=2", "system.organisation.rows=4096"],
      ["system.refresh.policy=postponed", "mapping.valueLayout=blocked"],
    ], [nil, 0..<1, 1..<3, 3..<4])
  func equalsTheSimulation(overrides: [String], positions: Range<Int>?) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    let experiment = try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
    let file = try OutputFile(path: path)
    let lines = try experiment.compileTrace(positions: positions).write(to: file)
    #expect(Fixtures.read(path)!.split(separator: "\n").count == lines)
    let system = try Fixtures.system(overrides.filter { $0.hasPrefix("system.") })
    // The stepped engine is slow; whole runs are enough for it.
    for engine in Engine.allCases where engine != .stepped || positions == nil {
      var simulated: [IssuedCommand] = []
      var replayed: [IssuedCommand] = []
      let simulation = try experiment.simulate(
        engine: engine, positions: positions, commands: { simulated.append($0) })
      let replay = try system.replay(trace: path, engine: engine, commands: { replayed.append($0) })
      #expect(simulation.result == replay.result)
      #expect(simulated == replayed)
      let alone = try system.replay(trace: path, engine: engine)
      #expect(alone.result == replay.result)
      // The report names what ran: fast hands out no commands, and no other engine says what it saved.
      let ran = engine == .fast ? .event : engine
      #expect(simulation.measurement.engine == ran && replay.measurement.engine == ran)
      #expect(simulation.effort == nil && replay.effort == nil)
      #expect(alone.measurement.engine == engine && (alone.effort != nil) == (engine == .fast))
    }
  }

  @Test func text() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    try Fixtures.experiment().compileTrace(positions: 1..<3).write(to: OutputFile(path: path))
    let text = try Fixtures.system().replay(trace: path).text(system: "small")
    try Fixtures.expect(String(text.dropFirst(folder.path.count + 1)), equalsSnapshot: "replay.txt")
  }

  /// A verbose report says what the engine saved, as that of a simulation does.
  @Test func verboseText() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    try Fixtures.experiment().compileTrace(positions: 1..<3).write(to: OutputFile(path: path))
    let replay = try Fixtures.system().replay(trace: path)
    let effort = try #require(replay.effort)
    #expect(effort.blocks > effort.blocksSkipped && effort.commands > effort.commandsComputed)
    let lines = replay.text(system: "small", isVerbose: true).split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasSuffix("the others repeat these exactly") })
    let words = lines[start...].prefix(3).map { $0.replacing(",", with: "").split(separator: " ") }
    #expect(words[0].prefix(5) == ["engine", "fast", "of", "all", "computed"])
    #expect(words[1] == ["blocks", "\(effort.blocks)", "\(effort.blocks - effort.blocksSkipped)"])
    #expect(words[2] == ["commands", "\(effort.commands)", "\(effort.commandsComputed)"])
    #expect(!replay.text(system: "small").contains("the others repeat"))
    let event = try Fixtures.system().replay(trace: path, engine: .event)
    #expect(!event.text(system: "small", isVerbose: true).contains("the others repeat"))
  }

  @Test func refusesAnotherMachine() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    try Fixtures.experiment().compileTrace().write(to: OutputFile(path: path))
    let system = try Fixtures.system(["system.organisation.rows=128"])
    #expect(
      message { _ = try system.replay(trace: path) }
        == "\(path):5:1: trace for another machine: found rows 256, expected rows 128 as in the system small")
  }

  /// The mapping writes values with WR_ABK.
  @Test func refusesAnInstructionThatTheSystemLacks() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    try Fixtures.experiment().compileTrace().write(to: OutputFile(path: path))
    let lines = Fixtures.read(path)!.split(separator: "\n")
    let line = try #require(lines.firstIndex { $0.hasPrefix("WR_ABK") }) + 1
    let system = try Fixtures.system([
      "system.commands=[ACT, ACT16, PRE, PREA, RD, WR, MAC16, WRGB, RDMAC16, REFab]"
    ])
    #expect(
      message { _ = try system.replay(trace: path) }
        == "\(path):\(line):1: unsupported command: found WR_ABK, which needs the command WRA16, "
        + "expected an instruction whose command the system small has")
  }

  @Test func refusesAMappingThatTheSystemLacksACommandFor() throws {
    let experiment = try Fixtures.experiment(
      "system.commands=[ACT, ACT16, PRE, PREA, RD, WR, MAC16, WRGB, RDMAC16, REFab]")
    let expected =
      "tiny on small: valueWrite: allBanks needs the command WRA16, which the system does not have; use valueWrite: masked"
    #expect(message { _ = try experiment.simulate() } == expected)
    #expect(message { _ = try experiment.compileTrace() } == expected)
  }
}

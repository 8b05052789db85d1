@_spi(Ablation) import PIMFastForward
import PIMGPT

/// Runs of the `fast` engine with other settings than the usual ones, held against those: processor time
/// inside the process, and equal results.
struct Ablation {
  /// A run that settings are compared on.
  struct Run {
    var name: String
    var simulate: (FastSettings) throws -> (seconds: Double, result: SimulationResult)
  }

  /// The benchmark's runs: models, mappings and systems with few tokens, instructions without repetition, and
  /// such instructions followed by a block that repeats.
  static func runs() throws -> [Run] {
    func model(_ name: String, _ model: String, _ overrides: [String] = []) throws -> Run {
      let experiment = try Experiment(model, overrides: overrides)
      let compiled = try experiment.compile()
      return Run(name: name) { settings in
        var simulator = Simulator(
          experiment.system, engine: .fast, schedule: experiment.policy.schedule)
        simulator.settings = settings
        var program = ModelProgram(compiled, positions: experiment.run.positions)
        var result = SimulationResult()
        let seconds = try Clock.measure { result = try simulator.run(&program) }
        return (seconds, result)
      }
    }
    func random(_ name: String, length: Int, _ schedule: Schedule) throws -> Run {
      let system = try Experiment("gpt2-small", overrides: ["system=aim-gddr6"]).system
      return Run(name: name) { settings in
        var simulator = Simulator(system, engine: .fast, schedule: schedule)
        simulator.settings = settings
        var source = RandomBlocks(
          channels: system.organisation.channels, banks: system.organisation.banks, length: length)
        var result = SimulationResult()
        let seconds = try Clock.measure { result = try simulator.run(&source) }
        return (seconds, result)
      }
    }
    func late(_ name: String) throws -> Run {
      let system = try Experiment("gpt2-small", overrides: ["system=aim-gddr6"]).system
      return Run(name: name) { settings in
        var simulator = Simulator(system, engine: .fast, schedule: .serial)
        simulator.settings = settings
        var source = LateBlocks(system)
        var result = SimulationResult()
        let seconds = try Clock.measure { result = try simulator.run(&source) }
        return (seconds, result)
      }
    }
    let few = ["tokens=64"]
    return [
      try model("small", "gpt2-small"), try model("xl", "gpt3-xl"),
      try model("small best", "gpt2-small", ["mapping=best"]),
      try model("xl best", "gpt3-xl", ["mapping=best", "tokens=256"]),
      try model("aim", "gpt2-large", few + ["system=aim-gddr6"]),
      try model("aim best", "gpt2-large", few + ["system=aim-gddr6", "mapping=best"]),
      try model("gddr6", "gpt2-large", few + ["system=gddr6"]),
      try model("gddr6 best", "gpt2-large", few + ["system=gddr6", "mapping=best"]),
      try model("1 token", "gpt2-small", ["tokens=1"]),
      try model("3 best", "gpt2-small", ["tokens=3", "system=aim-gddr6", "mapping=best"]),
      try random("random", length: 2_560, .serial), try random("long", length: 25_600, .overlapped),
      try late("late"),
    ]
  }

  /// Mechanisms, each with the settings that leave it out.
  static let mechanisms: [(name: String, settings: FastSettings)] = [
    ("transitions", without(.transitions)), ("trajectories", without(.trajectories)),
    ("block memo", without(.blocks)), ("stretches", without(.stretches)),
    ("histories", without(.histories)), ("cost model", without(.costModel)),
    ("fallback in mid-block", without(.midBlockFallback)), ("retrials", without(.retrials)),
  ]

  private static func without(_ mechanism: FastMechanisms) -> FastSettings {
    FastSettings { $0.mechanisms.remove(mechanism) }
  }

  /// Constants, each with a function that scales it.
  static let constants: [(name: String, scale: @Sendable (inout FastSettings, Double) -> Void)] = [
    ("transitions", { scale(&$0.transitions, $1) }), ("states", { scale(&$0.states, $1) }),
    ("outcomes", { scale(&$0.outcomes, $1) }), ("plans", { scale(&$0.plans, $1) }),
    ("plannedInstructions", { scale(&$0.plannedInstructions, $1) }),
    ("streamNumbers", { scale(&$0.streamNumbers, $1) }),
    ("comparedSteps", { scale(&$0.comparedSteps, $1) }), ("patience", { scale(&$0.patience, $1) }),
    ("trajectoriesPerStream", { scale(&$0.trajectoriesPerStream, $1) }),
    ("shortestTrajectory", { scale(&$0.shortestTrajectory, $1) }),
    ("heavyStep", { scale(&$0.heavyStep, $1) }), ("streamLength", { scale(&$0.streamLength, $1) }),
    ("sectionLength", { scale(&$0.sectionLength, $1) }), ("snapshotRuns", { scale(&$0.snapshotRuns, $1) }),
    ("replayedRuns", { scale(&$0.replayedRuns, $1) }),
    ("snapshotPatience", { scale(&$0.snapshotPatience, $1) }),
    ("learningCost", { scale(&$0.learningCost, $1) }), ("trial", { scale(&$0.trial, $1) }),
    ("longestTrial", { scale(&$0.longestTrial, $1) }), ("runCost", { scale(&$0.runCost, $1) }),
    ("classesPerStep", { scale(&$0.classesPerStep, $1) }),
  ]

  private static func scale<Number: BinaryInteger>(_ number: inout Number, _ factor: Double) {
    number = Number(Double(number) * factor)
  }

  /// The time of runs with some settings over that with the usual ones, the least of several of each,
  /// alternating.
  ///
  /// - Throws: results that differ.
  static func ratios(_ settings: FastSettings, on runs: [Run], repetitions: Int) throws -> [Double] {
    try runs.map { run in
      var (least, usual) = (Double.infinity, Double.infinity)
      for repetition in 0..<repetitions {
        let reference = try run.simulate(FastSettings())
        let changed = try run.simulate(settings)
        guard changed.result == reference.result else {
          throw Failure(description: "\(run.name): results differ with other settings of `fast`")
        }
        (least, usual) = (min(least, changed.seconds), min(usual, reference.seconds))
        // What takes many times as long is clear from one run.
        if repetition == 0 && changed.seconds > 3 * reference.seconds { break }
      }
      return least / usual
    }
  }
}

extension Benchmarks {
  /// Processor time without each mechanism of `fast`, over that with all of them.
  func ablation() throws {
    let all = try Ablation.runs()
    emit("ablation", all.map(\.name).joined(separator: " | "), "runs", [Double(all.count)])
    for (name, settings) in Ablation.mechanisms {
      let ratios = try Ablation.ratios(settings, on: all, repetitions: runs)
      emit("ablation", "without \(name)", "times", ratios)
      print("    | \(name) | \(ratios.map(Series.text).joined(separator: " | ")) |")
    }
  }

  /// Processor time with each constant of `fast` halved and doubled, over that with the usual one.
  func constants() throws {
    let all = try Ablation.runs()
    for (name, scale) in Ablation.constants {
      for factor in [0.5, 2] {
        let ratios = try Ablation.ratios(
          FastSettings { scale(&$0, factor) }, on: all, repetitions: runs)
        emit("constants", "\(name) × \(Series.text(factor))", "times", ratios)
        print(
          "    | \(name) × \(Series.text(factor)) | \(ratios.map(Series.text).joined(separator: " | ")) |")
      }
    }
  }
}

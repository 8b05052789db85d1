internal import Configuration
internal import Energy
internal import Hardware
internal import Instructions
internal import Mapping
public import Simulation
internal import Workload

/// Everything that a simulation of an experiment found, with what is needed to judge it.
public struct SimulationReport {
  public let experiment: Experiment
  public let measurement: Measurement
  public let bound: Bound
  /// Positions that were run.
  public let positions: Range<Int>
  /// Multiply-accumulates that the model needs, padding not included.
  public let usefulMACs: Int
  public let verification: VerificationStatus

  /// How much of the run the `fast` engine computed; nil with other engines.
  public let effort: Effort?

  public var engine: Engine { measurement.engine }
  public var result: SimulationResult { measurement.result }

  /// Compiles and simulates.
  ///
  /// - Parameters:
  ///   - positions: a part of the run, or nil for all of it.
  ///   - verification: what was found when the program was executed on values.
  ///   - commands: receives every command.
  ///   - progress: called after each block with the position it belongs to.
  public init(
    _ experiment: Experiment, engine: Engine = .fast, positions: Range<Int>? = nil,
    verification: VerificationStatus = .notExecuted, commands: ((IssuedCommand) -> Void)? = nil, progress: ((Int) -> Void)? = nil
  ) throws {
    let compiled = try experiment.compile()
    var program = ModelProgram(compiled, positions: positions)
    let simulator = Simulator(experiment.system, engine: engine, schedule: experiment.policy.schedule)
    var effort: Effort?
    let result = try simulator.run(
      &program, commands: commands, progress: progress.map { report in { report($0.position) } },
      effort: { effort = $0 })
    self.effort = effort
    var work = Bound.Work()
    var counter = WorkCounter(compiled)
    for position in program.positions { work.add(counter.counts(position: position)) }
    self.experiment = experiment
    self.verification = verification
    self.positions = program.positions
    measurement = try Measurement(
      system: experiment.system, engine: engine, schedule: experiment.policy.schedule, result: result)
    bound = Bound(work, on: experiment.system)
    usefulMACs = work.macs
  }

  /// Positions of the run that generate a token.
  public var generatedTokens: Int { positions.count { experiment.run.generates(at: $0) } }

  /// Time of the positions that only fill the KV cache, picoseconds.
  public var prefillTime: Int64 {
    result.tokens.reduce(0) { $0 + (experiment.run.generates(at: $1.position) ? 0 : $1.time) }
  }

  /// Time of all the rest, picoseconds.
  public var generationTime: Int64 { result.time - prefillTime }

  /// Time a generated token, picoseconds; nil where none is generated.
  public var timePerToken: Double? {
    generatedTokens == 0 ? nil : Double(generationTime) / Double(generatedTokens)
  }

  /// Energy of the whole run, prompt included, for each token that it generates, joules; nil where none is generated.
  public var energyPerToken: Double? {
    generatedTokens == 0 ? nil : measurement.energy.joules / Double(generatedTokens)
  }

  /// nil where no token is generated, or no energy is modelled.
  public var tokensPerJoule: Double? { energyPerToken.flatMap { $0 == 0 ? nil : 1 / $0 } }

  /// nil where no token is generated.
  public var tokensPerSecond: Double? { timePerToken.map { 1e12 / $0 } }

  /// Useful multiply-accumulates as a share of what all MAC units could have done in the time.
  public var macUtilisation: Double { bound.macs / Double(max(1, result.time)) }

  /// The lower bounds, each with what it counts, from the loosest to the tightest.
  public var bounds: [(name: String, counts: String, picoseconds: Double)] {
    [
      ("macs", "MACs", bound.macs),
      ("rows", "MACs, row openings", bound.rows),
      ("refresh", "MACs, row openings, refresh", bound.refresh),
      ("links", "MACs, row openings, refresh, links", bound.links),
    ]
  }

  /// Time over the tightest lower bound: 1 is perfect; nil where the bound is nothing.
  public var boundRatio: Double? { bound.links > 0 ? Double(result.time) / bound.links : nil }
}

internal import PIMConfiguration
internal import PIMEnergy
public import PIMFastForward
internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping
public import PIMSimulation
internal import PIMWorkload

/// A simulation of an experiment: what it found, with what is needed to judge it.
public struct SimulationReport {
  public let experiment: Experiment
  public let record: SimulationRecord

  /// How much of the run the `fast` engine computed; nil with other engines.
  public let effort: Effort?

  public var measurement: Measurement { record.measurement }
  public var result: SimulationResult { measurement.result }

  /// Compiles and simulates.
  ///
  /// - Parameters:
  ///   - positions: a part of the run, or nil for all of it.
  ///   - verification: what was found when the program was executed on values.
  ///   - commands: receives every command; `event` then runs in place of `fast`.
  ///   - progress: called after each block with the position it belongs to.
  ///   - observer: is told when blocks end and what the ASIC does.
  public init(
    _ experiment: Experiment, engine: Engine = .fast, positions: Range<Int>? = nil,
    verification: VerificationStatus = .notExecuted, commands: ((IssuedCommand) -> Void)? = nil,
    progress: ((Int) -> Void)? = nil, observer: RunObserver? = nil
  ) throws {
    let compiled = try experiment.compile()
    var program = ModelProgram(compiled, positions: positions)
    let simulator = Simulator(experiment.system, engine: engine, schedule: experiment.policy.schedule)
    var effort: Effort?
    let result = try simulator.run(
      &program, commands: commands, progress: progress.map { report in { report($0.position) } },
      effort: { effort = $0 }, observer: observer)
    self.effort = effort
    self.experiment = experiment
    var work = Bound.Work()
    var positionBounds: [Int64] = []
    let delays = Bound.Delays(experiment.system)
    var counter = WorkCounter(compiled)
    for position in program.positions {
      let counts = counter.counts(position: position)
      work.add(counts)
      var own = Bound.Work()
      own.add(counts)
      positionBounds.append(Int64(Bound(own, on: experiment.system, delays).withoutRefresh))
    }
    let bound = Bound(work, on: experiment.system, delays)
    record = SimulationRecord(
      toolVersion: Tool.version, model: ModelRecord(experiment.model), mapping: experiment.policy.name,
      run: experiment.run, positions: program.positions,
      measurement: try Measurement(
        system: experiment.system, engine: engine.running(handsOutCommands: commands != nil),
        schedule: experiment.policy.schedule, result: result),
      bounds: bound.steps, positionBounds: positionBounds, usefulMACs: work.macs,
      verification: verification, configuration: ConfigurationRecord(experiment.configuration))
  }

  /// The report for a terminal; see `SimulationRecord.text`.
  public func text(name: String, isVerbose: Bool = false) -> String {
    record.text(name: name, effort: effort, isVerbose: isVerbose)
  }

  /// The report as JSON: the same bytes for the same experiment, engine and positions.
  public func json() throws -> [UInt8] { try record.json() }
}

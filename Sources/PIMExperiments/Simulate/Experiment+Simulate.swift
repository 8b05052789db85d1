public import PIMFastForward
internal import PIMConfiguration
internal import PIMInstructions
internal import PIMMapping
public import PIMReports
public import PIMSimulation
internal import PIMWorkload

extension Experiment {
  /// Simulates the run, or a part of it.
  ///
  /// A program that fails its verification has no record: it computes something else than the model.
  ///
  /// - Parameters:
  ///   - positions: a part of the run, or nil for all of it.
  ///   - count: so many positions from the first are executed on values before, and every bit is compared.
  ///   - commands: receives every command; `event` runs in place of `fast`.
  ///   - timeline: receives the run; its size is estimated before.
  ///   - progress: is told of the positions that are verified, and of the tokens that are simulated.
  /// - Throws: `UnverifiedProgram`; `TimelineTooLarge`; `InputError` and `MappingError` for what does not fit
  ///   or cannot be; `SimulationError`; `EnergyMismatch`.
  public func simulate(
    engine: Engine = .fast, positions: Range<Int>? = nil, verifying count: Int? = nil,
    commands: ((IssuedCommand) -> Void)? = nil, timeline: Timeline? = nil, progress: ProgressMonitor? = nil
  ) throws -> SimulationRecord {
    let positions = positions ?? run.positions
    var verification = VerificationStatus.notExecuted
    if let count { verification = try verifiedStatus(positions: count, progress) }
    if let timeline {
      try checkTimeline(positions: positions, hasCommands: timeline.hasCommands)
    }
    let receiver =
      timeline.map { timeline in
        { command in
          timeline.command(command)
          commands?(command)
        }
      } ?? commands
    let record = try record(
      engine: engine, positions: positions, verification: verification, commands: receiver,
      observer: timeline?.observer, progress: progress?.positions(positions))
    timeline?.finish(at: record.result.time)
    return record
  }

  /// Simulates what is not to be verified here.
  ///
  /// - Parameter progress: receives the position of each block that is complete.
  package func record(
    engine: Engine = .fast, positions: Range<Int>? = nil, verification: VerificationStatus = .notExecuted,
    commands: ((IssuedCommand) -> Void)? = nil, observer: RunObserver? = nil,
    progress: ((Int) -> Void)? = nil
  ) throws -> SimulationRecord {
    let compiled = try compile()
    var program = ModelProgram(compiled, positions: positions, countsWork: true)
    let simulator = Simulator(system, engine: engine, schedule: policy.schedule)
    var effort: Effort?
    let result = try simulator.run(
      &program, commands: commands, progress: progress.map { report in { report($0.position) } },
      effort: { effort = $0 }, observer: observer)
    let bounds = RunBounds(program.work, on: system)
    return SimulationRecord(
      toolVersion: Tool.version, model: ModelRecord(model), mapping: policy.name, run: run,
      positions: program.positions,
      measurement: try RunMeasurement(
        system: system, engine: engine.running(handsOutCommands: commands != nil),
        schedule: policy.schedule, result: result),
      bounds: bounds.whole.steps, positionBounds: bounds.positions, usefulMACs: bounds.usefulMACs,
      verification: verification, configuration: ConfigurationRecord(configuration), effort: effort)
  }
}

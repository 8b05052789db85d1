public import PIMFastForward
internal import PIMInstructions
internal import PIMMapping
public import PIMReports
public import PIMResults
package import PIMSimulation
internal import PIMWorkload

extension Experiment {
  /// Simulates the run or some of its positions.
  ///
  /// A program that fails its verification has no record, since it does not compute the model.
  ///
  /// - Parameters:
  ///   - positions: the positions of the run to simulate; nil for all.
  ///   - count: the number of positions from the first that are executed on values before the simulation,
  ///     with every bit compared.
  ///   - commands: receives every command; the engine `event` then replaces `fast`.
  ///   - timeline: receives the run; its size is estimated before the simulation.
  ///   - progress: receives the number of verified positions and of simulated tokens.
  /// - Throws: `UnverifiedProgram`; `TimelineTooLarge`; `InputError` and `MappingError` for a model that does
  ///   not fit the system or a mapping that is impossible; `SimulationError`; `EnergyMismatch`.
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
    let receiver = timeline?.receiver(and: commands) ?? commands
    let record = try record(
      engine: engine, positions: positions, verification: verification, commands: receiver,
      observer: timeline?.observer, progress: progress?.positions(positions))
    timeline?.finish(at: record.result.time)
    return record
  }

  /// Simulates without verification.
  ///
  /// - Parameter progress: receives the position of each completed block.
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

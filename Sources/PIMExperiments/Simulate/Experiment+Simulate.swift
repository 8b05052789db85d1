public import PIMEnergy
public import PIMFastForward
internal import PIMInstructions
internal import PIMMapping
public import PIMReports
public import PIMResults
internal import PIMSimulation
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
  ///   - power: gathers the power over time; the engine `event` then replaces `fast`.
  ///   - progress: receives the number of verified positions and of simulated tokens.
  /// - Throws: `UnverifiedProgram`; `TimelineTooLarge`; `InputError` and `MappingError` for a model that does
  ///   not fit the system or a mapping that is impossible; `SimulationError`; `EnergyMismatch`;
  ///   `PowerMismatch`; `TooManyWindows`.
  public func simulate(
    engine: Engine = .fast, positions: Range<Int>? = nil, verifying count: Int? = nil,
    commands: ((IssuedCommand) -> Void)? = nil, timeline: Timeline? = nil, power: PowerMeter? = nil,
    progress: ProgressMonitor? = nil
  ) throws -> SimulationRecord {
    let positions = positions ?? run.positions
    if let power {
      // `fast` says how long the run takes, before it is simulated command by command.
      try power.check(time: record(positions: positions).result.time)
    }
    if let timeline {
      try checkTimeline(positions: positions, hasCommands: timeline.hasCommands)
    }
    var verification = VerificationStatus.notExecuted
    if let count { verification = try verifiedStatus(positions: count, progress) }
    return try record(
      engine: engine, positions: positions, verification: verification,
      receiver: RunReceiver(commands, timeline, power), progress: progress?.positions(positions))
  }

  /// Simulates without verification.
  ///
  /// - Parameter progress: receives the position of each completed block.
  package func record(
    engine: Engine = .fast, positions: Range<Int>? = nil, verification: VerificationStatus = .notExecuted,
    progress: ((Int) -> Void)? = nil
  ) throws -> SimulationRecord {
    try record(
      engine: engine, positions: positions, verification: verification, receiver: RunReceiver(nil, nil, nil),
      progress: progress)
  }

  private func record(
    engine: Engine, positions: Range<Int>?, verification: VerificationStatus, receiver: RunReceiver,
    progress: ((Int) -> Void)?
  ) throws -> SimulationRecord {
    let compiled = try compile()
    var program = ModelProgram(compiled, positions: positions, countsWork: true)
    let simulator = Simulator(system, engine: engine, schedule: policy.schedule)
    var effort: Effort?
    let result = try simulator.run(
      &program, commands: receiver.commands, progress: progress.map { report in { report($0.position) } },
      effort: { effort = $0 }, observer: receiver.observer)
    var measurement = try RunMeasurement(
      system: system, engine: engine.running(handsOutCommands: receiver.needsCommands),
      schedule: policy.schedule, result: result)
    try receiver.finish(&measurement)
    let bounds = try RunBounds(
      program.work, of: model, run, positions: program.positions, on: system, policy)
    return SimulationRecord(
      toolVersion: Tool.version, model: ModelRecord(model, assumptions: source.assumptions), mapping: policy.name, run: run,
      positions: program.positions,
      measurement: measurement,
      bounds: bounds.all, positionBounds: bounds.positions,
      machinePositionBounds: bounds.machinePositions, usefulMACs: bounds.usefulMACs,
      verification: verification, configuration: ConfigurationRecord(configuration), effort: effort)
  }
}

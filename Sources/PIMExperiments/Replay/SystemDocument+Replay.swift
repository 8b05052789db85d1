public import PIMEnergy
public import PIMFastForward
internal import PIMInstructions
public import PIMReports
public import PIMResults
internal import PIMSimulation

extension SystemDocument {
  /// Reads and simulates a trace in pimgpt's format or AiM's.
  ///
  /// - Parameters:
  ///   - executed: the execution of the trace on values, which the record states; nil if it was not executed.
  ///   - commands: receives every command; the engine `event` then replaces `fast`.
  ///   - timeline: receives the run.
  ///   - power: gathers the power over time; the engine `event` then replaces `fast`.
  ///   - progress: receives the number of bytes read.
  /// - Throws: `TraceFileError`; `TraceError` for a trace that is malformed or for another machine;
  ///   `SimulationError`; `EnergyMismatch`; `PowerMismatch`;
  ///   `TooManyWindows`.
  public func replay(
    trace path: String, engine: Engine = .fast, executed: ExecutedTrace? = nil,
    commands: ((IssuedCommand) -> Void)? = nil, timeline: Timeline? = nil, power: PowerMeter? = nil,
    progress: ProgressMonitor? = nil
  ) throws -> ReplayRecord {
    var reader = try AnyTraceReader(
      path: path, system: system,
      progress: progress.map { progress in { progress.update($0, of: $1, .bytes) } })
    let schedule = reader.schedule
    let isFromHost = reader.isFromHost
    var effort: Effort?
    let receiver = RunReceiver(commands, timeline, power, hasPositions: !isFromHost)
    let result = try Simulator(system, engine: engine, schedule: schedule).run(
      &reader, commands: receiver.commands, effort: { effort = $0 }, observer: receiver.observer)
    var measurement = try RunMeasurement(
      system: system,
      engine: engine.running(handsOutCommands: receiver.needsCommands, isFromHost: isFromHost),
      schedule: schedule, result: result)
    try receiver.finish(&measurement)
    return ReplayRecord(
      toolVersion: Tool.version, trace: path, hasPositions: !isFromHost,
      measurement: measurement,
      verification: executed == nil ? .notExecuted : .executed,
      configuration: ConfigurationRecord(configuration), effort: effort, notes: reader.notes)
  }
}

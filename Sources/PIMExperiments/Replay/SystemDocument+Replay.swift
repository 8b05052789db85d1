public import PIMFastForward
internal import PIMInstructions
public import PIMReports
public import PIMSimulation

extension SystemDocument {
  /// Reads and simulates a trace, of pimgpt's own format or AiM's.
  ///
  /// - Parameters:
  ///   - executed: the trace's execution on values, which the record names; nil where there was none. A trace
  ///     that cannot be executed has none.
  ///   - commands: receives every command; `event` runs in place of `fast`.
  ///   - progress: is told of the bytes that are read.
  /// - Throws: `TraceFileError`; `TraceError` for what is malformed or meant for another machine;
  ///   `SimulationError`; `EnergyMismatch`.
  public func replay(
    trace path: String, engine: Engine = .fast, executed: ExecutedTrace? = nil,
    commands: ((IssuedCommand) -> Void)? = nil, progress: ProgressMonitor? = nil
  ) throws -> ReplayRecord {
    var reader = try AnyTraceReader(
      path: path, system: system,
      progress: progress.map { progress in { progress.update($0, of: $1, .bytes) } })
    let schedule = reader.schedule
    let isFromHost = reader.isFromHost
    var effort: Effort?
    let result = try Simulator(system, engine: engine, schedule: schedule).run(
      &reader, commands: commands, effort: { effort = $0 })
    return ReplayRecord(
      toolVersion: Tool.version, trace: path, hasPositions: !isFromHost,
      measurement: try RunMeasurement(
        system: system,
        engine: engine.running(handsOutCommands: commands != nil, isFromHost: isFromHost),
        schedule: schedule, result: result),
      verification: executed == nil ? .notExecuted : .executed,
      configuration: ConfigurationRecord(configuration), effort: effort, notes: reader.notes)
  }
}

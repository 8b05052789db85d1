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
  ///   - progress: receives the number of bytes read.
  /// - Throws: `TraceFileError`; `TraceError` for a trace that is malformed or for another machine;
  ///   `SimulationError`; `EnergyMismatch`.
  public func replay(
    trace path: String, engine: Engine = .fast, executed: ExecutedTrace? = nil,
    commands: ((IssuedCommand) -> Void)? = nil, timeline: Timeline? = nil, progress: ProgressMonitor? = nil
  ) throws -> ReplayRecord {
    var reader = try AnyTraceReader(
      path: path, system: system,
      progress: progress.map { progress in { progress.update($0, of: $1, .bytes) } })
    let schedule = reader.schedule
    let isFromHost = reader.isFromHost
    var effort: Effort?
    let receiver = timeline?.receiver(and: commands) ?? commands
    let result = try Simulator(system, engine: engine, schedule: schedule).run(
      &reader, commands: receiver, effort: { effort = $0 }, observer: timeline?.observer)
    timeline?.finish(at: result.time)
    return ReplayRecord(
      toolVersion: Tool.version, trace: path, hasPositions: !isFromHost,
      measurement: try RunMeasurement(
        system: system,
        engine: engine.running(handsOutCommands: receiver != nil, isFromHost: isFromHost),
        schedule: schedule, result: result),
      verification: executed == nil ? .notExecuted : .executed,
      configuration: ConfigurationRecord(configuration), effort: effort, notes: reader.notes)
  }
}

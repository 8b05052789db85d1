public import PIMFastForward
internal import PIMInstructions
public import PIMSimulation

/// A replay of a trace, and what it found.
public struct ReplayReport {
  public let record: ReplayRecord

  /// How much of the run the `fast` engine computed; nil with other engines.
  public let effort: Effort?

  /// What a user should know of how the trace was read, a sentence each.
  public let notes: [String]

  public var measurement: Measurement { record.measurement }
  public var result: SimulationResult { measurement.result }

  /// Reads and simulates a trace, of pimgpt's own format or AiM's.
  ///
  /// - Parameters:
  ///   - commands: receives every command; `event` then runs in place of `fast`.
  ///   - progress: is told of the bytes that are read.
  /// - Throws: `TraceFileError`, and `TraceError` for what is malformed or meant for another machine.
  public init(
    trace path: String, on machine: SystemDocument, engine: Engine = .fast,
    verification: VerificationStatus = .notExecuted, commands: ((IssuedCommand) -> Void)? = nil,
    progress: Progress? = nil
  ) throws {
    var reader = try AnyTraceReader(
      path: path, system: machine.system,
      progress: progress.map { progress in { progress.update($0, of: $1, .bytes) } })
    let schedule = reader.schedule
    let isFromHost = reader.isFromHost
    var effort: Effort?
    let result = try Simulator(machine.system, engine: engine, schedule: schedule).run(
      &reader, commands: commands, effort: { effort = $0 })
    self.effort = effort
    notes = reader.notes
    record = ReplayRecord(
      toolVersion: Tool.version, trace: path, hasPositions: !isFromHost,
      measurement: try Measurement(
        system: machine.system,
        engine: engine.running(
          handsOutCommands: commands != nil, isFromHost: isFromHost),
        schedule: schedule, result: result),
      verification: verification, configuration: ConfigurationRecord(machine.configuration))
  }

  /// The report as JSON: the same bytes for the same trace, system and engine.
  public func json() throws -> [UInt8] { try record.json() }

  /// The report for a terminal.
  public func text(system: String, isVerbose: Bool = false) -> String {
    record.text(system: system, effort: effort, isVerbose: isVerbose)
  }
}

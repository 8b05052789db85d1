internal import Configuration
internal import Energy
internal import Hardware
internal import Instructions
public import Simulation

/// What replaying a trace found. A trace knows neither its model nor what that model needs, so there is no bound.
public struct ReplayReport {
  /// The trace's path.
  public let trace: String
  public let configuration: ResolvedConfiguration
  public let measurement: Measurement
  /// Whether it is a trace of AiM, which has no positions.
  public let isAiM: Bool
  public let verification: VerificationStatus

  public var result: SimulationResult { measurement.result }

  /// Reads and simulates a trace, of pimgpt's own format or AiM's.
  ///
  /// - Parameter engine: for an AiM trace `fast` stands for `event`.
  /// - Throws: `TraceFileError`, and `TraceError` for what is malformed or meant for another machine.
  public init(
    trace path: String, on machine: SystemDocument, engine: Engine = .fast,
    verification: VerificationStatus = .notExecuted, commands: ((IssuedCommand) -> Void)? = nil, progress: ((Int) -> Void)? = nil
  ) throws {
    var reader = try AnyTraceReader(path: path, system: machine.system)
    let schedule = reader.schedule
    // Accesses of an AiM trace come one by one, without end: nothing to remember, and only this engine takes them as they come.
    var engine = engine
    isAiM = if case .aim = reader { true } else { false }
    if isAiM, engine == .fast { engine = .event }
    let result = try Simulator(machine.system, engine: engine, schedule: schedule).run(
      &reader, commands: commands, progress: progress.map { report in { report($0.position) } })
    trace = path
    self.verification = verification
    configuration = machine.configuration
    measurement = try Measurement(system: machine.system, engine: engine, schedule: schedule, result: result)
  }

  /// The report as JSON: the same bytes for the same trace, system and engine.
  public func json() throws -> [UInt8] {
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      ReportSchema.write(kind: "replay", to: &json)
      json.member("trace", trace)
      json.member("system", measurement.system.name)
      json.object("run") { json in
        json.member("engine", measurement.engine.rawValue)
        json.member("schedule", measurement.schedule.rawValue)
        json.member("positions", result.tokens.count)
      }
      try measurement.writeLatency(to: &json)
      try measurement.writeEnergy(generatedTokens: nil, to: &json)
      json.object("macs") { json in json.member("issued", measurement.issuedMACs) }
      try measurement.writeCounters(to: &json)
      verification.write(to: &json)
      try configuration.write(to: &json)
    }
    return json.finish()
  }

  /// The report for a terminal.
  public func text(system: String, isVerbose: Bool = false) -> String {
    let positions =
      result.tokens.count == 1 ? "1 position" : "\(NumberText.count(result.tokens.count)) positions"
    var headline = "\(trace) on \(measurement.system.name): \(isAiM ? "an AiM trace" : positions)\n"
    headline +=
      "\(measurement.shapeText); \(measurement.schedule.rawValue); engine \(measurement.engine.rawValue)\n\n"
    var table = TextTable([.left, .right])
    table.row("latency", NumberText.duration(result.time))
    let hasPositions = !isAiM && !result.tokens.isEmpty
    if hasPositions {
      table.row(
        "per position", NumberText.duration(picoseconds: Double(result.time) / Double(result.tokens.count)))
    }
    if measurement.energy.joules > 0 { table.row("energy", NumberText.energy(measurement.energy.joules)) }
    var parts = [headline + table.text, measurement.operatorText, measurement.causeText, measurement.energyText]
    if isVerbose { parts.append(measurement.layerText) }
    parts.append(
      measurement.machineText([["MACs issued", NumberText.count(measurement.issuedMACs), "padding included"]])
    )
    parts.append(measurement.commandText(byChannel: isVerbose))
    if hasPositions { parts.append(measurement.positionText) }
    parts.append(configuration.text(command: "pimgpt config show \(system)"))
    return TextWidth.printable(parts.joined(separator: "\n"))
  }
}

internal import PIMConfiguration
internal import PIMEnergy
public import PIMFastForward
internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// What a report of a replay says. A trace knows neither its model nor what that model needs, so there is no bound.
public struct ReplayRecord: Sendable {
  /// Version of the program that simulated.
  public let toolVersion: String
  /// The trace's path.
  public let trace: String
  /// Whether the trace says which positions its blocks belong to. AiM's do not: all of one is a single row of the tables.
  public let hasPositions: Bool
  public let measurement: Measurement
  public let verification: VerificationStatus
  public let configuration: ConfigurationRecord
}

extension ReplayRecord {
  /// The report as JSON: the same bytes for the same trace, system and engine.
  public func json() throws -> [UInt8] {
    let result = measurement.result
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      ReportSchema.write(kind: "replay", toolVersion: toolVersion, to: &json)
      json.member("trace", trace)
      json.member("system", measurement.system.name)
      json.object("run") { json in
        json.member("engine", measurement.engine.rawValue)
        json.member("schedule", measurement.schedule.rawValue)
        json.member("positions", hasPositions ? result.tokens.count : 0)
      }
      try measurement.writeLatency(positionBounds: nil, to: &json)
      try measurement.writeEnergy(generatedTokens: nil, to: &json)
      json.object("macs") { json in json.member("issued", measurement.issuedMACs) }
      try measurement.writeCounters(to: &json)
      verification.write(to: &json)
      try configuration.write(to: &json)
    }
    return json.finish()
  }

  /// The report for a terminal.
  ///
  /// - Parameters:
  ///   - system: how the user calls the system; nil for a report that was read from its file.
  ///   - effort: what the engine saved, for a verbose report.
  ///   - isVerbose: with a table of the layers and the commands of each channel.
  public func text(system: String?, effort: Effort? = nil, isVerbose: Bool = false) -> String {
    let result = measurement.result
    let positions =
      result.tokens.count == 1 ? "1 position" : "\(NumberText.count(result.tokens.count)) positions"
    var headline = "\(trace) on \(measurement.system.name): \(hasPositions ? positions : "an AiM trace")\n"
    let frontEnd = measurement.system.hostQueue == nil ? "ideal" : "queued"
    headline +=
      "\(measurement.shapeText); \(measurement.schedule.rawValue); "
      + (hasPositions ? "" : "front end \(frontEnd); ") + "engine \(measurement.engine.rawValue)\n\n"
    var table = TextTable([.left, .right])
    table.row("latency", NumberText.duration(result.time))
    let showsPositions = hasPositions && !result.tokens.isEmpty
    if showsPositions {
      table.row(
        "per position", NumberText.duration(picoseconds: Double(result.time) / Double(result.tokens.count)))
    }
    if measurement.energy.joules > 0 { table.row("energy", NumberText.energy(measurement.energy.joules)) }
    var parts = [
      headline + table.text, measurement.operatorText, measurement.causeText, measurement.energyText,
    ]
    if isVerbose {
      parts.append(measurement.layerText)
      if let effort { parts.append(effort.text) }
    }
    parts.append(
      measurement.machineText([["MACs issued", NumberText.count(measurement.issuedMACs), "padding included"]])
    )
    parts.append(measurement.commandText(byChannel: isVerbose))
    if showsPositions { parts.append(measurement.positionText) }
    parts.append(configuration.text(command: system.map { "pimgpt config show \($0)" }))
    return TextWidth.printable(parts.joined(separator: "\n"))
  }
}

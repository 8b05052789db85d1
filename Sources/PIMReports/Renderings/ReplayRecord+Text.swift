internal import PIMEnergy
internal import PIMFastForward
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

extension ReplayRecord {
  /// The report as text for a terminal.
  ///
  /// - Parameters:
  ///   - subject: the system as the user named it; nil for a report that was read from its file.
  ///   - isVerbose: adds tables of layers and device parts, the commands of each channel, and the effort of
  ///     the engine `fast`.
  package func text(of subject: ReportSubject?, isVerbose: Bool = false) -> String {
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
    if let power = measurement.powerText { parts.append(power) }
    if isVerbose {
      parts += [measurement.layerText, measurement.partText]
      if let effort { parts.append(effort.text) }
    }
    parts.append(
      measurement.machineText([["MACs issued", NumberText.count(measurement.issuedMACs), "padding included"]])
    )
    parts.append(measurement.commandText(byChannel: isVerbose))
    if showsPositions { parts.append(measurement.positionText) }
    parts.append(configuration.text(command: subject?.showCommand))
    return TextWidth.printable(parts.joined(separator: "\n"))
  }
}

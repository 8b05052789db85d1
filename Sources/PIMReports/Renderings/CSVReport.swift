internal import PIMEnergy
internal import PIMFastForward
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

/// A report as CSV in long form: one number a line, `section,name,unit,value`. docs/reports.md lists sections
/// and names.
struct CSVReport {
  static let header = "section,name,unit,value"

  private var text = header + "\n"

  static func text(of document: ReportDocument) -> String {
    var report = CSVReport()
    report.write(document)
    return report.text
  }

  private mutating func write(_ document: ReportDocument) {
    let measurement = document.measurement
    let result = measurement.result
    add("run", "system", "", measurement.system.name)
    add("run", "engine", "", measurement.engine.rawValue)
    add("run", "schedule", "", measurement.schedule.rawValue)
    add("run", "configuration", "sha256", document.configuration.hash)
    switch document.content {
    case .simulation(let record):
      add("run", "model", "", record.model.name)
      add("run", "mapping", "", record.mapping)
      add("run", "first_position", "", "\(record.positions.lowerBound)")
      add("run", "positions", "", "\(record.positions.count)")
      add("run", "generated_tokens", "", "\(record.generatedTokens)")
      for bound in record.bounds { add("lower_bound", bound.name, "ms", "\(bound.milliseconds)") }
      add("macs", "useful", "", "\(record.usefulMACs)")
      add("macs", "utilisation", "1", "\(record.macUtilisation)")
    case .replay(let record):
      add("run", "trace", "", record.trace)
      add("run", "positions", "", "\(result.tokens.count)")
    }
    add("macs", "issued", "", "\(measurement.issuedMACs)")
    add("latency", "total", "ps", "\(result.time)")
    add("latency", "refresh_debt", "ps", "\(result.debtTime)")
    for cause in Cause.allCases where result.causes[cause] != 0 {
      add("latency_by_cause", cause.key, "ps", "\(result.causes[cause])")
    }
    for (kind, ledger) in zip(OperatorKind.allCases, result.operators) where ledger.total != 0 {
      add("latency_by_operator", kind.rawValue, "ps", "\(ledger.total)")
    }
    for (index, times) in result.layerOperators.enumerated() {
      for (kind, time) in zip(OperatorKind.allCases, times) where time != 0 {
        add(
          "latency_by_layer_and_operator", "\(Self.layer(index))/\(kind.rawValue)",
          "ps", "\(time)")
      }
    }
    for (index, row) in result.spending.enumerated() {
      for (kind, own) in zip(OperatorKind.allCases, row) {
        for cause in Cause.allCases where own.causes[cause] != 0 {
          add(
            "latency_by_layer_operator_and_cause",
            "\(Self.layer(index))/\(kind.rawValue)/\(cause.key)", "ps", "\(own.causes[cause])")
        }
      }
    }
    for token in result.tokens { add("latency_by_position", "\(token.position)", "ps", "\(token.time)") }
    if case .simulation(let record) = document.content {
      for (token, bound) in zip(result.tokens, record.positionBounds) {
        add("lower_bound_by_position", "\(token.position)", "ps", "\(bound)")
      }
      for (token, bound) in zip(result.tokens, record.machinePositionBounds) {
        add("machine_bound_by_position", "\(token.position)", "ps", "\(bound)")
      }
    }
    writeEnergy(measurement.energy)
    if let power = measurement.power {
      add("power", "peak", "W", "\(power.peakPower)")
      add("power", "peak_start", "ps", "\(power.start(of: power.peak.window))")
      add("power", "peak_end", "ps", "\(power.end(of: power.peak.window))")
    }
    if let division = measurement.energy.division { write(division, result.tokens) }
    for part in measurement.partEnergies { add("energy_by_part", part.key, "yJ", "\(part.ledger.total)") }
    writeCounters(measurement)
  }

  private mutating func writeEnergy(_ energy: EnergyAccount) {
    add("energy", "total", "yJ", "\(energy.ledger.total)")
    if let power = energy.averagePower { add("energy", "average_power", "W", "\(power)") }
    add("energy", "energy_delay_product", "J s", "\(energy.energyDelayProduct)")
    for component in EnergyComponent.allCases {
      if let yoctojoules = energy.ledger[component] {
        add("energy_by_component", component.key, "yJ", "\(yoctojoules)")
      }
    }
  }

  private mutating func write(_ division: EnergyDivision, _ tokens: [SimulationResult.TokenTime]) {
    for (kind, ledger) in zip(OperatorKind.allCases, division.operators) {
      for component in EnergyComponent.allCases {
        guard let energy = ledger[component], energy != 0 else { continue }
        add("energy_by_operator_and_component", "\(kind.rawValue)/\(component.key)", "yJ", "\(energy)")
      }
    }
    for component in EnergyComponent.allCases {
      guard let energy = division.remainder[component], energy != 0 else { continue }
      add("energy_by_operator_and_component", "none/\(component.key)", "yJ", "\(energy)")
    }
    for (index, row) in division.layers.enumerated() {
      for (kind, energy) in zip(OperatorKind.allCases, row) where energy != 0 {
        add("energy_by_layer_and_operator", "\(Self.layer(index))/\(kind.rawValue)", "yJ", "\(energy)")
      }
    }
    for (token, energy) in zip(tokens, division.positions) {
      add("energy_by_position", "\(token.position)", "yJ", "\(energy)")
    }
  }

  /// The name of a row of layers.
  private static func layer(_ index: Int) -> String { index == 0 ? "outside" : "\(index - 1)" }

  private mutating func writeCounters(_ measurement: RunMeasurement) {
    for (title, hits) in [("mac_columns", measurement.macRowHits), ("all_columns", measurement.allRowHits)] {
      add("row_accesses", title, "", "\(hits.accesses)")
      add("row_hits", title, "", "\(hits.hits)")
    }
    for command in Command.allCases where measurement.commands[command] != 0 {
      add("commands", command.mnemonic, "", "\(measurement.commands[command])")
    }
    for (channel, counters) in measurement.result.channels.enumerated() {
      for command in Command.allCases where counters.commands[command] != 0 {
        add("commands_by_channel", "\(channel)/\(command.mnemonic)", "", "\(counters.commands[command])")
      }
    }
    for use in measurement.utilisation {
      for (name, share) in [
        ("mac_units", use.macUnits), ("row_open", use.rowOpen), ("bus", use.bus), ("link", use.link),
      ] {
        add("utilisation_by_channel", "\(use.channel)/\(name)", "1", "\(share)")
      }
    }
    add("asic", "busy", "ps", "\(measurement.result.work.asicBusy)")
  }

  private mutating func add(_ section: String, _ name: String, _ unit: String, _ value: String) {
    text += "\(section),\(Self.field(name)),\(unit),\(Self.field(value))\n"
  }

  /// A field, quoted if RFC 4180 requires quotes.
  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}

internal import Glibc
internal import PIMConfiguration
internal import PIMEnergy
internal import PIMFastForward
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMWorkload

extension SimulationRecord {
  /// The report as text for a terminal.
  ///
  /// - Parameters:
  ///   - subject: the experiment as the user named it, for the hints at the end; nil for a report that was
  ///     read from its file.
  ///   - isVerbose: adds tables of layers and device parts, the commands of each channel, and the effort of
  ///     the engine `fast`.
  package func text(of subject: ReportSubject?, isVerbose: Bool = false) -> String {
    var parts = [
      headline, boundText, measurement.operatorText, measurement.causeText, measurement.energyText,
    ]
    if let power = measurement.powerText { parts.append(power) }
    if isVerbose {
      parts += [measurement.layerText, measurement.partText]
      if let effort { parts.append(effort.text) }
    }
    parts.append(measurement.machineText(macLines))
    parts.append(measurement.commandText(byChannel: isVerbose))
    if !measurement.result.tokens.isEmpty { parts.append(measurement.positionText) }
    parts.append(
      configuration.text(command: subject?.showCommand)
        + model.assumptionSentences.map { $0 + "\n" }.joined())
    if let scheduleNote { parts[parts.count - 1] += scheduleNote }
    // A model with assumptions is not executed.
    if model.assumptions.isEmpty, let subject, let advice = verification.advice(for: subject.name) {
      parts[parts.count - 1] += advice
    }
    return TextWidth.printable(parts.joined(separator: "\n"))
  }

  /// A remark on policies that have no effect in this run: a finer division of blocks on a schedule without
  /// overlap, and groups of heads without pipelined attention.
  private var scheduleNote: String? {
    guard let mapping = configuration.document["mapping"] else { return nil }
    func isSet(_ key: String, besides idle: String) -> Bool {
      guard let text = mapping[key]?.scalar?.text else { return false }
      return text != idle
    }
    let isPipelined = isSet("attention", besides: "sequential")
    if measurement.schedule == .serial {
      let policies = [
        ("productTiles", "1"), ("attention", "sequential"), ("attentionGroups", "1"),
        ("parameterPrefetch", "none"),
        ("pipelinedFrom", "1"),
      ].filter { isSet($0.0, besides: $0.1) }.map(\.0)
      let tiles = mapping["operators"]?.mapping?.entries.filter { $0.value["tiles"]?.isNull == false }
      let keys = policies + (tiles ?? []).map { "operators.\($0.key.name).tiles" }
      if keys.isEmpty { return nil }
      let names = keys.map { "mapping." + $0 }.joined(separator: ", ")
      return
        "Under the serial schedule these gain nothing: \(names). They are made for mapping.schedule=overlapped.\n"
    }
    let idle = ["attentionGroups", "pipelinedFrom"].filter { isSet($0, besides: "1") }
    guard !idle.isEmpty, !isPipelined else { return nil }
    let (names, verb) = (idle.map { "mapping." + $0 }.joined(separator: " and "), idle.count == 1 ? "has" : "have")
    let object = idle.count == 1 ? "it is" : "they are"
    return "\(names) \(verb) no effect here; \(object) for mapping.attention=pipelined.\n"
  }

  private var headline: String {
    var what =
      positions == run.positions
      ? tokens(generatedTokens)
      : "positions \(positions.lowerBound) to \(positions.upperBound - 1)"
    if prefillTime > 0 { what += " after \(positions.count - generatedTokens) of prompt" }
    if run.embedding { what += ", with embedding" }
    if run.lmHead { what += run.embedding ? " and LM head" : ", with LM head" }
    if positions != run.positions {
      let (all, reserved) = (run.positions.count, run.maximumContext ?? run.positions.count)
      what += " (of a run of \(NumberText.count(all)), KV cache for \(NumberText.count(reserved)))"
    }
    var text = "\(model.name) on \(measurement.system.name): \(what)\n"
    text += "\(model.phrase); \(measurement.shapeText); "
    text +=
      "mapping \(mapping), \(measurement.schedule.rawValue); engine \(measurement.engine.rawValue)\n\n"

    var table = TextTable([.left, .right, .left])
    let ratio = boundRatio.map { "\(NumberText.fixed($0, 2)) times the lower bound" } ?? ""
    table.row("latency", NumberText.duration(measurement.result.time), ratio)
    if prefillTime > 0 { table.row("of it prompt", NumberText.duration(prefillTime)) }
    if let timePerToken, let tokensPerSecond {
      table.row(
        "per token", NumberText.duration(picoseconds: timePerToken),
        "\(NumberText.significant(tokensPerSecond)) tokens per second")
    }
    let energy = measurement.energy
    if energy.joules > 0 {
      table.row(
        "energy", NumberText.energy(energy.joules),
        tokensPerJoule.map { "\(NumberText.significant($0)) tokens per joule" } ?? "")
      if let energyPerToken { table.row("per token", NumberText.energy(energyPerToken)) }
    }
    if let line = verification.headline { table.row("verified", line.0, line.1) }
    return text + table.text
  }

  /// The table of lower bounds.
  private var boundText: String {
    var table = TextTable([.left, .right, .right])
    table.row("counting", "ms", "this run")
    for bound in bounds where bound.picoseconds > 0 {
      table.row(
        bound.counts, measurement.milliseconds(Int64(bound.picoseconds.rounded())),
        NumberText.fixed(Double(measurement.result.time) / bound.picoseconds, 2) + " x")
    }
    return "Lower bounds\n\n" + table.text
  }

  private func tokens(_ count: Int) -> String { count == 1 ? "1 token" : "\(NumberText.count(count)) tokens" }

  private var macLines: [[String]] {
    let issued = measurement.issuedMACs
    let useful = issued == 0 ? nil : Double(usefulMACs) / Double(issued)
    return [
      [
        "MAC utilisation", NumberText.percent(macUtilisation),
        "of what \(measurement.system.hasMACUnits ? "all MAC units" : "the ASIC's multipliers") could do in the time",
      ],
      [
        "useful MACs", NumberText.count(usefulMACs),
        useful.map { NumberText.percent($0) + " of those issued, the rest is padding" } ?? "",
      ],
    ]
  }
}

internal import PIMEnergy
internal import PIMHardware
internal import PIMResults

/// A report as Markdown: tables of the main numbers, for a pull request or a notebook.
struct MarkdownReport {
  private let document: ReportDocument
  private var text = ""

  static func text(of document: ReportDocument) -> String {
    var report = MarkdownReport(document: document)
    report.write()
    return report.text
  }

  private init(document: ReportDocument) { self.document = document }

  private mutating func write() {
    let measurement = document.measurement
    let outline = ReportOutline(document)
    text += "# \(Self.escaped(outline.title))\n\n\(Self.escaped(outline.subtitle)).\n"
    table(["", "", ""], right: [1], outline.headlines.map { [$0.name, $0.value, $0.note] })
    text += "\n\(Self.escaped(outline.setting)) \(Self.escaped(outline.verification))\n"
    if case .simulation(let record) = document.content {
      heading("Lower bounds")
      table(
        ["counting", "ms", "this run"], right: [1, 2],
        record.bounds.filter { $0.picoseconds > 0 }.map { bound in
          [
            bound.counts, measurement.milliseconds(Int64(bound.picoseconds.rounded())),
            NumberText.fixed(Double(measurement.result.time) / bound.picoseconds, 2) + " ×",
          ]
        })
    }
    writeTime(measurement)
    writeEnergy(measurement)
    writeMachine(measurement)
    let configuration = document.configuration
    heading("Configuration")
    text += "\nSHA-256 `\(configuration.hash)`; \(Tool.name) \(document.toolVersion). Assumed:\n"
    table(
      ["value of", "", "source"], right: [1],
      configuration.assumptions.map { ["`\($0.path)`", $0.value, $0.source] })
  }

  private mutating func writeTime(_ measurement: RunMeasurement) {
    let result = measurement.result
    func row(_ title: String, _ time: Int64) -> [String] {
      [title, measurement.milliseconds(time), NumberText.percent(measurement.share(time))]
    }
    heading("Where the time goes")
    let unit = measurement.energyUnit
    let hasEnergy = measurement.energy.division != nil
    func row(_ title: String, _ time: Int64, _ energy: Int128?) -> [String] {
      let joules = Double(energy ?? 0) / 1e24
      return row(title, time)
        + (hasEnergy
          ? [
            NumberText.fixed(joules / unit.joules, 3), NumberText.percent(measurement.energyShare(joules)),
          ] : [])
    }
    var operators = measurement.operatorShares.map { row($0.kind.title, $0.causes.total, $0.energy) }
    if let rest = measurement.remainderTitle {
      operators.append(row(rest, result.debtTime, measurement.energy.division?.remainder.total))
    }
    table(
      ["operator", "ms", "share"] + (hasEnergy ? [unit.name, "share"] : []), right: [1, 2, 3, 4],
      operators + [row("**total**", result.time, measurement.energy.ledger.total)])
    let causes = Cause.allCases.filter { result.causes[$0] != 0 }.map { row($0.title, result.causes[$0]) }
    table(["waiting for", "ms", "share"], right: [1, 2], causes + [row("**total**", result.time)])
  }

  private mutating func writeEnergy(_ measurement: RunMeasurement) {
    let energy = measurement.energy
    let unit = measurement.energyUnit
    heading("Where the energy goes, \(energy.model.accounting.rawValue) accounting")
    var rows: [[String]] = []
    for component in EnergyComponent.allCases {
      guard let joules = energy.joules(component) else { continue }
      rows.append([
        component.title, NumberText.fixed(joules / unit.joules, 3),
        NumberText.percent(energy.share(component) ?? 0),
      ])
    }
    rows.append([
      "**total**", NumberText.fixed(energy.joules / unit.joules, 3),
      NumberText.percent(energy.joules == 0 ? 0 : 1),
    ])
    table(["component", unit.name, "share"], right: [1, 2], rows)
    if let power = measurement.power {
      text +=
        "\nPower in windows of \(NumberText.duration(power.window)): average \(NumberText.power(power.average)), peak "
        + "\(NumberText.power(power.peakPower)) \(measurement.powerPeakTime(power)): \(measurement.powerPeakCause(power)).\n"
    }
    for (component, missing) in energy.model.notModelled {
      text +=
        "\nNot modelled: \(component.title), for want of \(missing.map { "`\($0)`" }.joined(separator: ", ")).\n"
    }
  }

  private mutating func writeMachine(_ measurement: RunMeasurement) {
    heading("Channels and rows")
    table(
      ["channel", "MAC units", "row open", "bus", "link"], right: [0, 1, 2, 3, 4],
      measurement.utilisation.map { use in
        ["\(use.channel)"] + [use.macUnits, use.rowOpen, use.bus, use.link].map { NumberText.percent($0) }
      })
    table(
      ["accesses of", "accesses", "hits", "hit rate"], right: [1, 2, 3],
      measurement.rowHitsByCommand.compactMap { title, hits in
        hits.rate.map {
          [
            title, NumberText.count(hits.accesses), NumberText.count(hits.hits),
            NumberText.fixed($0 * 100, 2) + " %",
          ]
        }
      })
    table(
      ["command", "count"], right: [1],
      Command.allCases.filter { measurement.commands[$0] != 0 }.map {
        [$0.mnemonic, NumberText.count(measurement.commands[$0])]
      }
        + [["**total**", NumberText.count(measurement.commands.total)]])
  }

  private mutating func heading(_ title: String) { text += "\n## \(title)\n" }

  private mutating func table(_ head: [String], right: Set<Int>, _ rows: [[String]]) {
    if rows.isEmpty { return }
    text += "\n| " + head.joined(separator: " | ") + " |\n|"
    for column in head.indices { text += right.contains(column) ? " ---: |" : " --- |" }
    text += "\n"
    for row in rows { text += "| " + row.map(Self.cell).joined(separator: " | ") + " |\n" }
  }

  /// A table cell with vertical bars escaped, since a bar ends the cell; other markup is kept.
  private static func cell(_ text: String) -> String {
    if text.hasPrefix("**") || text.hasPrefix("`") {
      return text.split(separator: "|").joined(separator: "\\|")
    }
    return escaped(text)
  }

  /// The text with Markdown's special characters escaped.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in TextWidth.printable(text) {
      if "\\`*_[]<>|#&".contains(character) { result += "\\" }
      result.append(character.isNewline || character == "\t" ? " " : character)
    }
    return result
  }
}

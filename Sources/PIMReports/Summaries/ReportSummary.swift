internal import PIMConfiguration
internal import PIMHardware
internal import PIMInstructions

/// The headline numbers of several reports as one table.
public struct ReportSummary {
  let rows: [(path: String, hash: String, run: RunFigures, record: SimulationRecord)]
  /// Baselines with columns beside the runs, each with its column's title.
  package var baselines: [(name: String, baseline: Baseline)] = []

  /// Reads the reports.
  ///
  /// - Parameter paths: the files of simulation reports.
  /// - Throws: `ConfigurationError` or `InputError` for an invalid report.
  public init(_ paths: [String]) throws {
    rows = try paths.map { path in
      let document = try ReportDocument(path: path)
      guard case .simulation(let record) = document.content else {
        throw InputError(path, "the report of a trace", expected: "the report of an experiment")
      }
      return (path, document.configuration.hash, RunFigures(record, label: path, origin: ""), record)
    }
  }

  /// The table as text for a terminal.
  public func text() throws -> String {
    let table = try cells(link: false)
    var text = TextTable(table.columns.indices.map { $0 < 3 ? .left : .right })
    text.row(table.columns)
    for row in table.rows { text.row(row) }
    return TextWidth.printable(
      text.text + (assumptionLines.map { "\n" + $0.joined(separator: "\n") + "\n" } ?? ""))
  }

  /// A line for each report of a model with assumptions; nil if there are none.
  private var assumptionLines: [String]? {
    let lines = rows.compactMap { path, _, _, record in
      record.model.assumptions.isEmpty
        ? nil : "\(path): \(record.model.assumptionSentences.joined(separator: " "))"
    }
    return lines.isEmpty ? nil : lines
  }

  /// The table as Markdown. The first column links to the reports by file name.
  public func markdown() throws -> String {
    let table = try cells(link: true)
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    var text =
      line(table.columns) + "|" + table.columns.indices.map { $0 < 3 ? " --- |" : " ---: |" }.joined() + "\n"
    for row in table.rows { text += line(row) }
    for line in assumptionLines ?? [] { text += "\n\(MarkdownReport.escaped(line))\n" }
    return TextWidth.printable(text)
  }

  private func cells(link: Bool) throws -> (columns: [String], rows: [[String]]) {
    let columns =
      [
        "model", "system", "mapping", "tokens", "latency", "per token", "over bound", "energy", "per token",
        "power", "MAC use", "row hits",
      ]
      + baselines.map { "\($0.name) takes" } + ["configuration"]
    let rows = try rows.map { path, hash, run, record -> [String] in
      func text(_ metric: Metric) -> String { run[metric].map(metric.text) ?? "not known" }
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let measurement = record.measurement
      var row = [
        link ? "[\(record.model.name)](\(name))" : record.model.name, measurement.system.name,
        "\(record.mapping), \(measurement.schedule.rawValue)", NumberText.count(record.generatedTokens),
        text(.latency),
        text(.timePerToken), record.boundRatio.map { NumberText.fixed($0, 2) + " x" } ?? "not known",
        text(.energy),
        text(.energyPerToken), text(.power), text(.macUtilisation), text(.macRowHits),
      ]
      for (name, baseline) in baselines {
        let other = try baseline.figures(for: run, called: record.model.name, label: name)
        let ratio = other[.latency].flatMap { latency in run[.latency].flatMap { latency.over($0) } }
        row.append(ratio.map { RatioText.factor($0) + " x" } ?? "not known")
      }
      return row + [link ? "`\(hash.prefix(12))`" : String(hash.prefix(12))]
    }
    return (columns, rows)
  }
}

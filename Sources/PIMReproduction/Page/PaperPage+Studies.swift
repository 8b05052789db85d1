internal import PIMConfiguration
internal import PIMExecution
internal import PIMExperiments
internal import PIMReports

extension PaperPage {
  mutating func writeStudies() {
    page.element("h2", "Sensitivity")
    page.element(
      "p", ["class": "note"],
      "Each study varies one thing of the paper's machine and keeps all else. Latency is relative to that of the paper's value. What is varied exactly stands in the sweep's file."
    )
    // A study with few values, or with too many lines for a readable plot, is shown as a table.
    func isPlot(_ study: StudyResult) -> Bool {
      let series = Self.series(of: study)
      return series.labels.count > 2 && series.lines.count <= Self.mostLines
    }
    let plots = results.studies.filter(isPlot)
    if !plots.isEmpty {
      page.element("div", ["class": "panels"]) { grid in
        for study in plots {
          grid.element("section") { section in
            section.element("h3", study.study.title)
            Self.write(Self.series(of: study), to: &section)
          }
        }
      }
    }
    for study in results.studies where !isPlot(study) { writeMatrix(of: study) }
    page.element("h3", "All points")
    for study in results.studies { writeTable(of: study) }
  }

  private static let mostLines = 4

  /// Writes a table of relative latencies, with a row for each line of the plot.
  private mutating func writeMatrix(of study: StudyResult) {
    let series = Self.series(of: study)
    table(
      "\(study.study.title): latency relative to that of the paper's value, by \(series.xTitle).",
      [(study.study.sweep.axes[0].name, "")] + series.labels.map { ($0, "n") }
    ) { body in
      for line in series.lines {
        body.row(
          [(line.title, "")] + line.values.map { ($0.map { NumberText.fixed($0, 3) } ?? "–", "n") })
      }
    }
  }

  /// The axis that distinguishes the lines (the first) and the x axis of the plot (the last).
  private static func axes(of study: StudyResult) -> (series: Int?, x: Int) {
    let count = study.study.sweep.axes.count
    return (count > 1 ? 0 : nil, count - 1)
  }

  private static func relative(_ row: SweepTable.Row, _ study: StudyResult) -> (
    latency: Double, energy: Double
  )? {
    guard let own = row.measurement, let reference = study.reference(of: row) else { return nil }
    return (
      Double(own.latencyPicoseconds) / Double(max(1, reference.latencyPicoseconds)),
      own.energyJoules / reference.energyJoules
    )
  }

  /// The lines of a study's plot: latencies relative to the reference point.
  private struct Lines {
    var labels: [String]
    var xTitle: String
    var title: String
    /// The lines with a value for each label of the x axis; nil for a missing point.
    var lines: [(title: String, values: [Double?])]
  }

  private static func series(of study: StudyResult) -> Lines {
    let sweep = study.study.sweep
    let (series, x) = axes(of: study)
    let labels = sweep.axes[x].values.map(\.label)
    let names = series.map { sweep.axes[$0].values.map(\.label) } ?? [""]
    let lines = names.compactMap { name -> (title: String, values: [Double?])? in
      let values = labels.map { label in
        study.table.rows.first { row in
          row.labels[x] == label && (series.map { row.labels[$0] == name } ?? true)
        }.flatMap { relative($0, study)?.latency }
      }
      let title =
        series.map { sweep.axes[$0].name == "model" ? name : "\(sweep.axes[$0].name) \(name)" } ?? ""
      return values.allSatisfy { $0 == nil } ? nil : (title, values)
    }
    return Lines(labels: labels, xTitle: sweep.axes[x].name, title: study.study.title, lines: lines)
  }

  private static func write(_ study: Lines, to page: inout Markup) {
    let series = study.lines.enumerated().map { index, line in
      Chart.Series(
        style: Chart.styles[index % Chart.styles.count],
        points: line.values.enumerated().compactMap { place, value in
          value.map {
            Chart.Point(
              x: Double(place), y: $0,
              title: [line.title, study.labels[place]].filter { !$0.isEmpty }.joined(separator: ", ")
                + ": " + NumberText.fixed($0, 3))
          }
        })
    }
    if series.count > 1 { Chart.legend(zip(series, study.lines).map { ($0.style, $1.title) }, to: &page) }
    Chart.plot(
      Chart.Plot(
        series: series, x: .names(study.labels),
        y: Chart.ticks(to: series.flatMap(\.points).map(\.y).max() ?? 0),
        xTitle: study.xTitle, yTitle: "latency, relative",
        label: "\(study.title): latency relative to that of the paper's value"), to: &page)
  }

  private mutating func writeTable(of study: StudyResult) {
    let sweep = study.study.sweep
    page.element("details") { details in
      details.element("summary", "\(study.study.title): all points (configs/sweeps/\(sweep.name).yaml)")
      details.element("p", ["class": "note"], sweep.description)
      details.element("div", ["class": "scroll"]) { box in
        box.element("table") { table in
          table.element("thead") { head in
            head.element("tr") { row in
              for name in sweep.axisNames { row.element("th", name) }
              for name in ["latency", "relative", "energy", "relative"] {
                row.element("th", ["class": "n"], name)
              }
            }
          }
          table.element("tbody") { body in
            for point in study.table.rows {
              body.element("tr") { row in
                for label in point.labels { row.element("td", label ?? "") }
                guard let measured = point.measurement else {
                  row.element("td", ["colspan": "4"], point.result?.failure ?? "not run")
                  return
                }
                let relative = Self.relative(point, study)
                row.element("td", ["class": "n"], NumberText.duration(measured.latencyPicoseconds))
                row.element("td", ["class": "n"], relative.map { NumberText.fixed($0.latency, 3) } ?? "–")
                row.element("td", ["class": "n"], NumberText.energy(measured.energyJoules))
                row.element("td", ["class": "n"], relative.map { NumberText.fixed($0.energy, 3) } ?? "–")
              }
            }
          }
        }
      }
    }
  }

  mutating func writeAccuracy() {
    guard let first = results.accuracy.first else { return }
    page.element("h2", "What the approximations do to predictions")
    let rows = results.accuracy
    table(
      "The machine's arithmetic on the shipped model (\(results.document.accuracyExperiment)): perplexity over \(NumberText.count(first.accuracy.predictions)) predictions of text that it was not trained on, against \(NumberText.fixed(first.accuracy.floatPerplexity, 4)) in binary32; how often the likeliest token is the same; and the mean Kullback–Leibler divergence from binary32. Each row changes one thing of the base.",
      [
        ("arithmetic", ""), ("perplexity", "n"), ("change", "n"), ("same top token", "n"),
        ("divergence, nats", "n"),
      ]
    ) { body in
      for row in rows {
        let accuracy = row.accuracy
        let change = accuracy.hardwarePerplexity / accuracy.floatPerplexity - 1
        body.row([
          (row.name, ""), (NumberText.fixed(accuracy.hardwarePerplexity, 4), "n"),
          ((change > 0 ? "+" : "") + NumberText.fixed(change * 100, 3) + " %", "n"),
          (NumberText.fixed(accuracy.divergence.topOneAgreement * 100, 2) + " %", "n"),
          (NumberText.scientific(accuracy.divergence.meanDivergence), "n"),
        ])
      }
    }
  }

  mutating func writeBest() {
    let (models, document) = (results.models, results.document)
    page.element("h2", "A better mapping on the same machine")
    table(
      "Latency under configs/mappings/\(document.bestMapping).yaml against that under the paper's mapping, \(document.bestStretches.words), and how near it comes to the lower bound of its placement.",
      [
        ("model", ""), ("paper's mapping", "n"), ("\(document.bestMapping)", "n"), ("change", "n"),
        ("lower bound", "n"),
        ("over bound", "n"),
      ]
    ) { body in
      for model in models {
        body.row([
          (model.name, ""), (NumberText.duration(model.paperForBest.time), "n"),
          (NumberText.duration(model.best.time), "n"),
          (model.figure(.bestChange).map { NumberText.fixed($0.least * 100, 1) + " %" } ?? "–", "n"),
          (NumberText.duration(picoseconds: model.best.bound), "n"),
          (model.figure(.bestOverBound).map { NumberText.fixed($0.least, 2) + " ×" } ?? "–", "n"),
        ])
      }
    }
    let changes = models.compactMap { $0.figure(.bestChange)?.least }
    if !changes.isEmpty {
      page.element(
        "p",
        "On average over the models, latency changes by \(NumberText.fixed(changes.reduce(0, +) / Double(changes.count) * 100, 1)) %."
      )
    }
  }

  // MARK: Assumptions

  mutating func writeAssumptions() {
    page.element("h2", "What is assumed")
    let all = results.assumptions
    guard !all.isEmpty else {
      page.element(
        "p", ["class": "note"],
        "Assumptions are varied with \(results.document.assumptionsExperiment), which was not part of this run."
      )
      return
    }
    page.element(
      "p",
      "\(NumberText.count(all.count)) constants of the machine and the mapping are assumed, recalled from the paper and not re-read, or given without a source. Each was varied alone over the range given, on \(results.document.assumptionsExperiment). The three that matter most:"
    )
    page.element("ol") { list in
      for row in all.prefix(3) {
        list.element("li") { item in
          item.element("code", ([row.assumption.path] + row.assumption.with).joined(separator: ", "))
          item.write(
            " (\(row.assumption.value), \(row.assumption.certainty.rawValue)): \(Self.effects(row)). Range: \(row.assumption.why)."
          )
        }
      }
    }
    table(
      "All of them, the largest effect on latency or energy first.",
      [
        ("constant", ""), ("value", "n"), ("", ""), ("varied to", "n"), ("latency", "n"), ("energy", "n"),
        ("source, and why this range", "source"),
      ]
    ) { body in
      for row in all where !row.assumption.values.isEmpty {
        for (index, value) in row.assumption.values.enumerated() {
          body.element("tr") { cells in
            cells.element(
              "td", ["class": "code"],
              index == 0 ? ([row.assumption.path] + row.assumption.with).joined(separator: " ") : "")
            cells.element("td", ["class": "n"], index == 0 ? row.assumption.value : "")
            cells.element("td", index == 0 ? row.assumption.certainty.rawValue : "")
            cells.element("td", ["class": "n"], value)
            switch row.outcomes[index] {
            case .measured(let latency, let energy):
              cells.element("td", ["class": "n"], Self.change(latency))
              cells.element("td", ["class": "n"], Self.change(energy))
              cells.element(
                "td", ["class": "source"],
                index == 0 ? "\(row.assumption.source). Range: \(row.assumption.why)" : "")
            case .impossible(let message):
              cells.element("td", ["class": "n"], "–")
              cells.element("td", ["class": "n"], "–")
              cells.element("td", ["class": "source"], "cannot be: \(message)")
            }
          }
        }
      }
    }
    let kept = all.filter(\.assumption.values.isEmpty)
    if !kept.isEmpty {
      page.element("p", ["class": "note"]) { line in
        line.write("Not varied: ")
        for (index, row) in kept.enumerated() {
          line.write(index > 0 ? "; " : "")
          line.element("code", row.assumption.path)
          line.write(" (\(row.assumption.why))")
        }
        line.write(".")
      }
    }
  }

  static func change(_ value: Double) -> String {
    let text = NumberText.fixed(value * 100, 2)
    return text == "0.00" ? "0" : (value > 0 ? "+" : "") + text + " %"
  }

  private static func effects(_ row: VariedAssumption) -> String {
    zip(row.assumption.values, row.outcomes).compactMap { value, outcome in
      guard case .measured(let latency, let energy) = outcome else { return nil }
      return "at \(value) latency \(change(latency)), energy \(change(energy))"
    }.joined(separator: "; ")
  }

  // MARK: Instructions for the reader

  mutating func writeReproduction() {
    let document = results.document
    page.element("h2", "How to reproduce this page")
    page.element("p") { line in
      line.element("code", "make paper")
      line.write(
        " builds the program and writes this page and results.json, which has every number of it; two runs write the same bytes. One model: "
      )
      line.element("code", "pimgpt simulate \(document.models.first ?? "")")
      line.write("; one study: ")
      line.element("code", "pimgpt sweep configs/sweeps/\(document.studies.first?.name ?? "").yaml")
      line.write(
        ". Claims, intervals and ranges stand in configs/paper/claims.yaml; verdicts are computed from them. No constant was tuned to reach a published figure."
      )
    }
    page.element("p", ["class": "note"], document.paper)
    let models = results.models
    table("The configurations that were run.", [("model", ""), ("SHA-256", "")]) { body in
      for model in models {
        body.element("tr") { row in
          row.element("th", ["scope": "row"], model.name)
          row.element("td", ["class": "code"], model.record.configuration.hash)
        }
      }
    }
    page.element("footer", "Made by \(Tool.name) \(Tool.version).")
  }
}

extension PaperDocument.Study {
  /// The name of the sweep's file without extension.
  var name: String { sweep.name }
}

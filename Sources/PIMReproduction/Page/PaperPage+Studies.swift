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
    let (plots, rows) = (results.studies.filter(Self.isPlot), results.studies.filter { !Self.isPlot($0) })
    if !plots.isEmpty {
      figure(
        "Latency over what is varied, relative to that of the paper's value (dotted line). An axis need not begin at zero, and is logarithmic where its values span a decade; a model has the same colour in every diagram."
      ) { figure in
        figure.element("div", ["class": "panels"]) { grid in
          for study in plots { Self.writePlot(study, colours: Self.names(plots), to: &grid) }
        }
      }
    }
    if !rows.isEmpty {
      figure(
        "Latency where what is varied has names and no numbers, relative to that of the paper's choice (dotted line)."
      ) { figure in
        figure.element("div", ["class": "panels"]) { grid in
          for study in rows { Self.writeRows(study, to: &grid) }
        }
      }
    }
    page.element("h3", "All points")
    for study in results.studies { writeTable(of: study) }
  }

  /// True if the varied values are numbers, and the lines few enough for a readable plot.
  private static func isPlot(_ study: StudyResult) -> Bool {
    let lines = series(of: study)
    return lines.axis != nil && lines.lines.count <= Chart.styles.count
  }

  /// The names of the lines of all plots, in the order of their colours.
  private static func names(_ studies: [StudyResult]) -> [String] {
    var names: [String] = []
    for line in studies.flatMap({ series(of: $0).lines }) where !names.contains(line.title) {
      names.append(line.title)
    }
    return names
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
    /// The labels as numbers; nil if they are names.
    var axis: SweepAxisScale?
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
        series.map { sweep.axes[$0].name == "model" ? name : "\(sweep.axes[$0].title) \(name)" } ?? ""
      return values.allSatisfy { $0 == nil } ? nil : (title, values)
    }
    return Lines(
      labels: labels, axis: SweepAxisScale(labels), xTitle: sweep.axes[x].title, title: study.study.title,
      lines: lines)
  }

  private static func writePlot(_ result: StudyResult, colours: [String], to page: inout Markup) {
    let study = series(of: result)
    guard let axis = study.axis else { return }
    let series = study.lines.map { line in
      Chart.Series(
        style: Chart.styles[(colours.firstIndex(of: line.title) ?? 0) % Chart.styles.count],
        name: line.title,
        points: line.values.enumerated().compactMap { place, value in
          value.map {
            Chart.Point(
              x: axis[place], y: $0,
              title: [line.title, study.labels[place]].filter { !$0.isEmpty }.joined(separator: ", ")
                + ": " + NumberText.fixed($0, 3))
          }
        }.sorted { $0.x < $1.x })
    }
    page.element("section") { section in
      section.element("h3", study.title)
      Chart.plot(
        Chart.Plot(
          series: series, x: axis.scale, y: .around(series.flatMap(\.points).map(\.y) + [1], intervals: 4),
          xTitle: axis.unit.isEmpty ? study.xTitle : "\(study.xTitle), \(axis.unit)",
          yTitle: "latency, relative", reference: 1,
          label: "\(study.title): latency relative to that of the paper's value"), to: &section)
    }
  }

  private static func writeRows(_ result: StudyResult, to page: inout Markup) {
    let study = series(of: result)
    let rows = study.lines.map { line in
      Chart.Row(
        name: line.title.isEmpty ? study.title : line.title,
        lanes: zip(study.labels, line.values).compactMap { label, value in
          value.map {
            let text = "\(label) \(NumberText.fixed($0, 3))"
            return Chart.Lane(text: text, marks: [.dot(at: $0, style: "mac", title: text)])
          }
        })
    }
    page.element("section") { section in
      section.element("h3", study.title)
      section.element("div", ["class": "body"]) {
        Chart.rows(
          Chart.Rows(
            rows: rows,
            // At least a tenth wide, so that differences of nothing look like that.
            scale: .around(study.lines.flatMap(\.values).compactMap { $0 } + [0.95, 1.05], intervals: 3),
            title: "latency, relative", reference: 1), to: &$0)
      }
    }
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
              for axis in sweep.axes { row.element("th", axis.title) }
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

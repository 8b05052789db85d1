internal import PIMFastForward
internal import PIMReports

/// A sweep as one self-contained page, without script or network.
struct SweepPage {
  let table: SweepTable
  private var numbers = PageNumbers()

  /// The largest numbers of panels and rows, so that a browser can show the page; the CSV is complete.
  static let (mostPanels, mostRows) = (24, 2000)

  init(_ table: SweepTable) { self.table = table }

  var text: String {
    let sweep = table.sweep
    let title = sweep.description.isEmpty ? "Sweep \(sweep.name)" : sweep.description
    return HTMLPage.text(title: title, styles: [HTMLStyle.points]) { body in
      body.element("main") { main in
        main.element("h1", title)
        main.element("p", ["class": "subtitle"], subtitle)
        var content = self
        content.write(to: &main)
        main.element("footer") { footer in
          footer.write("Made by \(Tool.name) \(Tool.version) from the results of the sweep \(sweep.name). ")
          footer.write("sweep.csv and sweep.json beside this page have every number in full.")
        }
      }
    }
  }

  private var subtitle: String {
    let sweep = table.sweep
    let count = table.rows.count
    var text = "\(NumberText.count(count)) \(count == 1 ? "point" : "points")"
    switch sweep.combination {
    case .grid: text += ": every value with every other"
    case .zip: text += ": the values of all axes side by side"
    case .list: text += ", written out"
    }
    text += "; "
    text += sweep.axes.map { axis in
      "\(axis.title == axis.name ? axis.name : "\(axis.title) (\(axis.name))"), \(axis.values.count) \(axis.values.count == 1 ? "value" : "values")"
    }.joined(separator: "; ")
    return text + "; engine \(sweep.engine.rawValue)."
  }

  private mutating func write(to page: inout Markup) {
    writeFailures(to: &page)
    let layout = SweepLayout(table)
    for metric in [SweepMetric.latency, .energy] where !layout.panels.isEmpty {
      page.element("h2", metric.title)
      numbers.figure(metric.words(layout), to: &page) { figure in
        if layout.axis == nil { Self.writeLegend(layout, to: &figure) }
        figure.element("div", ["class": layout.panels.count == 1 ? "panels one" : "panels"]) { grid in
          for panel in layout.panels.prefix(Self.mostPanels) {
            Self.write(panel, metric, layout, to: &grid)
          }
        }
      }
      writeRest(layout.panels.count, to: &page)
    }
    writeFronts(to: &page)
    writeTable(to: &page)
  }

  // MARK: Diagrams

  private static func style(_ line: SweepLayout.Line) -> String {
    Chart.styles[line.colour % Chart.styles.count]
  }

  /// Writes the names of the lines for panels of rows, where they are not beside their points.
  private static func writeLegend(_ layout: SweepLayout, to page: inout Markup) {
    if layout.lines.count < 2 { return }
    Chart.legend(
      layout.lines.enumerated().map { (Chart.styles[$0 % Chart.styles.count], $1) }, to: &page)
  }

  private static func write(
    _ panel: SweepLayout.Panel, _ metric: SweepMetric, _ layout: SweepLayout, to page: inout Markup
  ) {
    let unit = metric.unit(panel.series.flatMap(\.points).map { metric.value($0.measurement) }.max() ?? 0)
    func value(_ point: SweepLayout.Point) -> Double { metric.value(point.measurement) / unit.size }
    func title(_ line: SweepLayout.Line, _ point: SweepLayout.Point) -> String {
      let words = [panel.title, line.title, layout.names[point.place]].filter { !$0.isEmpty }
      return words.joined(separator: ", ") + ": " + metric.text(point.measurement)
    }
    let scale = Chart.Scale.around(
      panel.series.flatMap(\.points).map(value), intervals: layout.axis == nil ? 3 : 5)
    page.element("div", [:]) { box in
      if !panel.title.isEmpty { box.element("div", ["class": "title"], panel.title) }
      guard layout.axis != nil else {
        let rows = layout.names.enumerated().compactMap { place, name -> Chart.Row? in
          let lanes = panel.series.flatMap { line in
            line.points.filter { $0.place == place }.map { point in
              Chart.Lane(
                text: metric.text(point.measurement),
                marks: [.dot(at: value(point), style: style(line), title: title(line, point))])
            }
          }
          return lanes.isEmpty ? nil : Chart.Row(name: name, lanes: lanes)
        }
        box.element("div", ["class": "body"]) {
          Chart.rows(
            Chart.Rows(
              rows: Array(rows.prefix(mostDrawnRows)), scale: scale, title: "\(metric.name), \(unit.name)"),
            to: &$0)
        }
        return
      }
      let series = panel.series.map { line in
        Chart.Series(
          style: style(line), name: line.title,
          points: line.points.map {
            Chart.Point(x: layout.x($0.place), y: value($0), title: title(line, $0))
          }.sorted { $0.x < $1.x })
      }
      Chart.plot(
        Chart.Plot(
          series: series, x: layout.axis?.scale ?? .fromZero([]), y: scale, xTitle: layout.xWords,
          yTitle: "\(metric.name), \(unit.name)",
          label: "\(metric.name) over \(layout.xTitle)" + (panel.title.isEmpty ? "" : ", \(panel.title)")),
        to: &box)
    }
  }

  /// The largest number of rows in a diagram of names.
  private static let mostDrawnRows = 60

  /// Writes latency against energy, in a panel for each work that several points share.
  private mutating func writeFronts(to page: inout Markup) {
    let table = table
    let groups = table.workloads.filter { $0.count > 1 }
    if groups.isEmpty { return }
    page.element("h2", "Latency against energy")
    let words =
      "Each point is a run of the same work, with energy under one accounting and of the same components; the filled ones are the Pareto front: nothing else is better in one of latency and energy"
      + (table.knowsArea
        ? ", or in the area of the machine (of the ASIC, if that of the DRAM is not known)," : "")
      + " without being worse in another. Points are named by what was varied; one without room for its name has it as its tooltip. The axes need not begin at zero, and are logarithmic where values span a decade."
      + (table.remarkOnCompetitors.map { " \($0)." } ?? "")
    numbers.figure(words, to: &page) { figure in
      figure.element("div", ["class": groups.count == 1 ? "panels one" : "panels"]) { grid in
        for group in groups.prefix(Self.mostPanels) { Self.writeFront(group, of: table, to: &grid) }
      }
    }
    writeRest(groups.count, to: &page)
  }

  private static func writeFront(_ group: [Int], of table: SweepTable, to page: inout Markup) {
    let rows = group.map { table.rows[$0] }
    let measured = rows.compactMap(\.measurement)
    let (latency, energy) = (SweepMetric.latency, SweepMetric.energy)
    let xUnit = latency.unit(measured.map(latency.value).max() ?? 0)
    let yUnit = energy.unit(measured.map(energy.value).max() ?? 0)
    // The axes whose values differ within the group.
    let varied = table.sweep.axes.indices.filter { axis in Set(rows.map { $0.labels[axis] }).count > 1 }
    let points = rows.compactMap { row -> Chart.Point? in
      guard let measurement = row.measurement else { return nil }
      let name = varied.compactMap { row.labels[$0] }.joined(separator: ", ")
      return Chart.Point(
        x: latency.value(measurement) / xUnit.size, y: energy.value(measurement) / yUnit.size,
        title:
          "\(table.sweep.title(of: row.resolved.point)): \(latency.text(measurement)), \(energy.text(measurement))"
          + (row.uncosted.isEmpty ? "" : "; \(row.uncosted.text)"),
        name: name, isFilled: row.isParetoOptimal)
    }
    // The front is drawn last, on top of the other points.
    let front = points.filter(\.isFilled).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    let (x, y) = (points.map(\.x), points.map(\.y))
    let title = Self.title(of: group, in: table)
    page.element("div", [:]) { box in
      if !title.isEmpty { box.element("div", ["class": "title"], title) }
      Chart.plot(
        Chart.Plot(
          series: [
            Chart.Series(style: "other", points: points.filter { !$0.isFilled }, isJoined: false),
            Chart.Series(style: "mac", points: front),
          ],
          x: .around(x, intervals: 4), y: .around(y, intervals: 4), xTitle: "latency, \(xUnit.name)",
          yTitle: "energy, \(yUnit.name)",
          label: "Energy over latency" + (title.isEmpty ? "" : ", \(title)")), to: &box)
    }
  }

  /// The name of a group of points with the same work: what its points share and others have otherwise.
  private static func title(of group: [Int], in table: SweepTable) -> String {
    let own = table.title(ofWork: group)
    guard !own.isEmpty, let first = group.first else { return own }
    let shared = table.sweep.axes.enumerated().compactMap { index, axis -> String? in
      guard axis.values.count > 1, let label = table.rows[first].labels[index],
        group.allSatisfy({ table.rows[$0].labels[index] == label })
      else { return nil }
      return SweepLayout.title(axis, label)
    }
    return shared.isEmpty ? own : shared.joined(separator: ", ")
  }

  private func writeRest(_ count: Int, to page: inout Markup) {
    if count > Self.mostPanels {
      page.element(
        "p", ["class": "note"],
        "\(NumberText.count(count - Self.mostPanels)) more diagrams are not drawn; sweep.csv has their numbers."
      )
    }
  }

  // MARK: Tables

  private mutating func writeTable(to page: inout Markup) {
    page.element("h2", "All points")
    let heads: [(title: String, style: String)] =
      [("point", "n")] + table.sweep.axes.map { ($0.title, "") }
      + [
        ("latency", "n"), ("per token", "n"), ("energy", "n"), ("power", "n"), ("area", "n"),
        ("row hits", "n"), ("over bound", "n"), ("", ""),
      ]
    let table = table
    numbers.table(
      "Latency and energy of the whole run; power is its average; area is that of DRAM, MAC units, global buffers and ASIC; bound is the analytic lower bound.",
      heads, to: &page
    ) { body in
      for row in table.rows.prefix(Self.mostRows) {
        var cells = [("\(row.index)", "n")] + row.labels.map { ($0 ?? "", "") }
        if let measured = row.measurement {
          cells += [
            (SweepMetric.latency.text(measured), "n"),
            (measured.millisecondsPerToken.map { NumberText.duration(picoseconds: $0 * 1e9) } ?? "", "n"),
            (SweepMetric.energy.text(measured), "n"),
            (measured.averageWatts.map(NumberText.power) ?? "", "n"), (measured.areaText, "n"),
            (measured.macRowHitRate.map(NumberText.percent) ?? "", "n"),
            (measured.lowerBoundRatio.map { NumberText.fixed($0, 2) + " x" } ?? "", "n"),
            (table.remark(on: row), ""),
          ]
        } else {
          cells += [(row.status, "n")] + (0..<7).map { _ in ("", "") }
        }
        body.row(cells.map { (text: $0.0, style: $0.1) })
      }
    }
    if table.rows.count > Self.mostRows {
      page.element(
        "p", ["class": "note"],
        "\(NumberText.count(table.rows.count - Self.mostRows)) more points are in sweep.csv.")
    }
  }

  private mutating func writeFailures(to page: inout Markup) {
    let failed = table.rows.filter { $0.result?.failure != nil }
    if failed.isEmpty { return }
    page.element("h2", "Points that failed")
    let heads: [(title: String, style: String)] =
      [("point", "n")] + table.sweep.axes.map { ($0.title, "") } + [("error", "")]
    numbers.table("They have no numbers; the others are not touched by it.", heads, to: &page) { body in
      for row in failed.prefix(Self.mostRows) {
        let cells =
          [("\(row.index)", "n")] + row.labels.map { ($0 ?? "", "") }
          + [(row.result?.failure ?? "", "source")]
        body.row(cells.map { (text: $0.0, style: $0.1) })
      }
    }
  }
}

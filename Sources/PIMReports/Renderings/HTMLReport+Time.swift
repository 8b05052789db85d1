internal import PIMEnergy
internal import PIMInstructions
internal import PIMResults

extension HTMLReport {
  // MARK: Bounds

  mutating func writeBounds() {
    guard let record = simulation, let tightest = record.tightestBound, tightest.picoseconds > 0 else {
      return
    }
    page.element("h2", "Against the lower bound")
    let latency = result.time
    let time = Double(latency)
    table(
      "What no mapping can beat, step by step, and the share of this run that it explains. A grey track is the whole, here and below; bars without one are compared with each other.",
      [("counting", ""), ("ms", "n"), ("this run", "n"), ("share of the run", "bar")]
    ) { body in
      for bound in record.bounds where bound.picoseconds > 0 {
        body.element("tr") { row in
          row.element("th", ["scope": "row"], bound.counts)
          row.element(
            "td", ["class": "n"], record.measurement.milliseconds(Int64(bound.picoseconds.rounded())))
          row.element("td", ["class": "n"], NumberText.fixed(time / bound.picoseconds, 2) + " ×")
          row.element("td", ["class": "bar"]) {
            Chart.strip(
              [("mac", bound.picoseconds / time)], isOfWhole: true,
              label: NumberText.percent(bound.picoseconds / time),
              to: &$0)
          }
        }
      }
      body.row(
        [("this run", ""), (record.measurement.milliseconds(latency), "n"), ("1.00 ×", "n"), ("", "bar")],
        isTotal: true)
    }
  }

  // MARK: Where the time goes

  mutating func writeTime() {
    page.element("h2", "Where the time goes")
    page.element(
      "p", ["class": "note"],
      "Every picosecond has one cause: what the end of the run was waiting for. Causes and operators each sum to the latency."
    )
    let used = CauseGroup.times(of: result.causes).filter { $0.time > 0 }.map {
      ($0.group.rawValue, $0.group.title)
    }
    Chart.legend(used, to: &page)
    writeOperators()
    writeCauses()
  }

  private mutating func writeOperators() {
    let measurement = measurement
    let operators = measurement.operatorShares
    let largest = Double(max(1, operators.map(\.causes.total).max() ?? 1))
    let unit = measurement.energyUnit
    let division = measurement.energy.division
    let hasEnergy = division != nil
    let columns =
      [("operator", ""), ("ms", "n"), ("share", "n")] + (hasEnergy ? [(unit.name, "n"), ("share", "n")] : [])
    func energyCells(_ energy: Int128?) -> [(String, String)] {
      guard hasEnergy else { return [] }
      let joules = Double(energy ?? 0) / 1e24
      return [
        (NumberText.fixed(joules / unit.joules, 3), "n"),
        (NumberText.percent(measurement.energyShare(joules)), "n"),
      ]
    }
    func cells(_ title: String, _ time: Int64, _ energy: Int128?) -> [(text: String, style: String)] {
      [
        (title, ""), (measurement.milliseconds(time), "n"),
        (NumberText.percent(measurement.share(time)), "n"),
      ] + energyCells(energy)
    }
    table(
      "Time\(hasEnergy ? " and energy" : "") by operator, in the order of a layer; the colours of the times are the causes above.",
      columns + [("time", "bar")]
    ) { body in
      for own in operators {
        let groups = CauseGroup.times(of: own.causes).filter { $0.time > 0 }
        let words = groups.map { "\($0.group.title) \(measurement.milliseconds($0.time)) ms" }.joined(
          separator: ", ")
        body.element("tr") { row in
          row.cells(cells(own.kind.title, own.causes.total, own.energy))
          row.element("td", ["class": "bar"]) {
            Chart.strip(groups.map { ($0.group.rawValue, Double($0.time) / largest) }, label: words, to: &$0)
          }
        }
      }
      if let title = measurement.remainderTitle {
        body.row(
          cells(title, measurement.result.debtTime, division?.remainder.total) + [("", "bar")])
      }
      body.row(
        cells("total", measurement.result.time, measurement.energy.ledger.total) + [("", "bar")],
        isTotal: true)
    }
  }

  private mutating func writeCauses() {
    let measurement = measurement
    let causes = Cause.allCases.filter { measurement.result.causes[$0] != 0 }
    let largest = Double(max(1, causes.map { measurement.result.causes[$0] }.max() ?? 1))
    table(
      "Time by cause.", [("waiting for", ""), ("ms", "n"), ("share", "n"), ("", "bar")]
    ) { body in
      for cause in causes {
        let time = measurement.result.causes[cause]
        let share = NumberText.percent(measurement.share(time))
        body.element("tr") { row in
          row.element("th", ["scope": "row"], cause.title)
          row.element("td", ["class": "n"], measurement.milliseconds(time))
          row.element("td", ["class": "n"], share)
          row.element("td", ["class": "bar"]) {
            Chart.strip([(CauseGroup.of(cause).rawValue, Double(time) / largest)], label: share, to: &$0)
          }
        }
      }
      let share = NumberText.percent(measurement.share(measurement.result.time))
      body.row(
        [("total", ""), (measurement.milliseconds(measurement.result.time), "n"), (share, "n"), ("", "bar")],
        isTotal: true)
    }
  }

  // MARK: Positions

  mutating func writePositions() {
    let tokens = result.tokens
    guard let first = tokens.first, let slowest = tokens.map(\.time).max(), slowest > 0 else { return }
    page.element("h2", "Latency against position")
    let (unit, size): (String, Double) =
      slowest >= 1_000_000_000 ? ("ms", 1e9) : slowest >= 1_000_000 ? ("µs", 1e6) : ("ns", 1e3)
    let bounds = (simulation?.positionBounds ?? []).map { Double($0) / size }
    let machine = (simulation?.machinePositionBounds ?? []).map { Double($0) / size }
    let group = Chart.gathers(tokens.count)
    let times = tokens.map { Double($0.time) / size }
    let mean = times.reduce(0, +) / Double(times.count)
    var words = "Time that each position adds to the run (mean \(NumberText.significant(mean)) \(unit))"
    if group > 1 {
      words +=
        "; the line is the mean of \(group) neighbours, the band their least and largest"
    }
    if !bounds.isEmpty {
      words +=
        ". The lower bound counts the mapping's MACs, row openings and links\(machine.isEmpty ? "" : ", that of the machine what no mapping avoids"); refresh is not counted, since it falls due with time and not with work"
      if measurement.schedule == .overlapped {
        words +=
          "; under the overlapped schedule positions share time, and one may take less than its own bound"
      }
    }
    let chart = Chart.Line(
      first: first.position, values: times, bound: bounds, machine: machine,
      yTitle: "latency of a position (\(unit))",
      xTitle: "position", label: words)
    figure(words + ".") { figure in
      figure.element("div", ["class": "legend"]) { legend in
        let lines = [
          ("run", "this run", times), ("bound", "lower bound", bounds),
          ("machine", "lower bound of the machine", machine),
        ]
        for (style, title, values) in lines where !values.isEmpty {
          legend.element("span") { item in
            item.element("svg", ["class": "key wide", "aria-hidden": "true"]) { svg in
              svg.void("line", ["class": style, "x1": "0", "x2": "100%", "y1": "50%", "y2": "50%"])
            }
            item.write(title)
          }
        }
      }
      Chart.line(chart, to: &figure)
    }
  }

  // MARK: Layers and operators

  mutating func writeLayers() {
    let measurement = measurement
    let layers = result.layers.indices.filter { $0 > 0 || measurement.hasShare(row: 0) }
    let kinds = measurement.operatorShares.map(\.kind)
    guard !kinds.isEmpty, !layers.isEmpty else { return }
    page.element("h2", "Layers and operators")
    let owed =
      result.debtTime == 0
      ? "" : " \(measurement.milliseconds(result.debtTime)) ms belong to no operator: refreshes owed."
    let outside = layers.first == 0 ? " The column – is outside the layers." : ""
    let times = result.layerOperators
    writeMap(
      "Time", kinds, layers, { Double(times[$0][$1.index]) }, { measurement.milliseconds(Int64($0)) + " ms" },
      "Time by layer and operator over the whole run; the darkest cell, or in the dark the brightest, is the largest."
        + outside + owed)
    guard let energies = measurement.energy.division?.layers else { return }
    let unit = measurement.energyUnit
    let rest = Double(measurement.energy.division?.remainder.total ?? 0) / 1e24
    let remainder =
      measurement.remainderTitle.map {
        " \(NumberText.fixed(rest / unit.joules, 3)) \(unit.name) belong to no operator: \($0)."
      } ?? ""
    writeMap(
      "Energy", kinds, layers, { Double(energies[$0][$1.index]) / 1e24 },
      { NumberText.fixed($0 / unit.joules, 3) + " " + unit.name },
      "Energy by layer and operator over the whole run." + outside + remainder)
  }

  /// A figure with a cell for each layer and operator.
  private mutating func writeMap(
    _ quantity: String, _ kinds: [OperatorKind], _ layers: [Int], _ value: (Int, OperatorKind) -> Double,
    _ text: @escaping (Double) -> String, _ caption: String
  ) {
    let rows = kinds.map { kind in (title: kind.title, values: layers.map { value($0, kind) }) }
    let largest = text(rows.flatMap(\.values).max() ?? 0)
    let map = Chart.HeatMap(
      rows: rows.map { ($0.title, $0.values) },
      columns: layers.map { $0 == 0 ? "–" : NumberText.count($0 - 1) }, xTitle: "layer",
      cell: { row, column in
        let place = layers[column] == 0 ? "outside the layers" : "layer \(layers[column] - 1)"
        return "\(rows[row].title), \(place): \(text(rows[row].values[column]))"
      },
      label: "\(quantity) of \(kinds.count) operators in \(layers.count) layers, at most \(largest)")
    figure(caption) { figure in
      Chart.shades(from: "0", to: largest, page: &figure)
      Chart.heatMap(map, to: &figure)
    }
  }
}

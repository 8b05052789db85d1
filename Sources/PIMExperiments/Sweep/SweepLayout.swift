internal import PIMReports

/// The layout of a sweep's diagrams: the panel, the line and the place of each point.
///
/// The axis with the most values is the x axis. The other axes are distinguished by colour, or by separate
/// panels if there were too many colours or the lines differed too much in magnitude.
struct SweepLayout {
  struct Point {
    /// The index along the x axis, from 0.
    var place: Int
    var measurement: SweepMeasurement
  }

  struct Line {
    var title: String
    var points: [Point]
  }

  struct Panel {
    var title: String
    var series: [Line]
  }

  /// The largest ratio of magnitudes for lines in the same panel.
  private static let mostSpread = 4.0

  let xTitle: String
  /// The labels along the x axis.
  let names: [String]
  let panels: [Panel]

  init(_ table: SweepTable) {
    let sweep = table.sweep
    guard sweep.combination == .grid, let x = Self.longest(sweep.axes) else {
      let first = sweep.combination == .zip ? sweep.axes.first : nil
      xTitle = first?.name ?? "point"
      names = table.rows.map { row in
        first == nil ? "\(row.index)" : row.labels.first.flatMap { $0 } ?? ""
      }
      let points = table.rows.compactMap { row in
        row.measurement.map { Point(place: row.index, measurement: $0) }
      }
      panels = points.isEmpty ? [] : [Panel(title: "", series: [Line(title: "", points: points)])]
      return
    }
    xTitle = sweep.axes[x].name
    names = sweep.axes[x].values.map(\.label)
    let places = Dictionary(zip(names, names.indices)) { first, _ in first }
    let others = sweep.axes.indices.filter { $0 != x && sweep.axes[$0].values.count > 1 }
    func divided(by axes: [Int]) -> [Panel] {
      let rest = others.filter { !axes.contains($0) }
      var result: [Panel] = []
      var indices: [[String]: Int] = [:]
      var lines: [[String]: Int] = [:]
      for row in table.rows {
        guard let measurement = row.measurement, let place = row.labels[x].flatMap({ places[$0] }) else {
          continue
        }
        let key = axes.map { row.labels[$0] ?? "" }
        let line = rest.map { row.labels[$0] ?? "" }
        let index = indices[key] ?? result.count
        if index == result.count {
          indices[key] = index
          let title = Swift.zip(axes, key).map { Self.title(sweep.axes[$0], $1) }.joined(separator: ", ")
          result.append(Panel(title: title, series: []))
        }
        let number = lines[key + line] ?? result[index].series.count
        if number == result[index].series.count {
          lines[key + line] = number
          let title = Swift.zip(rest, line).map { Self.title(sweep.axes[$0], $1) }.joined(separator: ", ")
          result[index].series.append(Line(title: title, points: []))
        }
        result[index].series[number].points.append(Point(place: place, measurement: measurement))
      }
      return result
    }
    let choices = [divided(by: []), divided(by: Array(others.prefix(1))), divided(by: others)]
    panels = choices.first { $0.allSatisfy(Self.fits) } ?? choices[2]
  }

  /// A label preceded by the axis's name unless the label is clear without it: `tRP 8 ns`, `gpt2-small`.
  private static func title(_ axis: Sweep.Axis, _ label: String) -> String {
    let name = axis.name.split(separator: ".").last.map(String.init) ?? axis.name
    return name == "model" ? label : "\(name) \(label)"
  }

  private static func longest(_ axes: [Sweep.Axis]) -> Int? {
    axes.indices.max { axes[$0].values.count < axes[$1].values.count }
  }

  private static func fits(_ panel: Panel) -> Bool {
    guard panel.series.count > 1 else { return true }
    let sizes = panel.series.compactMap { line in
      line.points.map { Double($0.measurement.latencyPicoseconds) }.max()
    }
    return panel.series.count <= Chart.styles.count
      && (sizes.max() ?? 0) <= mostSpread * (sizes.min() ?? 0)
  }
}

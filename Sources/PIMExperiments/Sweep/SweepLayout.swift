internal import PIMReports

/// The layout of a sweep's diagrams: the panel, the line and the place of each point.
///
/// The axis with the most values is the x axis: an axis of numbers if its labels are that, and a row for each
/// label otherwise. The other axes are distinguished by colour, or by separate panels if there were too many
/// colours or the lines differed too much in magnitude. A line of the same name has the same colour in every
/// panel.
struct SweepLayout {
  struct Point {
    /// The index along the x axis, from 0.
    var place: Int
    var measurement: SweepMeasurement
  }

  struct Line {
    var title: String
    /// The index of the line's colour.
    var colour = 0
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
  /// The labels as numbers; nil if they are names.
  let axis: SweepAxisScale?
  let panels: [Panel]
  /// The names of the lines, in the order of their colours.
  let lines: [String]

  init(_ table: SweepTable) {
    let sweep = table.sweep
    guard sweep.combination == .grid, let x = Self.longest(sweep.axes) else {
      let first = sweep.combination == .zip ? sweep.axes.first : nil
      let labels = table.rows.map { row in row.labels.first.flatMap { $0 } ?? "" }
      axis = first == nil ? nil : SweepAxisScale(labels)
      xTitle = axis == nil ? "point" : first?.title ?? "point"
      names =
        axis == nil
        ? table.rows.map { row in row.labels.compactMap { $0 }.joined(separator: ", ") } : labels
      let points = table.rows.compactMap { row in
        row.measurement.map { Point(place: row.index, measurement: $0) }
      }
      panels = points.isEmpty ? [] : [Panel(title: "", series: [Line(title: "", points: points)])]
      lines = [""]
      return
    }
    xTitle = sweep.axes[x].title
    names = sweep.axes[x].values.map(\.label)
    axis = SweepAxisScale(names)
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
    var chosen = choices.first { $0.allSatisfy(Self.fits) } ?? choices[2]
    var names: [String] = []
    for panel in chosen.indices {
      for line in chosen[panel].series.indices {
        let title = chosen[panel].series[line].title
        let colour = names.firstIndex(of: title) ?? names.count
        if colour == names.count { names.append(title) }
        chosen[panel].series[line].colour = colour
      }
    }
    panels = chosen
    lines = names
  }

  /// The x position of a place.
  func x(_ place: Int) -> Double { axis?[place] ?? Double(place) }

  /// The title of the x axis with its unit: `ASIC clock, MHz`.
  var xWords: String { axis.map { $0.unit.isEmpty ? xTitle : "\(xTitle), \($0.unit)" } ?? xTitle }

  /// A label preceded by the axis's name unless the label is clear without it: `tRP 8 ns`, `gpt2-small`.
  static func title(_ axis: Sweep.Axis, _ label: String) -> String {
    axis.name == "model" ? label : "\(axis.title) \(label)"
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

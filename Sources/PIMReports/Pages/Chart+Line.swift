extension Chart {
  /// A line of values over positions, with up to two more lines for comparison.
  struct Line {
    var first: Int
    var values: [Double]
    /// The values of the second line: as many as those of the first, or none.
    var bound: [Double]
    /// The values of the third line: as many as those of the first, or none.
    var machine: [Double] = []
    var yTitle: String
    var xTitle: String
    /// The chart's description for screen readers.
    var label: String
  }

  /// The largest number of drawn points. Beyond it, neighbours are merged into mean, minimum and maximum.
  static let mostPoints = 1024

  static func gathers(_ count: Int) -> Int { (count + mostPoints - 1) / mostPoints }

  static func line(_ chart: Line, to page: inout Markup) {
    let count = chart.values.count
    let ticks = ticks(to: (chart.values + chart.bound + chart.machine).max() ?? 0)
    let top = ticks.last ?? 1
    // A polyline needs two points.
    let isSingle = count == 1
    func x(_ index: Double) -> Double {
      isSingle ? 50 + 100 * index : index / Double(max(1, count - 1)) * 100
    }
    func y(_ value: Double) -> Double { 100 - value / top * 100 }
    let marks = positions(chart.first, chart.first + max(0, count - 1)).map { position in
      (left: Markup.number(x(Double(position - chart.first))), label: NumberText.count(position))
    }
    let frame = Frame(
      yTitle: chart.yTitle, xTitle: chart.xTitle, yTicks: ticks, xTicks: marks, label: chart.label)
    write(frame, to: &page) { inner in
      let group = gathers(count)
      if group > 1 {
        let points = band(chart.values, group).map {
          "\(Markup.number(x($0.0))),\(Markup.number(y($0.1)))"
        }
        inner.void("polygon", ["class": "range", "points": points.joined(separator: " ")])
      }
      for (style, values) in [
        ("bound", chart.bound), ("machine", chart.machine), ("run", chart.values),
      ] where !values.isEmpty {
        let points = (isSingle ? [(-0.5, values[0]), (0.5, values[0])] : means(values, group)).map {
          "\(Markup.number(x($0.0))),\(Markup.number(y($0.1)))"
        }
        inner.void("polyline", ["class": style, "points": points.joined(separator: " ")])
      }
    }
  }

  /// The mean of each `group` neighbours, at the middle of the group.
  private static func means(_ values: [Double], _ group: Int) -> [(Double, Double)] {
    chunks(values.count, group).map { range in
      (Double(range.lowerBound + range.upperBound - 1) / 2, values[range].reduce(0, +) / Double(range.count))
    }
  }

  /// The outline between maximum and minimum of each `group` neighbours.
  private static func band(_ values: [Double], _ group: Int) -> [(Double, Double)] {
    let chunks = chunks(values.count, group)
    func middle(_ range: Range<Int>) -> Double { Double(range.lowerBound + range.upperBound - 1) / 2 }
    return chunks.map { (middle($0), values[$0].max() ?? 0) }
      + chunks.reversed().map { (middle($0), values[$0].min() ?? 0) }
  }

  private static func chunks(_ count: Int, _ group: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: group).map { $0..<min(count, $0 + group) }
  }

  // MARK: Heat map

  struct HeatMap {
    var rows: [(title: String, values: [Double])]
    var columns: [String]
    var xTitle: String
    /// The description of a cell: row, column and value.
    var cell: (_ row: Int, _ column: Int) -> String
    var label: String
  }

  static func heatMap(_ map: HeatMap, to page: inout Markup) {
    let largest = map.rows.flatMap(\.values).max() ?? 0
    let (width, height) = (100 / Double(max(1, map.columns.count)), 100 / Double(max(1, map.rows.count)))
    page.element("div", ["class": "plot"]) { plot in
      plot.element("div", ["class": "y", "aria-hidden": "true"]) { axis in
        axis.element("span", ["class": "widest"], map.rows.map(\.title).max { $0.count < $1.count } ?? "")
        for (index, row) in map.rows.enumerated() {
          axis.element(
            "span", ["class": "t", "style": "top:\(Markup.number((Double(index) + 0.5) * height))%"],
            row.title)
        }
      }
      let size = "height:\(Markup.number(Double(map.rows.count) * 1.35, 2))rem"
      plot.element("div", ["style": size]) { area in
        area.element("svg", ["height": "100%", "role": "img", "aria-label": map.label]) { svg in
          for (r, row) in map.rows.enumerated() {
            for (c, value) in row.values.enumerated() where value > 0 {
              svg.element(
                "rect",
                [
                  "class": "cell", "x": Markup.percent(Double(c) * width / 100),
                  "y": Markup.percent(Double(r) * height / 100), "width": Markup.percent(width / 100),
                  "height": Markup.percent(height / 100), "fill-opacity": Markup.number(value / largest),
                ]
              ) { $0.element("title", map.cell(r, c)) }
            }
          }
          svg.void("rect", ["class": "frame", "width": "100%", "height": "100%"])
        }
      }
      plot.element("div", ["class": "x", "aria-hidden": "true"]) { axis in
        // A label for every column as long as two digits fit the narrowest screen.
        for index in positions(0, max(0, map.columns.count - 1), most: 13) where index < map.columns.count {
          let left = Markup.number((Double(index) + 0.5) * width)
          axis.element("span", ["style": "left:\(left)%"], map.columns[index])
        }
      }
      plot.element("div", ["class": "x-title"], map.xTitle)
    }
  }

  /// Writes the legend of a heat map: its shades from 0 to the largest value.
  static func shades(from least: String, to largest: String, page: inout Markup) {
    page.element("div", ["class": "legend"]) { legend in
      legend.element("span") { item in
        item.write(least + " ")
        for step in 0...8 {
          item.element("svg", ["class": "key", "style": "margin:0", "aria-hidden": "true"]) { svg in
            svg.void("rect", ["class": "frame", "width": "100%", "height": "100%"])
            svg.void(
              "rect",
              [
                "class": "cell", "width": "100%", "height": "100%",
                "fill-opacity": Markup.number(Double(step) / 8),
              ])
          }
        }
        item.write(" " + largest)
      }
    }
  }
}

extension Chart {
  /// Several lines over the same named values, equally far apart.
  struct Lines {
    struct Line {
      var title: String
      /// nil where there is none.
      var values: [Double?]
    }
    var labels: [String]
    var lines: [Line]
    var yTitle: String
    var xTitle: String
    /// In words, for who does not see it.
    var label: String
  }

  /// Colours for lines; more lines are not told apart by colour.
  static let seriesStyles = 6

  static func seriesStyle(_ index: Int) -> String { "s\(min(index, seriesStyles - 1))" }

  static func lines(_ chart: Lines, to page: inout Markup) {
    let ticks = ticks(to: chart.lines.flatMap(\.values).compactMap { $0 }.max() ?? 0)
    let tickLabels = labels(of: ticks)
    let top = ticks.last ?? 1
    let count = chart.labels.count
    func x(_ index: Int) -> String { Markup.number((Double(index) + 0.5) / Double(max(1, count)) * 100) }
    func y(_ value: Double) -> String { Markup.number(100 - value / top * 100) }
    page.element("div", ["class": "legend"]) { legend in
      for (index, line) in chart.lines.enumerated() where chart.lines.count > 1 {
        legend.element("span") { item in
          item.element("svg", ["class": "key wide", "aria-hidden": "true"]) { svg in
            svg.void(
              "line",
              ["class": "series \(seriesStyle(index))", "x1": "0", "x2": "100%", "y1": "50%", "y2": "50%"])
          }
          item.write(line.title)
        }
      }
    }
    page.element("div", ["class": "plot"]) { plot in
      plot.element("div", ["class": "y-title"], chart.yTitle)
      plot.element("div", ["class": "y", "aria-hidden": "true"]) { axis in
        axis.element("span", ["class": "widest"], tickLabels.max { $0.count < $1.count } ?? "")
        for (tick, label) in zip(ticks, tickLabels) {
          axis.element("span", ["class": "t", "style": "top:\(y(tick))%"], label)
        }
      }
      plot.element("div", ["class": "area"]) { area in
        area.element("svg", ["height": "100%", "role": "img", "aria-label": chart.label]) { svg in
          for tick in ticks.dropFirst() {
            svg.void(
              "line", ["class": "grid", "x1": "0", "x2": "100%", "y1": y(tick) + "%", "y2": y(tick) + "%"])
          }
          svg.element("svg", ["viewBox": "0 0 100 100", "preserveAspectRatio": "none", "height": "100%"]) {
            inner in
            for (index, line) in chart.lines.enumerated() {
              let points = line.values.enumerated().compactMap { place, value in
                value.map { "\(x(place)),\(y($0))" }
              }
              let style = seriesStyle(index)
              inner.void(
                "polyline", ["class": "series \(style)", "points": points.joined(separator: " ")])
              for point in points {
                inner.void("polyline", ["class": "dot \(style)", "points": "\(point) \(point)"])
              }
            }
          }
          svg.void("line", ["class": "axis", "x1": "0", "x2": "100%", "y1": "100%", "y2": "100%"])
          svg.void("line", ["class": "axis", "x1": "0", "x2": "0", "y1": "0", "y2": "100%"])
        }
      }
      plot.element("div", ["class": "x", "aria-hidden": "true"]) { axis in
        for (index, label) in chart.labels.enumerated() {
          axis.element("span", ["style": "left:\(x(index))%"], label)
        }
      }
      plot.element("div", ["class": "x-title"], chart.xTitle)
    }
  }
}

extension Chart {
  /// Points of one colour, joined by straight lines in their order if `isJoined`.
  package struct Series {
    /// The class of the style sheet that gives the colour: `mac`, `rows`, …
    package var style: String
    package var points: [Point]
    var isJoined = true

    package init(style: String, points: [Point], isJoined: Bool = true) {
      self.style = style
      self.points = points
      self.isJoined = isJoined
    }
  }

  package struct Point {
    package var x: Double
    package var y: Double
    /// The point's tooltip.
    var title: String
    /// True for a disc, false for a ring.
    package var isFilled = true

    package init(x: Double, y: Double, title: String, isFilled: Bool = true) {
      self.x = x
      self.y = y
      self.title = title
      self.isFilled = isFilled
    }
  }

  /// The scale of an axis: round numbers, or names at equal distances.
  package enum Scale {
    case numbers([Double])
    case names([String])

    var first: Double {
      if case .numbers(let ticks) = self { ticks.first ?? 0 } else { -0.5 }
    }
    var last: Double {
      switch self {
      case .numbers(let ticks): ticks.last ?? 1
      case .names(let names): Double(names.count) - 0.5
      }
    }

    /// The position of a value along the axis, from 0 to 1.
    func share(_ value: Double) -> Double { (value - first) / (last > first ? last - first : 1) }

    /// Values and texts of the labels.
    var labels: [(value: Double, text: String)] {
      switch self {
      case .numbers(let ticks): return Array(Swift.zip(ticks, Chart.labels(of: ticks)))
      case .names(let names):
        // The labels that fit side by side on a narrow screen.
        let room = 40
        let step =
          (1...max(1, names.count)).first { step in
            stride(from: 0, to: names.count, by: step).reduce(0) { $0 + names[$1].count + 2 } <= room
          } ?? max(1, names.count)
        return stride(from: 0, to: names.count, by: step).map { (Double($0), names[$0]) }
      }
    }
  }

  /// A diagram of points over numbers or names.
  package struct Plot {
    var series: [Series]
    var x: Scale
    /// The marks of the vertical axis, round numbers.
    var y: [Double]
    var xTitle: String
    var yTitle: String
    /// The chart's description for screen readers.
    var label: String

    package init(series: [Series], x: Scale, y: [Double], xTitle: String, yTitle: String, label: String) {
      self.series = series
      self.x = x
      self.y = y
      self.xTitle = xTitle
      self.yTitle = yTitle
      self.label = label
    }
  }

  /// The colours of the series, in the order of use.
  package static let styles = ["mac", "asic", "transfer", "rows", "refresh", "other"]

  /// Axis marks: four to eight round numbers from slightly below `least` to slightly above `largest`.
  package static func ticks(from least: Double, to largest: Double) -> [Double] {
    let spread = largest - least
    guard spread.isFinite, spread > 1e-9 * max(largest.magnitude, least.magnitude) else {
      return ticks(to: largest)
    }
    var power = 1.0
    while power * 10 <= spread { power *= 10 }
    while power > spread { power /= 10 }
    let step = [0.2, 0.25, 0.5, 1, 2].map { $0 * power }.first { spread / $0 <= 5 } ?? 2 * power
    let first = (least / step).rounded(.down)
    let last = (largest / step).rounded(.up)
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  package static func plot(_ plot: Plot, to page: inout Markup) {
    let y = Scale.numbers(plot.y)
    func left(_ value: Double) -> String { Markup.percent(plot.x.share(value)) }
    func top(_ value: Double) -> String { Markup.percent(1 - y.share(value)) }
    page.element("div", ["class": "plot"]) { box in
      box.element("div", ["class": "y-title"], plot.yTitle)
      box.element("div", ["class": "y", "aria-hidden": "true"]) { axis in
        axis.element("span", ["class": "widest"], y.labels.map(\.text).max { $0.count < $1.count } ?? "")
        for (value, text) in y.labels {
          axis.element("span", ["class": "t", "style": "top:\(top(value))"], text)
        }
      }
      box.element("div", ["class": "area"]) { area in
        area.element("svg", ["height": "100%", "role": "img", "aria-label": plot.label]) { svg in
          for tick in plot.y.dropFirst() {
            svg.void("line", ["class": "grid", "x1": "0", "x2": "100%", "y1": top(tick), "y2": top(tick)])
          }
          svg.void("line", ["class": "axis", "x1": "0", "x2": "100%", "y1": "100%", "y2": "100%"])
          svg.void("line", ["class": "axis", "x1": "0", "x2": "0", "y1": "0", "y2": "100%"])
          for series in plot.series {
            if series.isJoined {
              for (a, b) in zip(series.points, series.points.dropFirst()) {
                svg.void(
                  "line",
                  [
                    "class": "join \(series.style)", "x1": left(a.x), "y1": top(a.y), "x2": left(b.x),
                    "y2": top(b.y),
                  ])
              }
            }
            for point in series.points {
              svg.element(
                "circle",
                [
                  "class": (point.isFilled ? "dot " : "dot ring ") + series.style, "cx": left(point.x),
                  "cy": top(point.y), "r": "3.5",
                ]
              ) { $0.element("title", point.title) }
            }
          }
        }
      }
      box.element("div", ["class": "x", "aria-hidden": "true"]) { axis in
        for (value, text) in plot.x.labels {
          axis.element("span", ["style": "left:\(left(value))"], text)
        }
      }
      box.element("div", ["class": "x-title"], plot.xTitle)
    }
  }
}

extension Chart {
  /// Points of one colour, joined by straight lines in their order if `isJoined`.
  package struct Series {
    /// The class of the style sheet that gives the colour: `mac`, `rows`, …
    package var style: String
    /// The name, written beside the last point in the colour of the series; empty for none.
    package var name: String
    package var points: [Point]
    /// True if values between two neighbours have a meaning, as on an axis of numbers.
    var isJoined: Bool

    package init(style: String, name: String = "", points: [Point], isJoined: Bool = true) {
      self.style = style
      self.name = name
      self.points = points
      self.isJoined = isJoined
    }
  }

  /// A point of a diagram.
  package struct Point {
    package var x: Double
    package var y: Double
    /// The point's tooltip.
    var title: String
    /// The name beside the point, if there is room; empty for none.
    var name: String
    /// True for a disc, false for a ring.
    package var isFilled: Bool

    package init(x: Double, y: Double, title: String, name: String = "", isFilled: Bool = true) {
      self.x = x
      self.y = y
      self.title = title
      self.name = name
      self.isFilled = isFilled
    }
  }

  /// A diagram of points.
  package struct Plot {
    var series: [Series]
    var x: Scale
    var y: Scale
    var xTitle: String
    var yTitle: String
    /// A value of the vertical axis with a line of its own, such as 1 for a ratio; nil for none.
    var reference: Double?
    /// The chart's description for screen readers.
    var label: String

    package init(
      series: [Series], x: Scale, y: Scale, xTitle: String, yTitle: String, reference: Double? = nil,
      label: String
    ) {
      self.series = series
      self.x = x
      self.y = y
      self.xTitle = xTitle
      self.yTitle = yTitle
      self.reference = reference
      self.label = label
    }

    fileprivate func left(_ value: Double) -> String { Markup.percent(x.share(value)) }
    fileprivate func top(_ value: Double) -> String { Markup.percent(1 - y.share(value)) }
  }

  /// The colours of the series, in the order of use.
  package static let styles = ["mac", "asic", "transfer", "rows", "refresh", "other"]

  package static func plot(_ plot: Plot, to page: inout Markup) {
    page.element("div", ["class": "plot"]) { box in
      box.element("div", ["class": "y-title"], plot.yTitle)
      box.element("div", ["class": "y", "aria-hidden": "true"]) { axis in
        axis.element("span", ["class": "widest"], plot.y.marks.map(\.text).max { $0.count < $1.count } ?? "")
        for mark in plot.y.marks {
          axis.element("span", ["class": "t", "style": "top:\(plot.top(mark.value))"], mark.text)
        }
      }
      box.element("div", ["class": "area"]) { area in
        area.element("svg", ["height": "100%", "role": "img", "aria-label": plot.label]) { svg in
          writeGrid(of: plot, to: &svg)
          for series in plot.series { write(series, of: plot, to: &svg) }
          writeNames(of: plot, to: &svg)
        }
      }
      writeSeriesNames(of: plot, to: &box)
      box.element("div", ["class": "x", "aria-hidden": "true"]) { axis in
        for mark in plot.x.marks {
          let place = "left:\(plot.left(mark.value))"
          axis.element("span", ["class": "tick", "style": place], "")
          if !mark.text.isEmpty { axis.element("span", ["style": place], mark.text) }
        }
      }
      box.element("div", ["class": "x-title"], plot.xTitle)
    }
  }

  private static func writeGrid(of plot: Plot, to svg: inout Markup) {
    for mark in plot.y.marks.dropFirst() {
      let top = plot.top(mark.value)
      svg.void("line", ["class": "grid", "x1": "0", "x2": "100%", "y1": top, "y2": top])
    }
    if let reference = plot.reference {
      let top = plot.top(reference)
      svg.void("line", ["class": "reference", "x1": "0", "x2": "100%", "y1": top, "y2": top])
    }
    svg.void("line", ["class": "axis", "x1": "0", "x2": "100%", "y1": "100%", "y2": "100%"])
    svg.void("line", ["class": "axis", "x1": "0", "x2": "0", "y1": "0", "y2": "100%"])
  }

  private static func write(_ series: Series, of plot: Plot, to svg: inout Markup) {
    if series.isJoined {
      for (a, b) in zip(series.points, series.points.dropFirst()) {
        svg.void(
          "line",
          [
            "class": "join \(series.style)", "x1": plot.left(a.x), "y1": plot.top(a.y), "x2": plot.left(b.x),
            "y2": plot.top(b.y),
          ])
      }
    }
    for point in series.points {
      svg.element(
        "circle",
        [
          "class": (point.isFilled ? "dot " : "dot ring ") + series.style, "cx": plot.left(point.x),
          "cy": plot.top(point.y), "r": "3.5",
        ]
      ) { $0.element("title", point.title) }
    }
  }

  /// Writes the names of points where there is room, those of discs first.
  private static func writeNames(of plot: Plot, to svg: inout Markup) {
    let all = plot.series.flatMap(\.points)
    if all.allSatisfy(\.name.isEmpty) { return }
    let points = all.filter(\.isFilled) + all.filter { !$0.isFilled }
    let places = LabelPlacement.places(
      of: points.map { (plot.x.share($0.x), 1 - plot.y.share($0.y), $0.name) })
    for (point, place) in zip(points, places) {
      guard let place else { continue }
      let (dx, dy, anchor) =
        switch place {
        case .right: ("7", ".33em", "start")
        case .left: ("-7", ".33em", "end")
        case .above: ("0", "-8", "middle")
        case .below: ("0", "16", "middle")
        case .aboveRight: ("-5", "-8", "start")
        case .aboveLeft: ("5", "-8", "end")
        case .belowRight: ("-5", "16", "start")
        case .belowLeft: ("5", "16", "end")
        }
      svg.element(
        "text",
        [
          "class": "name", "x": plot.left(point.x), "y": plot.top(point.y), "dx": dx, "dy": dy,
          "text-anchor": anchor,
        ], point.name)
    }
  }

  /// Writes the names of series in a column beside the diagram, each at the height of its last point.
  private static func writeSeriesNames(of plot: Plot, to box: inout Markup) {
    let named = plot.series.filter { !$0.name.isEmpty && !$0.points.isEmpty }
    if named.isEmpty { return }
    let tops = LabelPlacement.column(named.map { 1 - plot.y.share($0.points.last?.y ?? 0) })
    box.element("div", ["class": "names", "aria-hidden": "true"]) { column in
      column.element("span", ["class": "widest"], named.map(\.name).max { $0.count < $1.count } ?? "")
      for (series, top) in zip(named, tops) {
        column.element("span", ["class": "t", "style": "top:\(Markup.percent(top))"]) { name in
          name.element("svg", ["class": "key"]) {
            $0.void("rect", ["class": series.style, "width": "100%", "height": "100%"])
          }
          name.write(series.name)
        }
      }
    }
  }
}

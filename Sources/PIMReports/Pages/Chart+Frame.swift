extension Chart {
  /// Axes from 0 with grid, labels and titles, around curves.
  struct Frame {
    var yTitle: String
    var xTitle: String
    /// Values of the vertical axis, the last at the top.
    var yTicks: [Double]
    /// Places on the horizontal axis, per cent, with their labels.
    var xTicks: [(left: String, label: String)]
    /// The chart's description for screen readers.
    var label: String
  }

  /// Writes the frame, and the curves as shapes in a box of 100 by 100.
  static func write(_ frame: Frame, to page: inout Markup, _ curves: (inout Markup) -> Void) {
    let labels = labels(of: frame.yTicks)
    let top = frame.yTicks.last ?? 1
    func y(_ value: Double) -> String { Markup.number(100 - value / top * 100) }
    page.element("div", ["class": "plot"]) { plot in
      plot.element("div", ["class": "y-title"], frame.yTitle)
      plot.element("div", ["class": "y", "aria-hidden": "true"]) { axis in
        axis.element("span", ["class": "widest"], labels.max { $0.count < $1.count } ?? "")
        for (tick, label) in zip(frame.yTicks, labels) {
          axis.element("span", ["class": "t", "style": "top:\(y(tick))%"], label)
        }
      }
      plot.element("div", ["class": "area"]) { area in
        area.element("svg", ["height": "100%", "role": "img", "aria-label": frame.label]) { svg in
          for tick in frame.yTicks.dropFirst() {
            let height = y(tick) + "%"
            svg.void("line", ["class": "grid", "x1": "0", "x2": "100%", "y1": height, "y2": height])
          }
          svg.void("line", ["class": "axis", "x1": "0", "x2": "100%", "y1": "100%", "y2": "100%"])
          svg.void("line", ["class": "axis", "x1": "0", "x2": "0", "y1": "0", "y2": "100%"])
        }
        // The curves stretch with the box, in an image of their own on top of the grid.
        area.element(
          "svg",
          [
            "class": "stretched", "viewBox": "0 0 100 100", "preserveAspectRatio": "none",
            "aria-hidden": "true",
          ], curves)
      }
      plot.element("div", ["class": "x", "aria-hidden": "true"]) { axis in
        for tick in frame.xTicks {
          axis.element("span", ["class": "tick", "style": "left:\(tick.left)%"], "")
          axis.element("span", ["style": "left:\(tick.left)%"], tick.label)
        }
      }
      plot.element("div", ["class": "x-title"], frame.xTitle)
    }
  }
}

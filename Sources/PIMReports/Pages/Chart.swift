/// Charts as inline SVG. Coordinates are percentages of the chart's box, so that a chart fits any width
/// without scaling its text; the text is HTML beside the SVG.
package enum Chart {
  /// Writes a stacked bar: segments with a style and a share of the full width each.
  ///
  /// - Parameter isOfWhole: true if the full width is the whole of what is divided, such as the run's time;
  ///   it is drawn as a grey track. Bars that are only comparable with each other have none.
  package static func strip(
    _ parts: [(style: String, share: Double)], isOfWhole: Bool = false, label: String, to page: inout Markup
  ) {
    page.element("svg", ["class": "strip", "role": "img", "aria-label": label]) { svg in
      if isOfWhole { svg.void("rect", ["class": "track", "width": "100%", "height": "100%"]) }
      var left = 0.0
      for (style, share) in parts where share > 0 {
        svg.void(
          "rect",
          [
            "class": style, "x": Markup.percent(left), "width": Markup.percent(min(share, 1 - left)),
            "height": "100%",
          ])
        left += share
      }
    }
  }

  /// Writes the legend: names and colours.
  package static func legend(_ entries: [(style: String, title: String)], to page: inout Markup) {
    page.element("div", ["class": "legend"]) { legend in
      for (style, title) in entries {
        legend.element("span") { item in
          item.element("svg", ["class": "key", "aria-hidden": "true"]) { svg in
            svg.void("rect", ["class": style, "width": "100%", "height": "100%"])
          }
          item.write(title)
        }
      }
    }
  }

  // MARK: Axes

  /// Axis marks: round numbers from 0 to slightly above `largest`, in up to six intervals.
  package static func ticks(to largest: Double) -> [Double] {
    largest > 0 ? ticks(from: 0, to: largest, intervals: 6) : [0, 1]
  }

  /// Axis marks: round numbers at equal distances, the first not above `least` and the last not below
  /// `largest`, in up to `intervals` intervals.
  package static func ticks(from least: Double, to largest: Double, intervals: Int = 5) -> [Double] {
    let spread = largest - least
    guard spread.isFinite, spread > 1e-9 * max(largest.magnitude, least.magnitude) else {
      guard largest.isFinite, largest != 0 else { return [0, 1] }
      return ticks(from: min(0, 2 * largest), to: max(0, 2 * largest), intervals: intervals)
    }
    var power = 1.0
    while power * 10 <= spread { power *= 10 }
    while power > spread { power /= 10 }
    let slack = 1e-9
    for factor in [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10] {
      let step = factor * power
      let first = (least / step + slack).rounded(.down)
      let last = (largest / step - slack).rounded(.up)
      if last - first <= Double(max(2, intervals)) {
        return (0...max(1, Int(last - first))).map { (first + Double($0)) * step }
      }
    }
    return [least, largest]
  }

  /// The labels of axis marks, with as many digits as the distance between two marks needs.
  static func labels(of ticks: [Double]) -> [String] {
    let digits = ticks.map(digits).max() ?? 0
    return ticks.map { NumberText.fixed($0, digits) }
  }

  /// The label of one mark, with as many digits as it needs.
  static func label(of tick: Double) -> String { NumberText.fixed(tick, digits(tick)) }

  /// A value of an axis as text, with as many digits as it needs, up to 9.
  package static func markText(_ value: Double) -> String { label(of: value) }

  /// The number of digits behind the point that a mark needs, up to 9.
  private static func digits(_ tick: Double) -> Int {
    var scale = 1.0
    for digits in 0..<9 {
      let scaled = (tick * scale).magnitude
      if (scaled - scaled.rounded()).magnitude < 1e-6 * max(1e-3, scaled) { return digits }
      scale *= 10
    }
    return 9
  }

  /// Integer positions along an axis: all of them up to `most`, or else every multiple of a round step.
  static func positions(_ first: Int, _ last: Int, most: Int = 6) -> [Int] {
    if last - first < most { return Array(first...max(first, last)) }
    var (step, power) = (1, 1)
    search: while true {
      for factor in [1, 2, 5] {
        step = factor * power
        if (last - first) / step < most { break search }
      }
      power *= 10
    }
    let begin = (first + step - 1) / step * step
    return Array(stride(from: begin, through: last, by: step))
  }
}

/// Charts as inline SVG. Coordinates are percentages of the chart's box, so that a chart fits any width
/// without scaling its text; the text is HTML beside the SVG.
package enum Chart {
  /// Writes a stacked bar: segments with a style and a share of the full width each.
  package static func strip(_ parts: [(style: String, share: Double)], label: String, to page: inout Markup) {
    page.element("svg", ["class": "strip", "role": "img", "aria-label": label]) { svg in
      svg.void("rect", ["class": "track", "width": "100%", "height": "100%"])
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

  /// Axis marks: four to seven round numbers from 0 to slightly above `largest`.
  package static func ticks(to largest: Double) -> [Double] {
    guard largest > 0, largest.isFinite else { return [0, 1] }
    var power = 1.0
    while power * 10 <= largest { power *= 10 }
    while power > largest { power /= 10 }
    let step = [0.2, 0.25, 0.5, 1, 2].map { $0 * power }.first { largest / $0 <= 6 } ?? 2 * power
    var count = 1
    while step * Double(count) < largest * (1 - 1e-12) { count += 1 }
    return (0...count).map { step * Double($0) }
  }

  /// The labels of axis marks, with as many digits as the distance between two marks needs.
  static func labels(of ticks: [Double]) -> [String] {
    let digits = (0...9).first { digits in
      ticks.allSatisfy { tick in
        let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        return (tick * scale - (tick * scale).rounded()).magnitude < 1e-6 * max(1, tick * scale)
      }
    }
    return ticks.map { NumberText.fixed($0, digits ?? 9) }
  }

  /// Integer positions along an axis: both ends, and round numbers between them.
  static func positions(_ first: Int, _ last: Int) -> [Int] {
    if last - first <= 5 { return Array(first...last) }
    var step = 1
    for factor in [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000] {
      step = factor
      if (last - first) / factor <= 6 { break }
    }
    if (last - first) / step > 12 { step = max(1, (last - first) / 6) }
    // A mark whose label would touch that of an end is left out.
    let inner = stride(from: (first / step + 1) * step, to: last - step / 2, by: step)
    return [first] + inner + [last]
  }
}

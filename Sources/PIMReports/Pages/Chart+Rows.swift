extension Chart {
  /// A diagram with a row for each name and a horizontal axis below: bars, floating bars or dots. The name
  /// and the number of each row stand beside its marks, so that the diagram is a table as well.
  package struct Rows {
    package var rows: [Row]
    package var scale: Scale
    /// The title of the axis with its unit.
    package var title: String
    /// A value with a vertical line through all rows; nil for none.
    package var reference: Double?

    package init(rows: [Row], scale: Scale, title: String, reference: Double? = nil) {
      self.rows = rows
      self.scale = scale
      self.title = title
      self.reference = reference
    }
  }

  /// A row of a diagram: its name and one or more lanes.
  package struct Row {
    package var name: String
    package var lanes: [Lane]
    /// True if the row is set off by a line, as a sum is.
    package var isTotal: Bool

    package init(name: String, lanes: [Lane], isTotal: Bool = false) {
      self.name = name
      self.lanes = lanes
      self.isTotal = isTotal
    }
  }

  /// A line of a row: its marks, and the number beside them.
  package struct Lane {
    package var text: String
    package var marks: [RowMark]

    package init(text: String, marks: [RowMark]) {
      self.text = text
      self.marks = marks
    }
  }

  /// A mark of a lane, in the colour of a style.
  package enum RowMark {
    case bar(from: Double, to: Double, style: String)
    case dot(at: Double, style: String, title: String)
  }

  /// The height of a lane, in rem.
  private static let laneHeight = 1.15

  package static func rows(_ chart: Rows, to page: inout Markup) {
    // The names get the width that they need, up to a share of the screen.
    let longest = chart.rows.map(\.name.count).max() ?? 0
    page.element("table", ["class": "chart", "style": "--names:\(longest)ch"]) { table in
      table.element("tbody") { body in
        for row in chart.rows { write(row, of: chart, to: &body) }
      }
      table.element("tfoot", ["aria-hidden": "true"]) { foot in
        foot.element("tr") { row in
          row.element("td", "")
          row.element("td", ["class": "lanes"]) { axis in
            for mark in labelled(chart.scale.marks) {
              axis.element(
                "span", ["class": "t", "style": "left:\(Markup.percent(chart.scale.share(mark.value)))"],
                mark.text)
            }
          }
          row.element("td", "")
        }
        foot.element("tr") { row in
          row.element("td", "")
          row.element("td", ["class": "x-title"], chart.title)
          row.element("td", "")
        }
      }
    }
  }

  /// The width of the narrowest axis of rows, in pixels.
  private static let leastAxis = 150.0

  /// The marks that have a text: all, or every second, third and so on, both ends among them, if all would
  /// not fit a narrow screen.
  static func labelled(_ marks: [Scale.Mark]) -> [Scale.Mark] {
    let longest = Double(marks.map(\.text.count).max() ?? 0) * LabelPlacement.characterWidth + 6
    let step =
      (1..<max(2, marks.count)).first { step in
        (marks.count - 1) % step == 0 && Double((marks.count - 1) / step) * longest <= leastAxis
      } ?? max(1, marks.count - 1)
    return stride(from: 0, to: marks.count, by: step).map { marks[$0] }
  }

  private static func write(_ row: Row, of chart: Rows, to body: inout Markup) {
    let lanes = Double(max(1, row.lanes.count))
    body.element("tr", row.isTotal ? ["class": "total"] : [:]) { line in
      line.element("th", ["scope": "row"], row.name)
      line.element(
        "td", ["class": "lanes", "style": "height:\(Markup.number(lanes * laneHeight + 0.2))rem"]
      ) { cell in
        let words = row.lanes.map(\.text).joined(separator: "; ")
        cell.element("svg", ["role": "img", "aria-label": "\(row.name): \(words)"]) { svg in
          for mark in chart.scale.marks {
            let left = Markup.percent(chart.scale.share(mark.value))
            svg.void("line", ["class": "grid", "x1": left, "x2": left, "y1": "0", "y2": "100%"])
          }
          if let reference = chart.reference {
            let left = Markup.percent(chart.scale.share(reference))
            svg.void("line", ["class": "reference", "x1": left, "x2": left, "y1": "0", "y2": "100%"])
          }
          for (number, lane) in row.lanes.enumerated() {
            for mark in lane.marks { write(mark, lane: Double(number), of: lanes, chart.scale, to: &svg) }
          }
        }
      }
      line.element("td", ["class": "n"]) { cell in
        for lane in row.lanes { cell.element("div", lane.text) }
      }
    }
  }

  private static func write(
    _ mark: RowMark, lane: Double, of lanes: Double, _ scale: Scale, to svg: inout Markup
  ) {
    switch mark {
    case .bar(let from, let to, let style):
      let (a, b) = (scale.share(min(from, to)), scale.share(max(from, to)))
      svg.void(
        "rect",
        [
          "class": style, "x": Markup.percent(a), "width": Markup.percent(b - a),
          "y": Markup.percent((lane + 0.5) / lanes), "height": "11", "transform": "translate(0 -5.5)",
        ])
    case .dot(let value, let style, let title):
      svg.element(
        "circle",
        [
          "class": "dot \(style)", "cx": Markup.percent(scale.share(value)),
          "cy": Markup.percent((lane + 0.5) / lanes), "r": "4",
        ]
      ) { $0.element("title", title) }
    }
  }
}

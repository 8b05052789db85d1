extension ComparisonReport {
  /// The comparison as one self-contained page in the style of a report's page, without script or network.
  public var html: String {
    let title = "Comparison of " + sides.map(\.label).joined(separator: ", ")
    return HTMLPage.text(title: title) { body in
      body.element("main") { main in
        main.element("h1", title)
        write(to: &main)
        main.element("footer", "Made by \(Tool.name) \(Tool.version).")
      }
    }
  }

  private func write(to main: inout Markup) {
    Self.write(sideTable, to: &main)
    if let verdictTable { Self.write(verdictTable, to: &main) }
    for index in differences.indices {
      let tables = tables(of: index + 1)
      if tables.isEmpty { main.element("p", "\(Self.letter(index + 1)) against A: no difference.") }
      for table in tables { Self.write(table, to: &main) }
    }
    if differences.count > 1, let systemTable { Self.write(systemTable, to: &main) }
  }

  private static func write(_ table: ComparisonTable, to main: inout Markup) {
    main.element("h2", table.title)
    let styles = table.columns.indices.map { $0 < table.firstNumber ? "" : "n" }
    main.element("div", ["class": "scroll"]) { box in
      box.element("table") { element in
        element.element("thead") { head in
          head.element("tr") { row in
            for (column, style) in zip(table.columns, styles) {
              row.element("th", style.isEmpty ? ["scope": "col"] : ["scope": "col", "class": style], column)
            }
          }
        }
        element.element("tbody") { body in
          for (index, row) in table.rows.enumerated() {
            body.row(
              zip(row, styles).map { (text: $0, style: $1) },
              isTotal: table.hasTotal && index == table.rows.count - 1)
          }
        }
      }
    }
    for line in (table.note ?? "").split(separator: "\n") {
      main.element("p", ["class": "note"], String(line))
    }
  }
}

extension ComparisonReport {
  /// The comparison as one self-contained page in the style of a report's page, without script or network.
  public var html: String {
    let title = "Comparison of " + sides.map(\.label).joined(separator: ", ")
    return HTMLPage.text(title: title, styles: [HTMLStyle.points]) { body in
      body.element("main") { main in
        main.element("h1", title)
        write(to: &main)
        main.element("footer", "Made by \(Tool.name) \(Tool.version).")
      }
    }
  }

  private func write(to main: inout Markup) {
    var numbers = PageNumbers()
    Self.write(sideTable, isText: true, to: &main)
    writeOverview(to: &main, &numbers)
    if let verdictTable { Self.write(verdictTable, to: &main) }
    for index in differences.indices {
      let tables = tables(of: index + 1)
      if tables.isEmpty { main.element("p", "\(Self.letter(index + 1)) against A: no difference.") }
      for (number, table) in tables.enumerated() {
        Self.write(table, to: &main)
        // After the metrics, before the tables with every number of the figures.
        if number == 0 { writeFigures(of: index + 1, to: &main, &numbers) }
      }
    }
    if differences.count > 1, let systemTable { Self.write(systemTable, to: &main) }
  }

  /// - Parameter isText: true for a table of words, whose cells break anywhere rather than scroll.
  private static func write(_ table: ComparisonTable, isText: Bool = false, to main: inout Markup) {
    main.element("h2", table.title)
    if !table.rows.isEmpty { writeRows(table, isText: isText, to: &main) }
    for line in (table.note ?? "").split(separator: "\n") {
      main.element("p", ["class": "note"], String(line))
    }
  }

  private static func writeRows(_ table: ComparisonTable, isText: Bool, to main: inout Markup) {
    let styles = table.columns.indices.map { column in
      column >= table.firstNumber ? "n" : isText && column > 0 ? "wrap" : ""
    }
    main.element("div", PageNumbers.scrollBox(table.title)) { box in
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
  }
}

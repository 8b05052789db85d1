extension ComparisonReport {
  /// One page, without script and network.
  public var html: String {
    let title = "Comparison of " + sides.map(\.label).joined(separator: ", ")
    var body = "<h1>\(Self.escapedHTML(title))</h1>\n" + Self.html(sideTable)
    for index in differences.indices {
      let tables = tables(of: index + 1)
      body +=
        tables.isEmpty
        ? "<p>\(Self.letter(index + 1)) against A: no difference</p>\n" : tables.map(Self.html).joined()
    }
    if let verdictTable { body += Self.html(verdictTable) }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Self.escapedHTML(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --quiet: #5f6368; --line: #d0d4d9; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #15171a; --quiet: #a0a6ad; --line: #3a3f45; } }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 "Source Sans 3", "Helvetica Neue", Arial, sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
    h1 { font-size: 1.35rem; font-weight: 600; overflow-wrap: anywhere; }
    h2 { font-size: 1.05rem; font-weight: 600; margin: 2rem 0 .5rem; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .15rem 1.2rem .15rem 0; vertical-align: top; }
    th { font-weight: 400; color: var(--quiet); border-bottom: 1px solid var(--line); }
    .number { text-align: right; white-space: nowrap; }
    tr.total td { border-top: 1px solid var(--line); font-weight: 600; }
    p.note { color: var(--quiet); margin: .5rem 0; }
    """

  private static func html(_ table: ComparisonTable) -> String {
    func cells(_ row: [String], _ tag: String) -> String {
      row.enumerated().map { index, cell in
        "<\(tag)\(index < table.firstNumber ? "" : " class=\"number\"")>\(escapedHTML(cell))</\(tag)>"
      }.joined()
    }
    var text = "<section>\n<h2>\(escapedHTML(table.title))</h2>\n<div class=\"scroll\"><table>\n"
    text += "<thead><tr>\(cells(table.columns, "th"))</tr></thead>\n<tbody>\n"
    for (index, row) in table.rows.enumerated() {
      let isTotal = table.hasTotal && index == table.rows.count - 1
      text += "<tr\(isTotal ? " class=\"total\"" : "")>\(cells(row, "td"))</tr>\n"
    }
    text += "</tbody>\n</table></div>\n"
    for line in (table.note ?? "").split(separator: "\n") { text += "<p class=\"note\">\(escapedHTML(String(line)))</p>\n" }
    return text + "</section>\n"
  }

  private static func escapedHTML(_ text: String) -> String {
    var result = ""
    for character in TextWidth.printable(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}

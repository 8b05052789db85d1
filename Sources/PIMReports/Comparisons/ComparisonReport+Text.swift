extension ComparisonReport {
  /// The comparison as text for a terminal.
  public var text: String {
    var parts = [Self.text(sideTable)]
    for index in differences.indices {
      let tables = tables(of: index + 1)
      parts +=
        tables.isEmpty ? ["\(Self.letter(index + 1)) against A: no difference\n"] : tables.map(Self.text)
    }
    if differences.count > 1, let systemTable { parts.append(Self.text(systemTable)) }
    if let verdictTable { parts.append(Self.text(verdictTable)) }
    return TextWidth.printable(parts.joined(separator: "\n"))
  }

  private static func text(_ table: ComparisonTable) -> String {
    var text = TextTable(table.columns.indices.map { $0 < table.firstNumber ? .left : .right })
    if !table.rows.isEmpty { text.row(table.columns) }
    for row in table.rows { text.row(row) }
    var result = "\(table.title)\n" + (table.rows.isEmpty ? "" : "\n\(text.text)")
    if let note = table.note {
      result += "\n" + note.split(separator: "\n").map { "  \($0)\n" }.joined()
    }
    return result
  }

  /// The comparison as Markdown for a pull request.
  public var markdown: String {
    var parts = [Self.markdown(sideTable)]
    for index in differences.indices {
      let tables = tables(of: index + 1)
      parts +=
        tables.isEmpty ? ["\(Self.letter(index + 1)) against A: no difference\n"] : tables.map(Self.markdown)
    }
    if differences.count > 1, let systemTable { parts.append(Self.markdown(systemTable)) }
    if let verdictTable { parts.append(Self.markdown(verdictTable)) }
    return TextWidth.printable(parts.joined(separator: "\n"))
  }

  private static func markdown(_ table: ComparisonTable) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.map(escaped).joined(separator: " | ") + " |\n" }
    var text = "### \(escaped(table.title))\n"
    if !table.rows.isEmpty {
      text += "\n" + line(table.columns)
      text +=
        "|" + table.columns.indices.map { $0 < table.firstNumber ? " --- |" : " ---: |" }.joined() + "\n"
    }
    for (index, row) in table.rows.enumerated() {
      let isTotal = table.hasTotal && index == table.rows.count - 1
      text +=
        isTotal
        ? "| " + row.map { $0.isEmpty ? "" : "**\(escaped($0))**" }.joined(separator: " | ") + " |\n"
        : line(row)
    }
    if let note = table.note {
      text += "\n" + escaped(note).split(separator: "\n").joined(separator: "  \n") + "\n"
    }
    return text
  }

  /// The text with Markdown's special characters escaped.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\|*_`<>[]#&".contains(character) { result.append("\\") }
      result.append(character == "\n" ? "\n" : character)
    }
    return result
  }
}

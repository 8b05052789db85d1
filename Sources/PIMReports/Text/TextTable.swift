/// A table of text with aligned columns, for a terminal.
///
/// Written by hand in forty lines: a package would import Foundation and its start-up time.
package struct TextTable {
  package enum Alignment { case left, right }

  private let alignments: [Alignment]
  private let indentation: Int
  private var rows: [[String]] = []

  package init(_ alignments: [Alignment], indentation: Int = 2) {
    self.alignments = alignments
    self.indentation = indentation
  }

  /// Appends a row; missing cells at its end are empty.
  package mutating func row(_ cells: String...) { rows.append(cells) }

  package mutating func row(_ cells: [String]) { rows.append(cells) }

  /// Appends an empty line.
  mutating func gap() { rows.append([]) }

  /// The lines of the table, each with a line break and without trailing spaces.
  package var text: String {
    var widths = Array(repeating: 0, count: alignments.count)
    for row in rows {
      precondition(row.count <= alignments.count, "a row with more cells than the table has columns")
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], TextWidth.columns(cell)) }
    }
    var text = ""
    for row in rows {
      var line = String(repeating: " ", count: indentation)
      var isFirst = true
      for (column, cell) in row.enumerated() where widths[column] > 0 {
        if !isFirst { line += "  " }
        isFirst = false
        let padding = String(repeating: " ", count: widths[column] - TextWidth.columns(cell))
        line += alignments[column] == .left ? cell + padding : padding + cell
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }
}

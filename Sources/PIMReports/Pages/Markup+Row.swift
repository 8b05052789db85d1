extension Markup {
  /// Writes a table row of text cells.
  package mutating func row(_ cells: [(text: String, style: String)], isTotal: Bool = false) {
    element("tr", isTotal ? ["class": "total"] : [:]) { $0.cells(cells) }
  }

  /// Writes text cells of a row; the first is the row's header.
  package mutating func cells(_ cells: [(text: String, style: String)]) {
    for (index, (text, style)) in cells.enumerated() {
      let name = index == 0 ? "th" : "td"
      let scope: Attributes = index == 0 ? ["scope": "row"] : [:]
      element(name, style.isEmpty ? scope : ["class": style], text)
    }
  }
}

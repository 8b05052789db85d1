extension Markup {
  /// Writes a table row of text cells.
  package mutating func row(_ cells: [(text: String, style: String)], isTotal: Bool = false) {
    element("tr", isTotal ? ["class": "total"] : [:]) { row in
      for (index, (text, style)) in cells.enumerated() {
        let name = index == 0 ? "th" : "td"
        let scope: Attributes = index == 0 ? ["scope": "row"] : [:]
        row.element(name, style.isEmpty ? scope : ["class": style], text)
      }
    }
  }
}

/// Numbers the figures and tables of a page in the order of writing.
package struct PageNumbers {
  private var figures = 0
  private var tables = 0

  package init() {}

  /// The attributes of a box that scrolls if its table is too wide: the keyboard reaches it, and screen
  /// readers know its name.
  package static func scrollBox(_ name: String) -> Markup.Attributes {
    ["class": "scroll", "role": "region", "aria-label": name, "tabindex": "0"]
  }

  /// Writes a figure with its caption: `Figure 3.` and `words`.
  package mutating func figure(_ words: String, to page: inout Markup, _ body: (inout Markup) -> Void) {
    figures += 1
    let number = "Figure \(figures)."
    page.element("figure") { figure in
      body(&figure)
      figure.element("figcaption") { caption in
        caption.element("b", number)
        caption.write(" " + words)
      }
    }
  }

  /// Writes a table with its caption, in a box that scrolls if the table is too wide. The caption is outside
  /// the box, so that it keeps the page's width.
  ///
  /// - Parameters:
  ///   - columns: titles and styles of the columns; the style `n` is for numbers.
  ///   - body: writes the rows.
  package mutating func table(
    _ words: String, _ columns: [(title: String, style: String)], to page: inout Markup,
    _ body: (inout Markup) -> Void
  ) {
    tables += 1
    let number = tables
    page.element("p", ["class": "caption", "id": "table-\(number)"]) { caption in
      caption.element("b", "Table \(number).")
      caption.write(" " + words)
    }
    page.element("div", Self.scrollBox("Table \(number)")) { box in
      box.element("table", ["aria-labelledby": "table-\(number)"]) { table in
        table.element("thead") { head in
          head.element("tr") { row in
            for (title, style) in columns {
              row.element("th", style.isEmpty ? ["scope": "col"] : ["scope": "col", "class": style], title)
            }
          }
        }
        table.element("tbody") { body(&$0) }
      }
    }
  }
}

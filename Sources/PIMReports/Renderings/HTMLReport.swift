internal import PIMConfiguration
internal import PIMEnergy
internal import PIMInstructions
internal import PIMSimulation

/// A report as a page: one file without script, network or anything beside it.
struct HTMLReport {
  let document: ReportDocument
  let outline: ReportOutline
  var page = Markup()
  /// Figures and tables are numbered as they come.
  var figures = 0
  var tables = 0

  var measurement: Measurement { document.measurement }
  var result: SimulationResult { measurement.result }
  var simulation: SimulationRecord? {
    if case .simulation(let record) = document.content { record } else { nil }
  }

  init(_ document: ReportDocument) {
    self.document = document
    outline = ReportOutline(document)
  }

  static func text(of document: ReportDocument) -> String {
    var report = HTMLReport(document)
    return report.write()
  }

  private mutating func write() -> String {
    page.verbatim("<!DOCTYPE html>\n")
    let title = outline.title
    var body = self
    body.page = Markup()
    body.writeBody()
    let content = body.page
    page.element("html", ["lang": "en"]) { html in
      html.element("head") { head in
        head.void("meta", ["charset": "utf-8"])
        head.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        head.void(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'",
          ])
        head.void("meta", ["name": "generator", "content": "\(Tool.name) \(Tool.version)"])
        head.element("title", title)
        head.element("style") { $0.verbatim(HTMLStyle.sheet) }
      }
      html.element("body") { $0.append(content) }
    }
    return page.text + "\n"
  }

  private mutating func writeBody() {
    page.verbatim("<main>\n")
    page.element("h1", outline.title)
    page.element("p", ["class": "subtitle"], outline.subtitle + ".")
    writeHeadline()
    page.element("p", ["class": "note"], outline.setting + " " + outline.verification)
    writeBounds()
    writeTime()
    writePositions()
    writeLayers()
    writeEnergy()
    writeMachine()
    writeConfiguration()
    page.element("footer") { footer in
      footer.write(
        "Made by \(Tool.name) from a report of \(Tool.name) \(document.toolVersion), schema version \(ReportSchema.version). "
      )
      footer.write("Configuration SHA-256 ")
      footer.element("code", document.configuration.hash)
      footer.write(".")
    }
    page.verbatim("</main>\n")
  }

  private mutating func writeHeadline() {
    page.element("dl", ["class": "headline"]) { list in
      for line in outline.headlines {
        list.element("div") { item in
          item.element("dt", line.name)
          item.element("dd") { value in
            value.write(line.value)
            if !line.note.isEmpty { value.element("small", line.note) }
          }
        }
      }
    }
  }

  // MARK: Parts

  /// `Figure 3.` and its words.
  mutating func figure(_ words: String, _ body: (inout Markup) -> Void) {
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

  /// A table in a box that scrolls where it is too wide.
  ///
  /// - Parameter columns: heads and styles; `n` is for numbers.
  mutating func table(
    _ words: String, _ columns: [(title: String, style: String)], _ body: (inout Markup) -> Void
  ) {
    tables += 1
    let number = tables
    // Beside the box, so that it keeps the page's width.
    page.element("p", ["class": "caption", "id": "table-\(number)"]) { caption in
      caption.element("b", "Table \(number).")
      caption.write(" " + words)
    }
    page.element("div", ["class": "scroll"]) { box in
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

internal import PIMResults

/// A report as one self-contained page, without script or network.
struct HTMLReport {
  let document: ReportDocument
  let outline: ReportOutline
  var page = Markup()
  private var numbers = PageNumbers()

  var measurement: RunMeasurement { document.measurement }
  var result: SimulationResult { measurement.result }
  var simulation: SimulationRecord? {
    if case .simulation(let record) = document.content { record } else { nil }
  }

  init(_ document: ReportDocument) {
    self.document = document
    outline = ReportOutline(document)
  }

  static func text(of document: ReportDocument) -> String {
    HTMLReport(document).write()
  }

  private func write() -> String {
    HTMLPage.text(title: outline.title) { body in
      var content = self
      content.writeBody()
      body.append(content.page)
    }
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
    writePower()
    writeMachine()
    writeConfiguration()
    page.element("footer") { footer in
      footer.write(
        "Made by \(Tool.name) from a report of \(Tool.name) \(document.toolVersion), schema version \(ReportSchema.version(of: document.measurement)). "
      )
      footer.write("Configuration SHA-256 ")
      footer.element("code", document.configuration.hash)
      footer.write(".")
    }
    page.verbatim("</main>\n")
  }

  private mutating func writeHeadline() {
    page.element("div", ["class": "headline"]) { list in
      for line in outline.headlines {
        list.element("dl") { item in
          item.element("dt", line.name)
          item.element("dd") { value in
            value.write(line.value)
            if !line.note.isEmpty { value.element("small", line.note) }
          }
        }
      }
    }
  }

  // MARK: Helpers

  mutating func figure(_ words: String, _ body: (inout Markup) -> Void) {
    numbers.figure(words, to: &page, body)
  }

  /// - Parameter columns: titles and styles of the columns; the style `n` is for numbers.
  mutating func table(
    _ words: String, _ columns: [(title: String, style: String)], _ body: (inout Markup) -> Void
  ) {
    numbers.table(words, columns, to: &page, body)
  }
}

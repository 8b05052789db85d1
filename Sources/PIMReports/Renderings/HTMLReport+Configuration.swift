internal import PIMConfiguration

extension HTMLReport {
  mutating func writeConfiguration() {
    let configuration = document.configuration
    page.element("h2", "Configuration and sources")
    let assumed = configuration.assumptions.count
    page.element(
      "p", ["class": "note"],
      "What the numbers above rest on. \(NumberText.count(assumed)) of the values are assumed: nobody published them."
    )
    constants("Values that are assumed.", configuration.assumptions, showsCertainty: false)
    let others = configuration.sources.filter { $0.certainty != .assumed }
    constants(
      "All other values with a source of their own, and those of the command line.", others,
      showsCertainty: true)
    page.element("details") { details in
      details.element("summary", "The whole configuration, with defaults filled in")
      details.element("pre", canonicalText(of: configuration.document, style: .documentOrder))
    }
  }

  private mutating func constants(
    _ words: String, _ constants: [ConfigurationRecord.Constant], showsCertainty: Bool
  ) {
    if constants.isEmpty { return }
    var columns = [("value of", ""), ("", "n"), ("source", "source")]
    if showsCertainty { columns.insert(("", ""), at: 2) }
    table(words, columns) { body in
      for constant in constants {
        body.element("tr") { row in
          row.element("td", ["class": "code"], constant.path)
          row.element("td", ["class": "n"], constant.shownValue)
          if showsCertainty { row.element("td", constant.certainty.rawValue) }
          row.element("td", ["class": "source"], constant.source)
        }
      }
    }
  }
}

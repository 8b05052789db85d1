internal import PIMConfiguration
internal import PIMReports

/// A reproduction as a page, in the style of a report's page.
struct PaperPage {
  let results: PaperResults
  let judged: [JudgedClaim]
  var page = Markup()
  private var numbers = PageNumbers()

  init(_ results: PaperResults) {
    self.results = results
    judged = results.judged
  }

  func write() -> String {
    HTMLPage.text(title: results.document.title, styles: [HTMLStyle.points, PaperStyle.sheet]) { html in
      var body = self
      body.page.verbatim("<main>\n")
      body.writeClaims()
      body.writeWhys()
      body.writeModels()
      body.writeBreakdown()
      body.writeBaselines()
      body.writeStudies()
      body.writeAccuracy()
      body.writeBest()
      body.writeAssumptions()
      body.writeReproduction()
      body.page.verbatim("</main>\n")
      html.append(body.page)
    }
  }

  // MARK: Claims

  private mutating func writeClaims() {
    page.element("h1", results.document.title)
    page.element("p", ["class": "subtitle"], results.document.description)
    // A derived claim is not in the paper.
    let own = judged.filter { $0.claim.provenance.certainty != .derived }
    let derived = judged.filter { $0.claim.provenance.certainty == .derived }
    writeCounts(of: own)
    writeTable(
      of: own,
      "Claims of the paper, and what this run finds. Each leads to its reasons; every figure on this page is computed by the run."
    )
    if !derived.isEmpty {
      page.element("h2", "Checks on paper")
      page.element(
        "p", ["class": "note"],
        "What nobody claims but what follows from claims, or can be computed by hand from the machine's description: held against this run in the same way."
      )
      writeCounts(of: derived)
      writeTable(of: derived, "Checks, and what this run finds.")
    }
  }

  private mutating func writeCounts(of claims: [JudgedClaim]) {
    page.element("p") { line in
      for (index, verdict) in Verdict.allCases.enumerated() {
        if index > 0 { line.write(" · ") }
        Self.write(verdict, "\(claims.count { $0.verdict == verdict }) \(verdict.title)", to: &line)
      }
    }
  }

  private mutating func writeTable(of claims: [JudgedClaim], _ words: String) {
    table(words, [("claim", ""), ("paper", ""), ("here", ""), ("verdict", "")]) { body in
      for judged in claims {
        body.element("tr") { row in
          row.element("td", ["class": "claim"]) { cell in
            cell.element("a", ["href": "#\(judged.claim.id)"], judged.claim.statement)
          }
          row.element("td", judged.claim.says)
          row.element("td", ["class": "found"], judged.quantity.text(judged.figure))
          row.element("td", ["class": "judged"]) { Self.write(judged.verdict, judged.verdict.title, to: &$0) }
        }
      }
    }
  }

  private static func write(_ verdict: Verdict, _ text: String, to page: inout Markup) {
    let style = verdict == .open ? "open" : verdict.rawValue
    page.element("span", ["class": "verdict \(style)"]) { span in
      span.element("b", ["aria-hidden": "true"], verdict.sign)
      span.element("span", text)
    }
  }

  private mutating func writeWhys() {
    page.element("h2", "Why")
    page.element(
      "p", ["class": "note"],
      "A claim is reproduced if all that is known of our figure lies in the claimed interval, differs if nothing of it does, and cannot be judged otherwise: where the paper gives no number, or where a baseline's own time or power was never published and only a bound of it is known."
    )
    for claim in judged {
      page.element("div", ["class": "why", "id": claim.claim.id]) { box in
        box.element("h3", claim.claim.statement)
        box.element("p") { line in
          Self.write(claim.verdict, claim.verdict.title, to: &line)
          line.write(". " + claim.finding)
          if let why = claim.why { line.write(" " + why) }
        }
        let certainty = claim.claim.provenance
        box.element("p", ["class": "note"], "Source: \(certainty.source) (\(certainty.certainty.rawValue)).")
        if claim.models.count > 1 { Self.writeModels(of: claim, to: &box) }
      }
    }
  }

  private static func writeModels(of judged: JudgedClaim, to page: inout Markup) {
    page.element("details") { details in
      details.element("summary", "Model by model")
      details.element("div", ["class": "scroll"]) { box in
        box.element("table") { table in
          table.element("thead") { head in
            head.element("tr") { row in
              for title in ["model", "counts as reproduced", "here", "verdict"] { row.element("th", title) }
            }
          }
          table.element("tbody") { body in
            for model in judged.models {
              body.element("tr") { row in
                row.element("th", ["scope": "row"], model.model)
                row.element("td", judged.quantity.text(model.claim))
                row.element("td", judged.quantity.text(model.figure))
                row.element("td") { write(model.verdict, model.verdict.title, to: &$0) }
              }
            }
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

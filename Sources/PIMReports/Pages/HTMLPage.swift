/// A page in one self-contained file, without script or network.
package enum HTMLPage {
  /// The complete text of a page.
  ///
  /// - Parameters:
  ///   - styles: style sheets after `HTMLStyle.sheet`.
  ///   - write: writes the content of the element `body`.
  package static func text(
    title: String, styles: [StaticString] = [], _ write: (inout Markup) -> Void
  ) -> String {
    var page = Markup()
    page.verbatim("<!DOCTYPE html>\n")
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
        head.element("style") { style in
          style.verbatim(HTMLStyle.sheet)
          for sheet in styles { style.verbatim(sheet) }
        }
      }
      html.element("body") { write(&$0) }
    }
    return page.text + "\n"
  }
}

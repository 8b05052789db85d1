/// Writes HTML that is also well-formed XML: every element is closed by the call that opens it, and all text
/// and attributes are escaped.
///
/// Written by hand in sixty lines: a template package would import Foundation and escape only on request.
package struct Markup {
  package typealias Attributes = KeyValuePairs<String, String>

  package private(set) var text = ""

  package init() {}

  /// Writes an element whose content `body` writes.
  package mutating func element(
    _ name: String, _ attributes: Attributes = [:], _ body: (inout Markup) -> Void
  ) {
    open(name, attributes)
    text += ">"
    body(&self)
    text += "</\(name)>"
    if Self.blocks.contains(name) { text += "\n" }
  }

  /// Writes an element with text as its content.
  package mutating func element(_ name: String, _ attributes: Attributes, _ content: String) {
    element(name, attributes) { $0.write(content) }
  }

  package mutating func element(_ name: String, _ content: String) { element(name, [:], content) }

  /// Writes an element without content.
  package mutating func void(_ name: String, _ attributes: Attributes) {
    open(name, attributes)
    text += "/>"
  }

  /// Writes text, escaped.
  package mutating func write(_ content: String) { text += Self.escaped(content) }

  /// Writes text without escaping it.
  package mutating func verbatim(_ content: StaticString) { text += content.description }

  /// Appends the text of another writer.
  package mutating func append(_ other: Markup) { text += other.text }

  private mutating func open(_ name: String, _ attributes: Attributes) {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
  }

  /// The elements that are followed by a line break in the source.
  private static let blocks: Set = [
    "head", "body", "h1", "h2", "p", "tr", "table", "thead", "tbody", "figure", "figcaption", "section",
    "div", "dl",
    "title", "style", "header", "footer", "main", "svg", "pre", "details", "summary",
  ]

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      // HTML and XML do not allow control characters.
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): result += "\u{FFFD}"
      case _ where scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The number as text with up to three fractional digits and no trailing zeros.
  static func number(_ value: Double, _ digits: Int = 3) -> String {
    var text = NumberText.fixed(value, digits).filter { $0 != "," }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  static func percent(_ share: Double) -> String { number(share * 100) + "%" }
}

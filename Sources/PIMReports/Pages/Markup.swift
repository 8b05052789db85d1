/// Writes HTML that is also well-formed XML: every element is closed where it was opened, all text and all
/// attributes are escaped.
///
/// Written by hand: sixty lines, against a template package that brings Foundation along and escapes on
/// request.
package struct Markup {
  package typealias Attributes = KeyValuePairs<String, String>

  package private(set) var text = ""

  package init() {}

  /// An element with what `body` writes in it.
  package mutating func element(
    _ name: String, _ attributes: Attributes = [:], _ body: (inout Markup) -> Void
  ) {
    open(name, attributes)
    text += ">"
    body(&self)
    text += "</\(name)>"
    if Self.blocks.contains(name) { text += "\n" }
  }

  /// An element with text.
  package mutating func element(_ name: String, _ attributes: Attributes, _ content: String) {
    element(name, attributes) { $0.write(content) }
  }

  package mutating func element(_ name: String, _ content: String) { element(name, [:], content) }

  /// An element without content.
  package mutating func void(_ name: String, _ attributes: Attributes) {
    open(name, attributes)
    text += "/>"
  }

  /// Text, escaped.
  package mutating func write(_ content: String) { text += Self.escaped(content) }

  /// Text that is not escaped.
  package mutating func verbatim(_ content: StaticString) { text += content.description }

  /// The text of another writer.
  package mutating func append(_ other: Markup) { text += other.text }

  private mutating func open(_ name: String, _ attributes: Attributes) {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
  }

  /// Elements that end a line of the source.
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
      // Neither HTML nor XML has control characters.
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): result += "\u{FFFD}"
      case _ where scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A coordinate or a share: up to three digits behind the point, no more than needed.
  static func number(_ value: Double, _ digits: Int = 3) -> String {
    var text = NumberText.fixed(value, digits).filter { $0 != "," }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  static func percent(_ share: Double) -> String { number(share * 100) + "%" }
}

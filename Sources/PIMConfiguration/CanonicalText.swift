/// The canonical text of documents: the same values give the same bytes.
///
/// Numbers and quantities are written shortest (`12_000 ps` as `12 ns`). Strings are quoted only where the
/// quotes are needed. Keys with the value null are left out, since null counts as absent. The text reads back
/// to the same text.
package struct CanonicalText {
  /// The order of keys and the annotations of a text.
  package enum Style: Sendable {
    /// Keys in the order of their bytes, values only. This is the text that is hashed, so the order of
    /// writing does not matter.
    case sorted
    /// Keys in the order of the document, values only.
    case documentOrder
    /// Keys in the order of the document, with the source of each value as a comment behind it.
    case annotated
  }

  private let style: Style
  private var text = ""

  private init(style: Style) { self.style = style }

  static func of(_ node: Node, style: Style) -> String {
    var writer = CanonicalText(style: style)
    writer.writeDocument(node)
    return writer.text
  }

  private mutating func writeDocument(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): endLine(Self.inline(scalar), node)
    case .sequence(let nodes) where nodes.isEmpty: endLine("[]", nil)
    case .sequence(let nodes): write(nodes, indentation: 0)
    case .mapping(let mapping):
      let entries = entries(of: mapping)
      if entries.isEmpty { endLine("{}", nil) } else { write(entries, indentation: 0, startsIndented: true) }
    }
  }

  private func entries(of mapping: Node.Mapping) -> [Node.Entry] {
    let entries = mapping.entries.filter { !$0.value.isNull }
    guard case .sorted = style else { return entries }
    return entries.sorted { $0.key.name.utf8.lexicographicallyPrecedes($1.key.name.utf8) }
  }

  /// - Parameter startsIndented: true if the first line needs its indentation; behind `- ` it does not.
  private mutating func write(_ entries: [Node.Entry], indentation: Int, startsIndented: Bool) {
    for (index, entry) in entries.enumerated() {
      if index > 0 || startsIndented { indent(indentation) }
      text += Self.key(entry.key.name) + ":"
      switch entry.value.content {
      case .scalar(let scalar): endLine(" " + Self.inline(scalar), entry.value)
      case .sequence(let nodes) where nodes.isEmpty: endLine(" []", nil)
      case .sequence(let nodes):
        endLine("", nil)
        write(nodes, indentation: indentation + 2)
      case .mapping(let mapping):
        let inner = self.entries(of: mapping)
        if inner.isEmpty {
          endLine(" {}", nil)
        } else {
          endLine("", nil)
          write(inner, indentation: indentation + 2, startsIndented: true)
        }
      }
    }
  }

  private mutating func write(_ nodes: [Node], indentation: Int) {
    for node in nodes {
      indent(indentation)
      text += "-"
      switch node.content {
      case .scalar(let scalar): endLine(" " + Self.inline(scalar), node)
      case .sequence(let inner) where inner.isEmpty: endLine(" []", nil)
      case .sequence(let inner):
        endLine("", nil)
        write(inner, indentation: indentation + 2)
      case .mapping(let mapping):
        let inner = entries(of: mapping)
        if inner.isEmpty {
          endLine(" {}", nil)
        } else {
          text += " "
          write(inner, indentation: indentation + 2, startsIndented: false)
        }
      }
    }
  }

  private mutating func indent(_ count: Int) { text += String(repeating: " ", count: count) }

  private mutating func endLine(_ end: String, _ scalar: Node?) {
    text += end
    if case .annotated = style, let scalar {
      let provenance = scalar.resolvedProvenance
      let source = provenance.source.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      // A control character would make the text unreadable for the parser.
      let shown = String(String.UnicodeScalarView(source.unicodeScalars.filter { Self.isPrintable($0) }))
      text += "  # \(provenance.certainty.rawValue): \(shown)"
    }
    text += "\n"
  }

  // MARK: Scalars

  /// The text of a scalar on the line of its key.
  static func inline(_ scalar: Node.Scalar) -> String {
    if scalar.isNull { return "null" }
    if let quantity = normalizedQuantity(scalar.text) { return quantity }
    let number = ExactDecimal(scalar.text, allowsExponent: true)
    if scalar.isPlain, let number { return number.description }
    let isWord = scalar.text == "null" || scalar.text == "true" || scalar.text == "false"
    let isPlain = isPlainText(scalar.text) && (scalar.isPlain || (number == nil && !isWord))
    return isPlain ? scalar.text : quoted(scalar.text)
  }

  /// The text of a number with a known unit, in the unit that suits its size; nil for any other text.
  private static func normalizedQuantity(_ text: String) -> String? {
    guard let (number, symbol) = Dimension.splitQuantity(text), !symbol.isEmpty,
      let dimension = Dimension.all.first(where: { $0.unit(symbol) != nil }),
      let unit = dimension.unit(symbol),
      let value = ExactDecimal(number), let whole = value.wholeNumber(timesScale: unit.scale),
      let raw = Int64(exactly: whole)
    else { return nil }
    return dimension == .fraction ? Fraction(rawValue: raw).description : dimension.text(of: raw)
  }

  private static func key(_ name: String) -> String {
    isPlainText(name) && name != "null" ? name : quoted(name)
  }

  /// True if the text reads back as itself without quotes; false for some texts that would.
  private static func isPlainText(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, last != UInt8(ascii: " ") else { return false }
    guard isLetterOrDigit(first) || first == UInt8(ascii: "_") || first == UInt8(ascii: "/") else {
      let isSign = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: ".")
      return isSign && bytes.count > 1 && isLetterOrDigit(bytes[1]) && bytes.allSatisfy(isSafe)
    }
    return bytes.allSatisfy(isSafe)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || " _./+-%()".utf8.contains(byte)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : ("u", 4)
        result += "\\\(letter)\(String(repeating: "0", count: max(0, width - digits.count)))\(digits)"
      }
    }
    return result + "\""
  }
}

/// The canonical text of a document; see `CanonicalText`.
package func canonicalText(of node: Node, style: CanonicalText.Style = .sorted) -> String {
  CanonicalText.of(node, style: style)
}

/// The hash that names a configuration in reports: SHA-256 of the sorted canonical text, in hexadecimal.
///
/// Provenance, formatting and the order of keys do not enter. Pass `DecodingRecord.effective(_:)` of the
/// document, so that a default has the same hash whether it is written out or left out.
package func resolvedHash(of node: Node) -> String { SHA256.hexadecimal(Array(canonicalText(of: node).utf8)) }

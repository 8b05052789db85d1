internal import PIMConfiguration

/// Text with quantities in braces: `{asicBusy}` becomes the range over a claim's models, `{asicBusy@gpt3-xl}`
/// the figure of one model.
struct FigureText: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case text(String)
    case figure(String, model: String?)
  }
  let parts: [Part]

  init(decoding value: Value, quantities: [String], models: [String]) throws(ConfigurationError) {
    let text = try value.text()
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else {
        throw value.error("a brace that is not closed", found: Node.shown(String(rest[open...])))
      }
      let inside = rest[rest.index(after: open)..<close].split(
        separator: "@", omittingEmptySubsequences: false)
      let name = String(inside.first ?? "")
      guard quantities.contains(name), inside.count <= 2 else {
        throw value.error(
          "unknown quantity", found: Node.shown(name),
          expected: "one of \(quantities.joined(separator: ", "))",
          suggestion: NearMiss.suggestion(for: name, among: quantities))
      }
      let model = inside.count == 2 ? String(inside[1]) : nil
      if let model, !models.contains(model) {
        throw value.error(
          "unknown model", found: Node.shown(model), expected: "one of \(models.joined(separator: ", "))",
          suggestion: NearMiss.suggestion(for: model, among: models))
      }
      parts.append(.figure(name, model: model))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
  }

  func filled(_ figure: (_ name: String, _ model: String?) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .figure(let name, let model): figure(name, model)
      }
    }.joined()
  }
}

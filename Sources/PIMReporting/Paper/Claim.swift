internal import PIMConfiguration

/// A sentence of a paper with a number in it.
struct Claim: Sendable {
  let id: String
  let statement: String
  /// The number as the paper writes it.
  let says: String
  let provenance: Provenance
  /// The name of a quantity.
  let figure: String
  /// The models that it speaks of; in the order of the document's.
  let models: [String]
  /// What counts as reproduced, by model; a claim without any cannot be judged.
  let intervals: [String: Interval]
  /// Words for the verdicts, with names of quantities in braces.
  let why: [Verdict: FigureText]

  init(decoding value: Value, models all: [String], quantities: [String: PaperQuantity])
    throws(ConfigurationError)
  {
    var section = try value.section()
    id = try section.text("id")
    statement = try section.text("claim")
    provenance = section.provenance(of: "claim") ?? value.provenance
    says = try section.text("says")
    let names = quantities.keys.sorted()
    func known(_ name: Value) throws(ConfigurationError) -> String {
      let text = try name.text()
      guard quantities[text] != nil else {
        throw name.error(
          "unknown quantity", found: Node.shown(text), expected: "one of \(names.joined(separator: ", "))",
          suggestion: NearMiss.suggestion(for: text, among: names))
      }
      return text
    }
    figure = try known(section.value("figure", expected: "the name of a quantity"))
    var chosen = all
    if let list = try section.optionalList("models") {
      var named: [String] = []
      for element in list { named.append(try Self.model(element.text(), of: all, at: element)) }
      chosen = all.filter(named.contains)
    }
    var intervals: [String: Interval] = [:]
    let (common, single) = (section.optionalValue("interval"), section.optionalValue("intervals"))
    if let common {
      if single != nil {
        throw section.error("intervals", "does not go with interval", expected: "one of the two")
      }
      let interval = try Interval(decoding: common)
      for model in chosen { intervals[model] = interval }
    } else if let single {
      var byModel = try single.section()
      for (key, element) in byModel.entries() {
        intervals[try Self.model(key.name, of: chosen, at: element)] = try Interval(decoding: element)
      }
      chosen = chosen.filter { intervals[$0] != nil }
    }
    self.intervals = intervals
    models = chosen
    var words: [Verdict: FigureText] = [:]
    if var why = try section.optionalSection("why") {
      for verdict in Verdict.allCases {
        let key = verdict == .open ? "open" : verdict.rawValue
        if let text = why.optionalValue(key) {
          words[verdict] = try FigureText(decoding: text, quantities: names, models: all)
        }
      }
      try why.finish()
    }
    why = words
    try section.finish()
  }

  private static func model(_ name: String, of models: [String], at value: Value) throws(ConfigurationError)
    -> String
  {
    guard models.contains(name) else {
      throw value.error(
        "unknown model", found: Node.shown(name), expected: "one of \(models.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: name, among: models))
    }
    return name
  }
}

/// Text with figures in braces: `{asicBusy}` is the range over a claim's models, `{asicBusy@gpt3-xl}` that of one model.
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

internal import PIMConfiguration

/// A quantitative statement of a paper.
struct Claim: Sendable {
  let id: String
  let statement: String
  /// The number as the paper writes it.
  let says: String
  let provenance: Provenance
  /// The name of the quantity that the claim is about.
  let figure: String
  /// The models that the claim is about, in the order of the document.
  let models: [String]
  /// The interval that counts as reproduced, by model. A claim without intervals cannot be judged.
  let intervals: [String: Interval]
  /// The explanation of each verdict, with names of quantities in braces.
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

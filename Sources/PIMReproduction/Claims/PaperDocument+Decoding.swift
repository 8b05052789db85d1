internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

extension PaperDocument {
  init(document: Node, folder: String, library: PresetLibrary) throws {
    self.library = library
    var section = try ProvenanceForm.apply(to: document).mapping()
    name = try section.text("name")
    title = try section.text("title")
    description = try section.text("description")
    paper = try section.text("paper")
    models = try Self.models(&section)
    var systems = try section.section("systems")
    gross = try systems.text("gross")
    net = try systems.text("net")
    try systems.finish()
    (bestMapping, bestStretches) = try Self.compared("mapping", section.section("best"))
    (conventional, conventionalStretches) = try Self.compared("system", section.section("conventional"))

    var baselines = try section.section("baselines")
    gpu = try Self.processor(baselines.section("gpu"), library)
    cpu = try Self.host(baselines.section("cpu"), library)
    try baselines.finish()

    var accuracy = try section.section("accuracy")
    accuracyExperiment = try accuracy.text("experiment")
    accuracyTokens = try accuracy.integer("tokens", in: 2...1 << 30)
    try accuracy.finish()
    studies = try Self.studies(section.list("sweeps"), folder: folder, library: library)

    var assumptions = try section.section("assumptions")
    assumptionsExperiment = try assumptions.text("experiment")
    spreadPercent = try assumptions.integer("spreadPercent", in: 1...90)
    variations = try Self.variations(&assumptions)
    try assumptions.finish()

    quantities = try Self.quantities(&section, studies)
    claims = try Self.claims(section.list("claims", count: 1...1000), models, quantities)
    try section.finish()
  }

  private static func models(_ section: inout Section) throws(ConfigurationError) -> [String] {
    var models: [String] = []
    for value in try section.list("models", count: 1...1000) {
      let model = try value.text()
      guard !models.contains(model) else { throw value.error("model twice", found: Node.shown(model)) }
      models.append(model)
    }
    return models
  }

  // MARK: Baselines

  /// The baselines of a processor: a bandwidth bound for each number format, and the paper's ratios.
  private static func processor(_ section: consuming Section, _ library: PresetLibrary) throws -> (
    bound: Baseline, half: Baseline, single: Baseline, ratio: Baseline
  ) {
    var section = section
    let bound = try section.text("bound")
    func sized(_ element: String) throws -> Baseline {
      try Baseline(bound, overrides: ["element=\(element)"], library: library)
    }
    let baselines = (
      try Baseline(bound, library: library), try sized("fp16"), try sized("fp32"),
      try Baseline(section.text("ratio"), library: library)
    )
    try section.finish()
    return baselines
  }

  private static func host(_ section: consuming Section, _ library: PresetLibrary) throws -> (
    bound: Baseline, ratio: Baseline
  ) {
    var section = section
    let baselines = (
      try Baseline(section.text("bound"), library: library),
      try Baseline(section.text("ratio"), library: library)
    )
    try section.finish()
    return baselines
  }

  // MARK: Studies and variations

  private static func studies(_ values: [Value], folder: String, library: PresetLibrary) throws -> [Study] {
    var studies: [Study] = []
    for value in values {
      let study = try study(value, folder: folder, library: library)
      guard !studies.contains(where: { $0.sweep.name == study.sweep.name }) else {
        throw value.error("sweep twice", found: Node.shown(study.sweep.name))
      }
      studies.append(study)
    }
    return studies
  }

  private static func variations(
    _ assumptions: inout Section
  ) throws(ConfigurationError) -> [(path: String, variation: Variation)] {
    var variations: [(path: String, variation: Variation)] = []
    var vary = try assumptions.optionalSection("vary")
    for (key, value) in vary?.entries() ?? [] {
      var entry = try value.section()
      let values = try entry.optionalList("values")?.map { value throws(ConfigurationError) in
        try Self.scalar(value)
      }
      let with = try entry.optionalList("with")?.map { path throws(ConfigurationError) in try path.text() }
      variations.append(
        (key.name, Variation(values: values ?? [], with: with ?? [], why: try entry.text("why"))))
      try entry.finish()
    }
    return variations
  }

  // MARK: Claims

  /// The quantities of every run, and those that the document derives from its sweeps.
  private static func quantities(
    _ section: inout Section, _ studies: [Study]
  ) throws(ConfigurationError) -> [String: PaperQuantity] {
    var quantities: [String: PaperQuantity] = [:]
    for quantity in PaperQuantity.BuiltIn.allCases { quantities[quantity.rawValue] = .builtIn(quantity) }
    guard var own = try section.optionalSection("quantities") else { return quantities }
    for (key, value) in own.entries() {
      let quantity = try PaperQuantity.SweepQuantity(decoding: value)
      try check(quantity, studies, at: value)
      guard quantities[key.name] == nil else {
        throw value.error("a quantity that every run has", expected: "another name")
      }
      quantities[key.name] = .sweep(name: key.name, quantity)
    }
    return quantities
  }

  private static func claims(
    _ values: [Value], _ models: [String], _ quantities: [String: PaperQuantity]
  ) throws(ConfigurationError) -> [Claim] {
    var claims: [Claim] = []
    for value in values {
      let claim = try Claim(decoding: value, models: models, quantities: quantities)
      guard !claims.contains(where: { $0.id == claim.id }) else {
        throw value.error("claim twice", found: Node.shown(claim.id), expected: "another id")
      }
      claims.append(claim)
    }
    return claims
  }

  /// The name of the compared document, and the positions.
  private static func compared(_ key: String, _ section: consuming Section) throws(ConfigurationError)
    -> (String, Stretches)
  {
    var section = section
    let name = try section.text(key)
    var (selections, texts): ([PositionSelection], [String]) = ([], [])
    for value in try section.optionalList("positions") ?? [] {
      texts.append(try value.text())
      selections.append(try SweepDecoder.positions(value))
    }
    try section.finish()
    return (name, Stretches(selections: selections, text: texts.joined(separator: ", ")))
  }

  private static func scalar(_ value: Value) throws(ConfigurationError) -> String {
    guard let scalar = value.node.scalar, !scalar.isNull else {
      throw value.error(
        "wrong type", found: value.node.kindDescription, expected: "a value such as 20 ns or false")
    }
    return scalar.text
  }

  private static func study(_ value: Value, folder: String, library: PresetLibrary) throws -> Study {
    var section = try value.section()
    let file = try section.value("file", expected: "the path of a sweep, from this file")
    let path = FilePath.joining(folder, try file.text())
    guard FilePath.isFile(path) else {
      throw file.error(
        "no such file", found: Node.shown(path), expected: "the path of a sweep, from this file")
    }
    let title = try section.text("title")
    let sweep = try Sweep(path: path, library: library)
    var reference: [String: String] = [:]
    var labels = try section.section("reference")
    for (key, label) in labels.entries() {
      reference[key.name] = try Self.label(label.text(), of: key.name, in: sweep, at: label)
    }
    try section.finish()
    return Study(sweep: sweep, title: title, reference: reference)
  }

  /// A label of an axis, checked against the sweep.
  private static func label(_ text: String, of axis: String, in sweep: Sweep, at value: Value)
    throws(ConfigurationError) -> String
  {
    guard let found = sweep.axes.first(where: { $0.name == axis }) else {
      throw value.error(
        "no axis \(Node.shown(axis)) in the sweep \(sweep.name)",
        expected: "one of \(sweep.axisNames.joined(separator: ", "))")
    }
    guard found.values.contains(where: { $0.label == text }) else {
      throw value.error(
        "no value of the axis \(axis)", found: Node.shown(text),
        expected: "one of \(found.values.map(\.label).joined(separator: ", "))")
    }
    return text
  }

  private static func check(_ quantity: PaperQuantity.SweepQuantity, _ studies: [Study], at value: Value)
    throws(ConfigurationError)
  {
    guard let study = studies.first(where: { $0.sweep.name == quantity.sweep }) else {
      throw value.error(
        "no sweep \(Node.shown(quantity.sweep))",
        expected: "one of \(studies.map(\.sweep.name).joined(separator: ", "))")
    }
    guard study.sweep.axes.contains(where: { $0.name == quantity.axis }) else {
      throw value.error(
        "no axis \(Node.shown(quantity.axis)) in the sweep \(quantity.sweep)",
        expected: "one of \(study.sweep.axisNames.joined(separator: ", "))")
    }
    for text in [quantity.at, quantity.over] {
      if let text { _ = try label(text, of: quantity.axis, in: study.sweep, at: value) }
    }
  }
}

public import PIMConfiguration
internal import PIMExperiments
internal import PIMReports
internal import PIMSimulation

/// What of a paper is reproduced: its models, its machine, its claims, and what is varied.
public struct PaperDocument: Sendable {
  /// A sweep and how its plot is drawn.
  struct Study: Sendable {
    let sweep: Sweep
    let title: String
    /// The value of each axis at which latency counts as 1; an axis without one has a 1 at each of its values.
    let reference: [String: String]
  }

  /// What becomes of an assumed constant.
  struct Variation: Sendable {
    /// Values in place of the document's, as a document writes them; empty for a constant that is left as it is.
    let values: [String]
    /// Other paths that are set to the same value: constants that are one thing.
    let with: [String]
    /// Why these, or why none.
    let why: String
  }

  /// Positions over which two simulations are compared, each stretch from a machine at rest.
  struct Stretches: Sendable {
    /// None for all of the run at once.
    let selections: [PositionSelection]
    /// As the document writes them.
    let text: String

    var count: Int { max(1, selections.count) }
    var isWhole: Bool { selections.isEmpty }

    /// nil for all of the run.
    subscript(index: Int) -> PositionSelection? { isWhole ? nil : selections[index] }

    /// For a table's caption.
    var words: String {
      isWhole ? "over the whole run" : "over the positions \(text), each stretch from a machine at rest"
    }
  }

  let name: String
  let title: String
  let description: String
  /// What the paper is.
  let paper: String
  /// Experiments by name or path, one a model.
  let models: [String]
  /// Systems that replace the experiments': the paper's accounting of energy, and net of standby.
  let gross: String
  let net: String
  let bestMapping: String
  let bestStretches: Stretches
  /// A system that moves weights, keys and values to its processor for each token.
  let conventional: String
  let conventionalStretches: Stretches
  let gpu: (bound: Baseline, half: Baseline, single: Baseline, ratio: Baseline)
  let cpu: (bound: Baseline, ratio: Baseline)
  let accuracyExperiment: String
  let accuracyTokens: Int
  let studies: [Study]
  /// The experiment whose assumed constants are varied, and by how much where nothing else is said.
  let assumptionsExperiment: String
  let spreadPercent: Int
  /// By path.
  let variations: [(path: String, variation: Variation)]
  /// Models that a run of all would take; claims speak of these.
  let quantities: [String: PaperQuantity]
  let claims: [Claim]
  let library: PresetLibrary

  /// Reads a document.
  ///
  /// - Throws: everything that is unknown, missing, of the wrong type or contradictory in it, in the sweeps and the baselines that it names.
  public init(path: String, library: PresetLibrary = .standard()) throws {
    let document = try Document.load(path: path)
    try self.init(document: document, folder: FilePath.folder(of: path), library: library)
  }

  init(document: Node, folder: String, library: PresetLibrary) throws {
    self.library = library
    var section = try ProvenanceForm.apply(to: document).mapping()
    name = try section.text("name")
    title = try section.text("title")
    description = try section.text("description")
    paper = try section.text("paper")
    var models: [String] = []
    for value in try section.list("models", count: 1...1000) {
      let model = try value.text()
      guard !models.contains(model) else { throw value.error("model twice", found: Node.shown(model)) }
      models.append(model)
    }
    self.models = models
    var systems = try section.section("systems")
    gross = try systems.text("gross")
    net = try systems.text("net")
    try systems.finish()
    (bestMapping, bestStretches) = try Self.compared("mapping", section.section("best"))
    (conventional, conventionalStretches) = try Self.compared("system", section.section("conventional"))

    var baselines = try section.section("baselines")
    func baseline(_ section: inout Section, _ key: String, _ overrides: [String] = []) throws -> Baseline {
      try Baseline(
        section.text(key),
        overrides: overrides.map { text throws(ConfigurationError) in try Override(parsing: text) },
        library: library)
    }
    var gpu = try baselines.section("gpu")
    let gpuBound = try gpu.text("bound")
    func bound(_ element: String) throws -> Baseline {
      try Baseline(gpuBound, overrides: [Override(parsing: "element=\(element)")], library: library)
    }
    self.gpu = (
      try Baseline(gpuBound, library: library), try bound("fp16"), try bound("fp32"),
      try baseline(&gpu, "ratio")
    )
    try gpu.finish()
    var cpu = try baselines.section("cpu")
    self.cpu = (try baseline(&cpu, "bound"), try baseline(&cpu, "ratio"))
    try cpu.finish()
    try baselines.finish()

    var accuracy = try section.section("accuracy")
    accuracyExperiment = try accuracy.text("experiment")
    accuracyTokens = try accuracy.integer("tokens", in: 2...1 << 30)
    try accuracy.finish()

    var studies: [Study] = []
    for value in try section.list("sweeps") {
      let study = try Self.study(value, folder: folder, library: library)
      guard !studies.contains(where: { $0.sweep.name == study.sweep.name }) else {
        throw value.error("sweep twice", found: Node.shown(study.sweep.name))
      }
      studies.append(study)
    }
    self.studies = studies

    var assumptions = try section.section("assumptions")
    assumptionsExperiment = try assumptions.text("experiment")
    spreadPercent = try assumptions.integer("spreadPercent", in: 1...90)
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
    self.variations = variations
    try assumptions.finish()

    var quantities: [String: PaperQuantity] = [:]
    for quantity in PaperQuantity.BuiltIn.allCases { quantities[quantity.rawValue] = .builtIn(quantity) }
    if var own = try section.optionalSection("quantities") {
      for (key, value) in own.entries() {
        let quantity = try PaperQuantity.SweepQuantity(decoding: value)
        try Self.check(quantity, studies, at: value)
        guard quantities[key.name] == nil else {
          throw value.error("a quantity that every run has", expected: "another name")
        }
        quantities[key.name] = .sweep(name: key.name, quantity)
      }
    }
    self.quantities = quantities
    var claims: [Claim] = []
    for value in try section.list("claims", count: 1...1000) {
      let claim = try Claim(decoding: value, models: models, quantities: quantities)
      guard !claims.contains(where: { $0.id == claim.id }) else {
        throw value.error("claim twice", found: Node.shown(claim.id), expected: "another id")
      }
      claims.append(claim)
    }
    self.claims = claims
    try section.finish()
  }

  /// What is compared, and over which positions.
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

  /// A label of an axis.
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

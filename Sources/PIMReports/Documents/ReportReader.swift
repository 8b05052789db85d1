internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware
internal import PIMResults
internal import PIMSimulation
internal import PIMWorkload

/// Decodes the primary numbers of a report; `ReportComparison` checks all values derived from them.
struct ReportReader {
  /// The suggestion of errors about a file that was changed after pimgpt wrote it.
  static let advice = "the file is not as pimgpt wrote it: write it anew with `pimgpt simulate … -o FILE`"

  /// What is expected where there is no more to say.
  static let anything = "what \(Tool.name) writes there; \(advice)"

  /// The range of counts and times: up to 2^56, so that sums of up to 127 of them fit 64 bits.
  static let counts = 0...1 << 56

  private var root: Section
  /// The schema version of the file.
  let version: Int

  /// - Throws: `ConfigurationError` if the document is no report or has another schema version.
  init(_ node: Node) throws(ConfigurationError) {
    guard node.mapping != nil else {
      throw ConfigurationError(
        mark: node.mark, what: "no report", found: node.kindDescription,
        expected: "a mapping that begins with \"schema\": \"\(ReportSchema.name)\"")
    }
    root = try node.mapping()
    let schema = try root.value(
      "schema", expected: "\"\(ReportSchema.name)\": a report as pimgpt writes it with -o")
    guard schema.node.scalar?.text == ReportSchema.name else {
      throw schema.error(
        "no report", found: schema.node.kindDescription,
        expected: "\"\(ReportSchema.name)\": a report as pimgpt writes it with -o")
    }
    let version = try root.value("schema_version", expected: "\(ReportSchema.version)")
    guard let number = ReportSchema.versions.first(where: { version.node.scalar?.text == "\($0)" }) else {
      throw version.error(
        "unknown schema version", found: version.node.kindDescription,
        expected:
          "version \(ReportSchema.versions.lowerBound) or \(ReportSchema.version), which \(Tool.name) \(Tool.version) reads: simulate again, or read it with the version that wrote it"
      )
    }
    self.version = number
  }

  /// The document with the keys of today: until version 0.2.0 `model.layer_parameters` was
  /// `model.block_parameters`.
  static func withCurrentKeys(_ node: Node) -> Node {
    guard let root = node.mapping, let model = root.entry("model")?.value.mapping,
      model.entry("block_parameters") != nil, model.entry("layer_parameters") == nil
    else { return node }
    func replacing(_ mapping: Node.Mapping, _ change: (Node.Entry) -> Node.Entry) -> Node.Content {
      .mapping(Node.Mapping(mapping.entries.map(change)))
    }
    var result = node
    result.content = replacing(root) { entry in
      guard entry.key.name == "model" else { return entry }
      var entry = entry
      entry.value.content = replacing(model) { member in
        guard member.key.name == "block_parameters" else { return member }
        var member = member
        member.key.name = "layer_parameters"
        return member
      }
      return entry
    }
    return result
  }

  private enum Kind: String, CaseIterable { case simulation, replay }

  mutating func read() throws(ConfigurationError) -> ReportDocument.Content {
    let kind: Kind = try root.choice("kind")
    var tool = try root.section("tool")
    let toolVersion = try tool.text("version")
    let configuration = try self.configuration()
    var document = try configuration.document.mapping(
      at: ConfigurationPath(keys: "configuration", "document"))
    let system = try System(document.value("system", expected: "the system"))
    let result = try self.result(on: system)
    let energy = try self.energy(of: result, on: system)
    var run = try root.section("run")
    let measurement = RunMeasurement(
      system: system, engine: try run.choice("engine"), schedule: try run.choice("schedule"), result: result,
      energy: energy, power: try power(of: result, energy.ledger))
    let verification = try VerificationStatus(decoding: root.section("verification"))
    switch kind {
    case .replay:
      let count = try run.integer("positions", in: Self.counts)
      return .replay(
        ReplayRecord(
          toolVersion: toolVersion, trace: try root.text("trace"), hasPositions: count > 0,
          measurement: measurement,
          verification: verification, configuration: configuration))
    case .simulation:
      let first = try run.integer("first_position", in: Self.counts)
      let count = try run.integer("positions", in: Self.counts)
      try checkPositions(result.tokens, first..<first + count)
      var macs = try root.section("macs")
      var latency = try root.section("latency")
      var positions = try latency.section("by_position")
      let ofMachine = try positions.optionalList("machine_bound_ps") ?? []
      guard ofMachine.isEmpty || ofMachine.count == count else {
        throw positions.error("machine_bound_ps", "not one for each position", expected: Self.advice)
      }
      return .simulation(
        SimulationRecord(
          toolVersion: toolVersion, model: try model(), mapping: try root.text("mapping"),
          run: try RunDescription(decoding: &document), positions: first..<first + count,
          measurement: measurement, bounds: try bounds(),
          positionBounds: try integers(positions.list("lower_bound_ps", count: count...count)),
          machinePositionBounds: try integers(ofMachine),
          usefulMACs: try macs.integer("useful", in: Self.counts),
          verification: verification, configuration: configuration))
    }
  }

  private mutating func model() throws(ConfigurationError) -> ModelRecord {
    var model = try root.section("model")
    let layers = try model.integer("layers")
    var windows: [Int] = []
    if let list = try model.optionalList("windows") {
      for value in list { windows.append(try value.decode(.integer(in: 0...1 << 24))) }
      guard windows.count == layers, windows.contains(where: { $0 > 0 }) else {
        throw model.error("windows", "not one for each layer", expected: Self.advice)
      }
    }
    var assumptions: [String] = []
    for value in try model.optionalList("assumptions") ?? [] { assumptions.append(try value.text()) }
    return ModelRecord(
      name: try model.text("name"), layers: layers, width: try model.integer("width"),
      heads: try model.integer("heads"), keyValueHeads: try model.optional("key_value_heads", .integer()),
      headWidth: try model.integer("head_width"), windows: windows,
      ffnWidth: try model.integer("ffn_width"), vocabulary: try model.integer("vocabulary"),
      contextLimit: try model.integer("context_limit"),
      layerParameters: try model.integer("layer_parameters"),
      totalParameters: try model.integer("total_parameters"),
      embeddingElementsPerToken: try model.optional("embedding_elements_per_token", .integer()),
      headParameters: try model.optional("head_parameters", .integer()),
      features: try model.optional("features", .text), assumptions: assumptions)
  }

  /// Checks that the positions of the latency are those of the run.
  private mutating func checkPositions(
    _ tokens: [SimulationResult.TokenTime], _ positions: Range<Int>
  ) throws(ConfigurationError) {
    if tokens.map(\.position).elementsEqual(positions) { return }
    var latency = try root.section("latency")
    throw try latency.value("by_position", expected: "a mapping").error(
      "not the positions of the run",
      expected: "\(positions.lowerBound) to \(positions.upperBound - 1); \(Self.advice)")
  }

  private mutating func bounds() throws(ConfigurationError) -> [LowerBound] {
    var bounds: [LowerBound] = []
    for value in try root.list("lower_bounds", count: 1...64) {
      var section = try value.section()
      bounds.append(
        LowerBound(
          name: try section.text("name"), counts: try section.text("counts"),
          milliseconds: try section.real("latency_ms", in: 0...1e9)))
    }
    return bounds
  }

  // MARK: Configuration

  private mutating func configuration() throws(ConfigurationError) -> ConfigurationRecord {
    var section = try root.section("configuration")
    let hash = try section.value("sha256", expected: "64 hexadecimal digits")
    let document = try section.value("document", expected: "a mapping").node
    let computed = resolvedHash(of: document)
    guard hash.node.scalar?.text == computed else {
      throw hash.error(
        "not the hash of the configuration that the report carries", found: hash.node.kindDescription,
        expected: "\(computed); \(Self.advice)")
    }
    return ConfigurationRecord(
      hash: computed, document: document, sources: try constants(section.list("sources")),
      assumptions: try constants(root.list("assumptions")))
  }

  private func constants(_ values: [Value]) throws(ConfigurationError) -> [ConfigurationRecord.Constant] {
    var constants: [ConfigurationRecord.Constant] = []
    for value in values {
      var section = try value.section()
      constants.append(
        ConfigurationRecord.Constant(
          path: try section.text("path"), value: try section.text("value"),
          source: try section.text("source"), certainty: try section.choice("certainty")))
    }
    return constants
  }

  // MARK: Energy

  private mutating func energy(of result: SimulationResult, on system: System) throws(ConfigurationError)
    -> EnergyAccount
  {
    var section = try root.section("energy")
    var entries: [EnergyComponent: Int128] = [:]
    for value in try section.list("by_component") {
      var entry = try value.section()
      let component = try component(entry.text("component"), at: value)
      entries[component] = try yoctojoules(entry.value("energy_yj", expected: "yoctojoules, as text"))
    }
    let ledger = EnergyLedger(entries)
    let total = try section.value("total_yj", expected: "yoctojoules, as text")
    guard try yoctojoules(total) == ledger.total else {
      throw total.error(
        "not the sum of the components", found: total.node.kindDescription,
        expected: "\(ledger.total) yJ, what by_component sums to; \(Self.advice)")
    }
    let integral = try section.value("power_times_time_j", expected: "joules")
    let joules = try integral.decode(.real())
    let activity = Activity(result, on: system)
    let model = EnergyModel(system, of: activity)
    guard model.ledger(of: activity) == ledger else {
      throw total.error(
        "not the energy of the counters", found: "\(ledger.total) yJ",
        expected: "\(model.ledger(of: activity).total) yJ, by component; \(Self.advice)")
    }
    let division = version < 4 ? nil : try division(of: &section, result, ledger)
    do throws(EnergyMismatch) {
      return try EnergyAccount(
        model: model, activity: activity, ledger: ledger, division: division,
        integralJoules: joules)
    } catch {
      throw integral.error(
        "does not agree with the components", found: "\(error.integralJoules)",
        expected: "\(error.ledgerJoules) J within one part in 10^12; \(Self.advice)")
    }
  }

  func component(_ name: String, at value: Value) throws(ConfigurationError) -> EnergyComponent {
    guard let component = EnergyComponent.allCases.first(where: { $0.key == name }) else {
      throw value.error("unknown component", found: "\"\(name)\"", expected: Self.anything)
    }
    return component
  }

  func yoctojoules(_ value: Value) throws(ConfigurationError) -> Int128 {
    // The limit, 100 MJ, keeps sums of a million such numbers within 128 bits.
    guard let text = value.node.scalar?.text, text.utf8.count <= 32, let number = Int128(text) else {
      throw value.error(
        "wrong type", found: value.node.kindDescription, expected: "a whole number of yoctojoules, as text")
    }
    return number
  }

  // MARK: Helpers

  mutating func section(_ key: String) throws(ConfigurationError) -> Section { try root.section(key) }

  mutating func optionalValue(_ key: String) -> Value? { root.optionalValue(key) }

  mutating func list(_ key: String, count: ClosedRange<Int>) throws(ConfigurationError) -> [Value] {
    try root.list(key, count: count)
  }

  func integers(_ values: [Value]) throws(ConfigurationError) -> [Int64] {
    var numbers: [Int64] = []
    numbers.reserveCapacity(values.count)
    for value in values { numbers.append(Int64(try value.integer(in: Self.counts))) }
    return numbers
  }
}

internal import PIMConfiguration
internal import PIMReports

/// The stored results of a stretch of a case: the compared figures.
struct StoredPoint: Hashable, Sendable {
  /// The metrics that a suite's tolerances can name.
  static let metrics: [Metric] = [.latency, .energy, .power, .energyDelayProduct, .commands]

  /// The name of the stretch: `whole run`, `511`, `768..1023`.
  var name: String
  /// The latency, picoseconds.
  var latency: Int64
  var causes: Breakdown
  /// The energy by component; nil if no energy is modelled.
  var components: Breakdown?
  var commands: Breakdown
  /// nil in a file of schema version 1, which did not keep them.
  var rowHits: RowHits?

  /// Column accesses, and how many of them found their row open.
  struct RowHits: Hashable, Sendable {
    /// Those of MACs.
    var mac: RunMeasurement.RowHits
    var all: RunMeasurement.RowHits
  }

  init(_ record: SimulationRecord, name: String) {
    let figures = RunFigures(record, label: "", origin: "")
    let measurement = record.measurement
    self.name = name
    rowHits = RowHits(mac: measurement.macRowHits, all: measurement.allRowHits)
    causes = figures[.cause] ?? Breakdown(.cause)
    latency = Int64(clamping: causes.total)
    components = figures[.component]
    commands = figures[.command] ?? Breakdown(.command)
  }

  /// The figures as a side of a comparison.
  func figures(hash: String) -> RunFigures {
    var figures = RunFigures(label: name, summary: name, origin: "stored")
    figures[.latency] = .exact(Int128(latency))
    figures[.cause] = causes
    if let components { figures.setEnergy(components, time: latency, tokens: nil) }
    figures[.commands] = .exact(commands.total)
    figures[.command] = commands
    figures[.macRowHits] = rowHits?.mac.rate.map(Figure.real)
    figures[.rowHits] = rowHits?.all.rate.map(Figure.real)
    figures.configurationHash = hash
    return figures
  }
}

extension StoredPoint {
  init(decoding value: Value, advice: String) throws(ConfigurationError) {
    var section = try value.section()
    func breakdown(_ key: String, _ kind: Breakdown.Kind, sum: Int128) throws(ConfigurationError) -> Breakdown
    {
      let place = try section.value(key, expected: "a mapping")
      var breakdown = Breakdown(kind)
      var parts = try place.section()
      for (key, part) in parts.entries() {
        guard let text = part.node.scalar?.text, text.utf8.count <= 36, let amount = Int128(text) else {
          throw part.error(
            "wrong type", found: part.node.kindDescription, expected: "a whole number; \(advice)")
        }
        guard breakdown.set(key.name, to: amount) else {
          throw part.error("unknown \(kind.rawValue)", expected: advice)
        }
      }
      guard breakdown.total == sum else {
        throw place.error(
          "the parts do not sum to the whole", found: "\(breakdown.total)", expected: "\(sum); \(advice)")
      }
      return breakdown
    }
    name = try section.text("positions")
    latency = Int64(try section.integer("latency_ps"))
    causes = try breakdown("by_cause_ps", .cause, sum: Int128(latency))
    if let energy = section.optionalValue("energy_yj") {
      guard let text = energy.node.scalar?.text, text.utf8.count <= 36, let sum = Int128(text) else {
        throw energy.error(
          "wrong type", found: energy.node.kindDescription, expected: "a whole number; \(advice)")
      }
      components = try breakdown("by_component_yj", .component, sum: sum)
    }
    let count = try section.integer("commands")
    commands = try breakdown("by_kind", .command, sum: Int128(count))
    if var hits = try section.optionalSection("row_hits") {
      rowHits = RowHits(
        mac: try Self.rowHits("mac", &hits, advice), all: try Self.rowHits("all", &hits, advice))
      try hits.finish()
    }
    try section.finish()
  }

  private static func rowHits(
    _ columns: String, _ section: inout Section, _ advice: String
  ) throws(ConfigurationError) -> RunMeasurement.RowHits {
    let accesses = Int64(try section.integer("\(columns)_accesses"))
    let hits = Int64(try section.integer("\(columns)_hits"))
    guard hits <= accesses else {
      throw section.error(
        "\(columns)_hits", "more hits than accesses", found: "\(hits)",
        expected: "\(accesses) or less; \(advice)")
    }
    return RunMeasurement.RowHits(accesses: accesses, hits: hits)
  }
}

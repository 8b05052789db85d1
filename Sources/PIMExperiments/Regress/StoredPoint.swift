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

  init(_ figures: RunFigures, name: String) {
    self.name = name
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
    try section.finish()
  }
}

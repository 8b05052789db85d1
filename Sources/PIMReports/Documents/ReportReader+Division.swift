internal import PIMConfiguration
internal import PIMEnergy
internal import PIMInstructions
internal import PIMResults

// Decoding of the energy by operator and by position.
extension ReportReader {
  /// The division of the energy, from the section of the energy and from that of the latency by layer.
  ///
  /// - Throws: `ConfigurationError` for unknown operators, for numbers of entries that do not fit the
  ///   result, and for sums other than those of the run.
  mutating func division(
    of section: inout Section, _ result: SimulationResult, _ run: EnergyLedger
  ) throws(ConfigurationError) -> EnergyDivision {
    let rest = try section.value("remainder", expected: "a mapping")
    let remainder = try ledger(rest)
    let components = EnergyComponent.allCases.filter { remainder[$0] != nil }
    let nothing = EnergyLedger(Dictionary(uniqueKeysWithValues: components.map { ($0, 0) }))
    var operators = Array(repeating: nothing, count: OperatorKind.allCases.count)
    for value in try section.list("by_operator") {
      var entry = try value.section()
      let kind: OperatorKind = try entry.choice("operator")
      operators[kind.index] = try ledger(value)
    }
    let count = result.tokens.count
    var positions: [Int128] = []
    for value in try section.list("by_position_yj", count: count...count) {
      positions.append(try yoctojoules(value))
    }
    let layers = try layers(of: result)
    for component in EnergyComponent.allCases {
      try check(
        operators.reduce(remainder[component] ?? 0) { $0 + ($1[component] ?? 0) }, run[component] ?? 0, rest,
        "the operators do not sum to the component \(component.key)")
    }
    try check(
      positions.reduce(remainder.total, +), run.total, rest, "the positions do not sum to the energy")
    for kind in OperatorKind.allCases {
      try check(
        layers.reduce(0) { $0 + $1[kind.index] }, operators[kind.index].total, rest,
        "the layers do not sum to the energy of \(kind.rawValue)")
    }
    return EnergyDivision(layers: layers, operators: operators, positions: positions, remainder: remainder)
  }

  func check(
    _ sum: Int128, _ expected: Int128, _ place: Value, _ fault: String
  ) throws(ConfigurationError) {
    guard sum == expected else {
      throw place.error(fault, found: "a sum of \(sum) yJ", expected: "\(expected) yJ; \(Self.advice)")
    }
  }

  private mutating func layers(of result: SimulationResult) throws(ConfigurationError) -> [[Int128]] {
    let none = [Int128](repeating: 0, count: OperatorKind.allCases.count)
    var rows = Array(repeating: none, count: result.layers.count)
    var latency = try self.section("latency")
    let list = try latency.list("by_layer")
    for (index, value) in zip((rows.count - list.count)..., list) where rows.indices.contains(index) {
      var entry = try value.section()
      for value in try entry.list("by_operator") {
        var own = try value.section()
        let kind: OperatorKind = try own.choice("operator")
        rows[index][kind.index] = try yoctojoules(own.value("energy_yj", expected: "yoctojoules, as text"))
      }
    }
    return rows
  }

  func ledger(_ value: Value) throws(ConfigurationError) -> EnergyLedger {
    var entry = try value.section()
    var section = try entry.section("by_component_yj")
    var entries: [EnergyComponent: Int128] = [:]
    for (key, value) in section.entries() {
      entries[try component(key.name, at: value)] = try yoctojoules(value)
    }
    return EnergyLedger(entries)
  }
}

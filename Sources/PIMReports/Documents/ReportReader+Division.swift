internal import PIMConfiguration
internal import PIMEnergy
internal import PIMInstructions
internal import PIMSimulation

// Decoding of the energy by operator and by position.
extension ReportReader {
  /// The division of the energy, from the section of the energy and from that of the latency by layer.
  ///
  /// - Throws: `ConfigurationError` for unknown operators, and numbers of entries that do not fit the result.
  ///   `ReportComparison` checks the sums.
  mutating func division(
    of section: inout Section, _ result: SimulationResult
  ) throws(ConfigurationError) -> EnergyDivision {
    let remainder = try ledger(section.value("remainder", expected: "a mapping"))
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
    return EnergyDivision(
      layers: try layers(of: result), operators: operators, positions: positions, remainder: remainder)
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

  private func ledger(_ value: Value) throws(ConfigurationError) -> EnergyLedger {
    var entry = try value.section()
    var section = try entry.section("by_component_yj")
    var entries: [EnergyComponent: Int128] = [:]
    for (key, value) in section.entries() {
      entries[try component(key.name, at: value)] = try yoctojoules(value)
    }
    return EnergyLedger(entries)
  }
}

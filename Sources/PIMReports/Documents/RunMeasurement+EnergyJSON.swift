internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions

extension RunMeasurement {
  /// Writes the energy of the run. The components' `energy_yj` sum to `total_yj`, exactly.
  ///
  /// - Parameter generatedTokens: the number of generated tokens; nil for a trace, which does not state it.
  func writeEnergy(generatedTokens: Int?, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object("energy") { json throws(JSONWriter.Failure) in
      json.member("accounting", energy.model.accounting.rawValue)
      try json.member("total_j", energy.joules)
      // A string, since yoctojoules exceed the integers that JSON readers represent exactly.
      json.member("total_yj", "\(energy.ledger.total)")
      try SimulationRecord.member("average_power_w", energy.averagePower, to: &json)
      try json.member("energy_delay_product_js", energy.energyDelayProduct)
      if let generatedTokens {
        let tokens = Double(generatedTokens)
        try SimulationRecord.member(
          "energy_per_token_j", generatedTokens == 0 ? nil : energy.joules / tokens, to: &json)
        try SimulationRecord.member(
          "tokens_per_joule", energy.joules == 0 ? nil : tokens / energy.joules, to: &json)
      }
      try json.array("by_component") { json throws(JSONWriter.Failure) in
        for component in EnergyComponent.allCases {
          guard let yoctojoules = energy.ledger[component], let joules = energy.joules(component) else {
            continue
          }
          try json.object { json throws(JSONWriter.Failure) in
            json.member("component", component.key)
            try json.member("energy_j", joules)
            json.member("energy_yj", "\(yoctojoules)")
            try SimulationRecord.member("share", energy.share(component), to: &json)
          }
        }
      }
      writeDivision(to: &json)
      if energy.division != nil {
        json.array("by_part") { json in
          for part in partEnergies {
            json.object { json in
              json.member("part", part.key)
              Self.write(part.ledger, to: &json)
            }
          }
        }
      }
      json.array("not_modelled") { json in
        for (component, missing) in energy.model.notModelled {
          json.object { json in
            json.member("component", component.key)
            json.array("missing") { json in for key in missing { json.value(key) } }
          }
        }
      }
      try json.member("power_times_time_j", energy.integralJoules)
    }
    try power?.write(to: &json)
  }

  /// Writes the energy by operator and by position. With the remainder, each sums to `total_yj`.
  private func writeDivision(to json: inout JSONWriter) {
    guard let division = energy.division else { return }
    json.array("by_operator") { json in
      for (kind, ledger) in zip(OperatorKind.allCases, division.operators) where ledger.total != 0 {
        json.object { json in
          json.member("operator", kind.rawValue)
          Self.write(ledger, to: &json)
        }
      }
    }
    json.object("remainder") { json in Self.write(division.remainder, to: &json) }
    json.array("by_position_yj") { json in for energy in division.positions { json.value("\(energy)") } }
  }

  private static func write(_ ledger: EnergyLedger, to json: inout JSONWriter) {
    json.member("energy_yj", "\(ledger.total)")
    json.object("by_component_yj") { json in
      for component in EnergyComponent.allCases {
        if let energy = ledger[component] { json.member(component.key, "\(energy)") }
      }
    }
  }
}

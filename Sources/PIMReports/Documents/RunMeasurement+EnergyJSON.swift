internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware

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
  }
}

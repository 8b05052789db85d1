internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware

extension Measurement {
  /// Where the energy goes, and what is left out of it.
  var energyText: String {
    var table = TextTable([.left, .right, .right, .left])
    let unit = energyUnit
    table.row("component", unit.name, "share")
    let modelled = EnergyComponent.allCases.filter { energy.model.isModelled($0) }
    let largest = modelled.compactMap { energy.share($0) }.max() ?? 0
    for component in modelled {
      guard let joules = energy.joules(component) else { continue }
      let share = energy.share(component) ?? 0
      table.row(
        component.title, NumberText.fixed(joules / unit.joules, 3), NumberText.percent(share),
        NumberText.bar(Int64(share * 1e9), of: Int64(largest * 1e9)))
    }
    table.row(
      "total", NumberText.fixed(energy.joules / unit.joules, 3),
      NumberText.percent(energy.joules == 0 ? 0 : 1))
    var text =
      "Where the energy goes, by component, \(energy.model.accounting.rawValue) accounting\n\n" + table.text
    if let power = energy.averagePower {
      text +=
        "\n  average power \(NumberText.power(power)); energy-delay product \(NumberText.significant(energy.energyDelayProduct * 1e3)) mJ s\n"
    }
    for (component, missing) in energy.model.notModelled {
      text += "  not modelled: \(component.title), for want of \(missing.joined(separator: ", "))\n"
    }
    return text
  }

  /// One unit for all of a table.
  var energyUnit: (name: String, joules: Double) {
    energy.joules >= 10 ? ("J", 1) : energy.joules >= 0.01 || energy.joules == 0 ? ("mJ", 1e-3) : ("µJ", 1e-6)
  }

  /// Energy of the run. The components' `energy_yj` sum to `total_yj`, exactly.
  ///
  /// - Parameter generatedTokens: nil for a trace, of which nobody knows.
  func writeEnergy(generatedTokens: Int?, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object("energy") { json throws(JSONWriter.Failure) in
      json.member("accounting", energy.model.accounting.rawValue)
      try json.member("total_j", energy.joules)
      // Beyond the integers that readers of JSON hold exactly.
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

internal import PIMConfiguration
internal import PIMEnergy
internal import PIMInstructions
internal import PIMResults

extension PowerRecord {
  /// Writes the power over time. The energies of the bins sum to `total_yj` of the run.
  func write(to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object("power") { json throws(JSONWriter.Failure) in
      json.member("window_ps", window)
      json.member("windows", windows)
      try json.member("average_w", average)
      try json.object("peak") { json throws(JSONWriter.Failure) in
        json.member("window", peak.window)
        json.member("start_ps", start(of: peak.window))
        json.member("end_ps", end(of: peak.window))
        try json.member("power_w", peakPower)
        if let place = peak.place {
          json.member("position", place.position)
          if place.layer < 0 { json.memberNull("layer") } else { json.member("layer", place.layer) }
          json.member("operator", place.kind.rawValue)
          json.member("time_ps", place.time)
        }
        json.object("by_component_yj") { json in
          for component in EnergyComponent.allCases {
            if let energy = peak.ledger[component] { json.member(component.key, "\(energy)") }
          }
        }
      }
      json.object("bins") { json in
        json.member("windows", windowsPerBin)
        json.array("energy_yj") { json in for bin in bins { json.value("\(bin.energy)") } }
        json.array("least_window_yj") { json in for bin in bins { json.value("\(bin.least)") } }
        json.array("greatest_window_yj") { json in for bin in bins { json.value("\(bin.most)") } }
      }
    }
  }
}

extension ReportReader {
  /// The power over time, if the report has it.
  ///
  /// - Throws: `ConfigurationError` for windows and bins that do not fit the run, and for a sum other than
  ///   the energy of the run.
  mutating func power(
    of result: SimulationResult, _ run: EnergyLedger
  ) throws(ConfigurationError) -> PowerRecord? {
    let time = result.time
    let layers = max(1, result.layers.count - 1)
    let tokens = result.tokens.map(\.position)
    let positions = (tokens.min() ?? 0)...(tokens.max() ?? 0)
    guard let place = optionalValue("power") else { return nil }
    var section = try place.section()
    let window = Int64(try section.integer("window_ps", in: 1...Int(PowerMeter.longestWindow)))
    let count = PowerRecord.windows(window, in: time)
    var bins = try section.section("bins")
    let size = try bins.integer("windows", in: 1...max(1, count))
    let number = PowerRecord.binCount(windows: count, size: size)
    func energies(_ key: String) throws(ConfigurationError) -> [Int128] {
      var energies: [Int128] = []
      for value in try bins.list(key, count: number...number) { energies.append(try yoctojoules(value)) }
      return energies
    }
    let (sums, least) = (try energies("energy_yj"), try energies("least_window_yj"))
    let most = try energies("greatest_window_yj")
    try check(sums.reduce(0, +), run.total, place, "the power over time does not sum to the energy")
    let peakValue = try section.value("peak", expected: "the window of the highest power")
    var peak = try peakValue.section()
    let index = try peak.integer("window", in: 0...count - 1)
    var position: PowerProfile.Place?
    if peak.contains("operator") {
      let layer = try peak.optionalValue("layer")?.integer(in: 0...layers - 1)
      position = PowerProfile.Place(
        position: try peak.integer("position", in: positions),
        layer: layer ?? -1,
        kind: try peak.choice("operator"), time: Int64(try peak.integer("time_ps", in: Self.counts)))
    }
    let record = PowerRecord(
      window: window, time: time, windowsPerBin: size,
      bins: sums.indices.map { PowerRecord.Bin(energy: sums[$0], least: least[$0], most: most[$0]) },
      peak: PowerRecord.Peak(window: index, ledger: try ledger(peakValue), place: position))
    if let fault = record.fault(run) { throw peakValue.error(fault, expected: Self.anything) }
    return record
  }
}

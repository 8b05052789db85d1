internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions

extension RunMeasurement {
  /// The average and the peak of the power, with when and what; nil if the power over time is not known.
  var powerText: String? {
    guard let power else { return nil }
    var table = TextTable([.left, .right, .left])
    table.row("average", NumberText.power(power.average))
    table.row("peak", NumberText.power(power.peakPower), powerPeakTime(power))
    return "Power, in windows of \(NumberText.duration(power.window))\n\n" + table.text + "\n  at the peak: "
      + powerPeakCause(power) + "\n"
  }

  /// `12.345 to 12.352 ms`
  func powerPeakTime(_ power: PowerRecord) -> String {
    let (start, end) = (power.start(of: power.peak.window), power.end(of: power.peak.window))
    return "from \(NumberText.duration(start)) to \(NumberText.duration(end))"
  }

  /// The operator at work in the peak's window, and the components that have most of its energy.
  func powerPeakCause(_ power: PowerRecord) -> String {
    let ledger = power.peak.ledger
    let parts = EnergyComponent.allCases.compactMap { component in
      ledger[component].flatMap { $0 > 0 ? (component, $0) : nil }
    }
    let largest = parts.sorted { ($0.1, $1.0.rawValue) > ($1.1, $0.0.rawValue) }.prefix(3)
    let shares = largest.map { component, energy in
      "\(component.title) \(NumberText.percent(Double(energy) / Double(max(1, ledger.total))))"
    }
    guard let place = power.peak.place else { return shares.joined(separator: ", ") }
    let layer = place.layer < 0 ? "outside the layers" : "layer \(place.layer)"
    return "\(place.kind.title), \(layer), position \(NumberText.count(place.position)); "
      + shares.joined(separator: ", ")
  }
}

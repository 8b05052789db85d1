internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions

extension RunMeasurement {
  /// The average and the peak of the power, with when and what; nil if the power over time is not known.
  var powerText: String? {
    guard let power, power.time > 0 else { return nil }
    var table = TextTable([.left, .right, .left])
    table.row("average", NumberText.power(power.average))
    table.row("peak", NumberText.power(power.peakPower), powerPeakTime(power))
    return "Power, in windows of \(NumberText.duration(power.window))\n\n" + table.text + "\n  at the peak: "
      + powerPeakCause(power) + "\n"
  }

  /// `from 12.345 to 12.352 ms`, with digits enough to tell neighbouring windows apart.
  func powerPeakTime(_ power: PowerRecord) -> String {
    let (start, end) = (power.start(of: power.peak.window), power.end(of: power.peak.window))
    let (unit, size) = NumberText.timeUnit(of: end)
    var (digits, scale) = (0, Int64(1))
    while digits < 9 && power.window < 10 * size / scale { (digits, scale) = (digits + 1, scale * 10) }
    func text(_ time: Int64) -> String { NumberText.fixed(Double(time) / Double(size), digits) }
    return "from \(text(start)) to \(text(end)) \(unit)"
  }

  /// The operator with most of the peak's window, and the components that have most of its energy.
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
    let length = power.end(of: power.peak.window) - power.start(of: power.peak.window)
    let time = NumberText.percent(Double(place.time) / Double(max(1, length)))
    return
      "\(place.kind.title), \(layer), position \(NumberText.count(place.position)), \(time) of the window; "
      + shares.joined(separator: ", ")
  }
}

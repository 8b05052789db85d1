internal import PIMReports

/// The quantity shown in a sweep's diagram.
enum SweepMetric {
  case latency, energy

  var name: String { self == .latency ? "latency" : "energy" }
  var title: String { self == .latency ? "Latency" : "Energy" }

  /// The quantity of a measurement, picoseconds or joules.
  func value(_ measurement: SweepMeasurement) -> Double {
    self == .latency ? Double(measurement.latencyPicoseconds) : measurement.energyJoules
  }

  func text(_ measurement: SweepMeasurement) -> String {
    self == .latency
      ? NumberText.duration(measurement.latencyPicoseconds) : NumberText.energy(measurement.energyJoules)
  }

  /// The unit that suits a value's magnitude, and the unit's size in picoseconds or joules.
  func unit(_ value: Double) -> (name: String, size: Double) {
    let units: [(name: String, size: Double)] =
      self == .latency
      ? [("s", 1e12), ("ms", 1e9), ("µs", 1e6), ("ns", 1e3)]
      : [("J", 1), ("mJ", 1e-3), ("µJ", 1e-6), ("nJ", 1e-9)]
    return units.first { value >= $0.size } ?? units[units.count - 1]
  }

  func words(_ layout: SweepLayout) -> String {
    "\(title) of the whole run \(layout.axis == nil ? "by" : "over") \(layout.xTitle)."
      + " An axis need not begin at zero, and is logarithmic where its values span a decade."
      + (layout.panels.count > 1 ? " Each diagram has its own scale." : "")
  }
}

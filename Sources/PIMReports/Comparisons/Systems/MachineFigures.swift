internal import PIMHardware
internal import PIMResults
internal import PIMSimulation

/// A machine and what a run asked of it, as far as a comparison of machines needs that.
struct MachineFigures: Sendable {
  /// The machine.
  let system: System
  /// The commands that each channel issued, on average.
  let commandsPerChannel: [Double]
  /// The time of the run, picoseconds.
  let time: Double
  /// The time of the run by cause, picoseconds.
  let causes: Ledger

  init(_ measurement: RunMeasurement) {
    system = measurement.system
    let channels = Double(max(1, measurement.system.organisation.channels))
    commandsPerChannel = Command.allCases.map { Double(measurement.commands[$0]) / channels }
    time = Double(measurement.result.time)
    causes = measurement.result.causes
  }

  /// The share of the run that waits for a cause, 0 to 1.
  func share(_ cause: Cause) -> Double { time > 0 ? max(0, Double(causes[cause])) / time : 0 }

  /// The most that a change of the delay between two commands can be of the run, 0 to 1: the change for each
  /// time that the second can follow the first, and no more than the run waits for the cause that such a
  /// wait has. Nothing for two commands that close rows: a row is opened between them.
  ///
  /// - Parameter change: picoseconds.
  func weight(of change: Int64, from preceding: Command, to following: Command) -> Double {
    guard time > 0, preceding.role != .close || following.role != .close else { return 0 }
    let pairs = min(
      commandsPerChannel[Int(preceding.rawValue)], commandsPerChannel[Int(following.rawValue)])
    return min(pairs * Double(change) / time, share(Cause.of(following, after: preceding)))
  }
}

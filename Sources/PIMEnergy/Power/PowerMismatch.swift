/// A disagreement of the energy over time with that of the run. Nothing is reported.
public struct PowerMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  /// The component.
  public let component: EnergyComponent
  /// The sum of the windows, yoctojoules.
  public let windows: Int128
  /// The energy of the run, yoctojoules.
  public let run: Int128

  /// The message for the user.
  public var description: String {
    "the energy over time does not add up: the windows have \(windows) yJ of \(component), the run \(run) yJ. This is a mistake in the "
      + "program: please report it with the configuration. Nothing is reported"
  }
}

extension PowerProfile {
  /// Checks that the windows sum to a run's energy.
  ///
  /// - Throws: the first component in which they do not.
  package func check(_ run: EnergyLedger) throws(PowerMismatch) {
    let sum = ledger
    for component in EnergyComponent.allCases where sum[component] != run[component] {
      throw PowerMismatch(component: component, windows: sum[component] ?? 0, run: run[component] ?? 0)
    }
  }
}

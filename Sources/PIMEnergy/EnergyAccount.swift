public import PIMHardware
public import PIMSimulation

/// The energy of a run, computed twice.
public struct EnergyAccount: Sendable {
  public let model: EnergyModel
  public let activity: Activity
  public let ledger: EnergyLedger
  /// The energy as mean power times duration, joules.
  public let integralJoules: Double

  /// The agreement that is asked for, relative; beside it only what rounding of prices to whole yoctojoules can explain.
  public static let tolerance = 1e-12

  /// - Throws: if ledger and mean power times duration disagree, which is a mistake in this program.
  public init(_ result: SimulationResult, on system: System) throws(EnergyMismatch) {
    let activity = Activity(result, on: system)
    let model = EnergyModel(system, of: activity)
    try self.init(
      model: model, activity: activity, ledger: model.ledger(of: activity),
      integralJoules: PowerIntegral(of: result, on: system).joules)
  }

  /// An account whose two sides are known already: read from a report.
  ///
  /// - Throws: if they disagree.
  package init(model: EnergyModel, activity: Activity, ledger: EnergyLedger, integralJoules: Double)
    throws(EnergyMismatch)
  {
    self.model = model
    self.activity = activity
    self.ledger = ledger
    self.integralJoules = integralJoules
    let allowed = Self.tolerance * joules.magnitude + model.roundingBound(of: activity) / 1e24
    guard (joules - integralJoules).magnitude <= allowed else {
      throw EnergyMismatch(ledgerJoules: joules, integralJoules: integralJoules)
    }
  }

  /// All components that are modelled.
  public var joules: Double { EnergyLedger.joules(ledger.total) }

  public func joules(_ component: EnergyComponent) -> Double? { ledger[component].map(EnergyLedger.joules) }

  /// A component's part of the total; nil where it is not modelled or the total is nothing.
  public func share(_ component: EnergyComponent) -> Double? {
    guard let part = ledger[component], ledger.total != 0 else { return nil }
    return Double(part) / Double(ledger.total)
  }

  /// Mean power, watts; nil for a run that takes no time.
  public var averagePower: Double? { activity.time == 0 ? nil : joules / seconds }

  /// Joule seconds.
  public var energyDelayProduct: Double { joules * seconds }

  private var seconds: Double { Double(activity.time) / 1e12 }
}

/// The two ways to the energy of a run disagree: neither is reported.
public struct EnergyMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  public let ledgerJoules: Double
  public let integralJoules: Double

  public var description: String {
    "energy does not add up: the ledger has \(ledgerJoules) J, mean power times duration is \(integralJoules) J; expected them to agree "
      + "within one part in 10^12. This is a mistake in the program: please report it with the configuration. No energy and no latency is "
      + "reported"
  }
}

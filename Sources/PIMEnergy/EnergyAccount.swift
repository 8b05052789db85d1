public import PIMHardware
public import PIMResults

/// The energy of a run, computed in two independent ways.
public struct EnergyAccount: Sendable {
  /// The prices.
  public let model: EnergyModel
  /// The activity of the run.
  public let activity: Activity
  /// The energy by component.
  public let ledger: EnergyLedger
  /// The energy by operator of each layer, and by position; nil for a report that does not have it.
  public let division: EnergyDivision?
  /// The energy as mean power times duration, in joules.
  public let integralJoules: Double

  /// The relative difference that the two ways may have. The effect of rounding prices to whole yoctojoules
  /// is allowed in addition.
  public static let tolerance = 1e-12

  /// Computes the energy of a run.
  ///
  /// - Throws: an error if the two ways disagree, which is a defect of this program.
  public init(_ result: SimulationResult, on system: System) throws(EnergyMismatch) {
    let activity = Activity(result, on: system)
    let model = EnergyModel(system, of: activity)
    try self.init(
      model: model, activity: activity, ledger: model.ledger(of: activity),
      division: EnergyDivision(result, model),
      integralJoules: PowerIntegral(of: result, on: system).joules)
  }

  /// Creates an account from stored values, as read from a report.
  ///
  /// - Throws: an error if the two energies disagree.
  package init(
    model: EnergyModel, activity: Activity, ledger: EnergyLedger, division: EnergyDivision?,
    integralJoules: Double
  ) throws(EnergyMismatch) {
    self.model = model
    self.activity = activity
    self.ledger = ledger
    self.division = division
    self.integralJoules = integralJoules
    let allowed = Self.tolerance * joules.magnitude + model.roundingBound(of: activity) / 1e24
    guard (joules - integralJoules).magnitude <= allowed else {
      throw EnergyMismatch(ledgerJoules: joules, integralJoules: integralJoules)
    }
  }

  /// The energy of all modelled components, in joules.
  public var joules: Double { EnergyLedger.joules(ledger.total) }

  /// The energy of a component, in joules; nil if it is not modelled.
  public func joules(_ component: EnergyComponent) -> Double? { ledger[component].map(EnergyLedger.joules) }

  /// The share of a component in the total, 0 to 1; nil if it is not modelled or the total is 0.
  public func share(_ component: EnergyComponent) -> Double? {
    guard let part = ledger[component], ledger.total != 0 else { return nil }
    return Double(part) / Double(ledger.total)
  }

  /// The mean power, in watts; nil for a run of no duration.
  public var averagePower: Double? { activity.time == 0 ? nil : joules / seconds }

  /// The energy-delay product, in joule seconds.
  public var energyDelayProduct: Double { joules * seconds }

  private var seconds: Double { Double(activity.time) / 1e12 }
}

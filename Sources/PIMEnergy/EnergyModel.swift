public import PIMHardware
internal import PIMSimulation

/// The energy of a machine's activity: constants of its system file as prices in whole yoctojoules.
///
///     let activity = Activity(result, on: system)
///     let ledger = EnergyModel(system, of: activity).ledger(of: activity)
///     EnergyLedger.joules(ledger.total)
///
/// A constant is rounded once, when it becomes a price; nothing is rounded when prices and counts are multiplied and summed. So
/// `ledger(of: a + b) == ledger(of: a) + ledger(of: b)`.
public struct EnergyModel: Sendable {
  public let accounting: Electrical.Accounting
  private let prices: [Price?]
  /// Components that are not modelled, with what the system's file would have to say, such as `electrical.IDD5B`.
  public let notModelled: [(component: EnergyComponent, missing: [String])]

  /// - Parameter activity: what the model is for: a component is not modelled only if something that happened lacks a constant. nil:
  ///   whatever the system can do.
  public init(_ system: System, of activity: Activity? = nil) {
    var tariff = Tariff(system, of: activity)
    tariff.addBackground()
    tariff.addActivation()
    tariff.addColumns()
    tariff.addRefresh()
    tariff.addMACUnits()
    tariff.addGlobalBuffer()
    tariff.addLinks()
    tariff.addASIC()
    accounting = system.electrical.accounting
    prices = EnergyComponent.allCases.map {
      tariff.missing[$0.rawValue].isEmpty ? tariff.prices[$0.rawValue] : nil
    }
    notModelled = EnergyComponent.allCases.compactMap {
      tariff.missing[$0.rawValue].isEmpty ? nil : ($0, tariff.missing[$0.rawValue])
    }
  }

  public func isModelled(_ component: EnergyComponent) -> Bool { prices[component.rawValue] != nil }

  /// The energy of some activity, exactly; of what the model is for, or a part of it.
  ///
  /// - Complexity: O(components · commands), independent of the activity's size.
  public func ledger(of activity: Activity) -> EnergyLedger {
    var ledger = EnergyLedger(isModelled: isModelled)
    for component in EnergyComponent.allCases {
      if let price = prices[component.rawValue] { ledger.add(price.energy(of: activity), to: component) }
    }
    return ledger
  }

  /// How much rounding of prices can have changed a ledger's total, yoctojoules: half of one for each operation of the ASIC and each
  /// picosecond of its static power, and twice half of one for each command, of whose prices two are rounded. Other prices are exact.
  func roundingBound(of activity: Activity) -> Double {
    let operations = Double(activity.asicAdditions) + Double(activity.asicMultiplications)
    return 0.5 * (operations + Double(activity.time) + 2 * Double(activity.commands.total))
  }
}

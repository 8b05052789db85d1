public import PIMHardware
public import PIMResults

/// The energy model of a machine: prices in whole yoctojoules per unit of activity, from the constants of its
/// system file.
///
///     let activity = Activity(result, on: system)
///     let ledger = EnergyModel(system, of: activity).ledger(of: activity)
///     EnergyLedger.joules(ledger.total)
///
/// A constant is rounded once, when it becomes a price. Products of prices and counts and their sums are
/// exact. So `ledger(of: a + b) == ledger(of: a) + ledger(of: b)`.
public struct EnergyModel: Sendable {
  /// The meaning of the currents; see docs/energy.md.
  public let accounting: Electrical.Accounting
  private let prices: [Price?]
  /// The sum of the prices.
  private let totalPrice: Price
  /// The components that are not modelled, with the missing keys of the system's file, such as
  /// `electrical.IDD5B`.
  public let notModelled: [(component: EnergyComponent, missing: [String])]

  /// Creates the model of a system.
  ///
  /// - Parameter activity: the activity to be priced. A component is modelled unless the activity contains
  ///   something for which a constant is missing. Without an activity, everything that the system can do
  ///   counts.
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
    totalPrice = prices.reduce(into: Price()) { if let price = $1 { $0 += price } }
    notModelled = EnergyComponent.allCases.compactMap {
      tariff.missing[$0.rawValue].isEmpty ? nil : ($0, tariff.missing[$0.rawValue])
    }
  }

  /// The prices of the modelled components.
  var modelledPrices: [(component: EnergyComponent, price: Price)] {
    EnergyComponent.allCases.compactMap { component in prices[component.rawValue].map { (component, $0) } }
  }

  /// True if a command, a cycle or an operation gives energy back, as currents below standby do under gross
  /// accounting.
  package var hasNegativePrice: Bool {
    let price = totalPrice
    return (price.commands + [
      price.openCycle, price.closedCycle, price.picosecond, price.addition, price.multiplication,
    ]).contains { $0 < 0 }
  }

  /// True if the component is modelled.
  public func isModelled(_ component: EnergyComponent) -> Bool { prices[component.rawValue] != nil }

  /// The exact energy of an activity, which is the one that the model was created for or a part of it.
  ///
  /// - Complexity: O(components · commands), independent of the activity's size.
  public func ledger(of activity: Activity) -> EnergyLedger {
    var ledger = EnergyLedger(isModelled: isModelled)
    for component in EnergyComponent.allCases {
      if let price = prices[component.rawValue] { ledger.add(price.energy(of: activity), to: component) }
    }
    return ledger
  }

  /// The exact energy of an activity, in yoctojoules: the total of its ledger.
  func total(of activity: Activity) -> Int128 { totalPrice.energy(of: activity) }

  /// The bound on the effect of rounded prices on a ledger's total, in yoctojoules. It is half a yoctojoule
  /// per ASIC operation and per picosecond of static power, and one and a half per command, of which three
  /// prices are rounded. Other prices are exact.
  func roundingBound(of activity: Activity) -> Double {
    let operations = Double(activity.asicAdditions) + Double(activity.asicMultiplications)
    return 0.5 * (operations + Double(activity.time) + 3 * Double(activity.commands.total))
  }
}

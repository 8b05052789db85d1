/// Energy by component, in whole yoctojoules (10⁻²⁴ J = µA · µV · ps), so that sums and differences are exact.
///
/// 128 bits reach 10¹⁴ J. Ledgers add up; an entry of a part may be negative under gross accounting, where a command that begins in the
/// part lasts longer than the part.
public struct EnergyLedger: Sendable, Hashable {
  /// Indexed by `EnergyComponent.rawValue`; nil for a component that is not modelled.
  private var entries: [Int128?]

  /// Nothing, of the components that are modelled.
  init(isModelled: (EnergyComponent) -> Bool) {
    entries = EnergyComponent.allCases.map { isModelled($0) ? 0 : nil }
  }

  /// A ledger of known entries, yoctojoules; a component without one is not modelled.
  package init(_ known: [EnergyComponent: Int128]) {
    entries = EnergyComponent.allCases.map { known[$0] }
  }

  /// Yoctojoules; nil where the component is not modelled, which is not the same as none.
  public subscript(component: EnergyComponent) -> Int128? { entries[component.rawValue] }

  /// Yoctojoules of all components that are modelled.
  public var total: Int128 { entries.reduce(0) { $0 + ($1 ?? 0) } }

  mutating func add(_ yoctojoules: Int128, to component: EnergyComponent) {
    entries[component.rawValue] = (entries[component.rawValue] ?? 0) + yoctojoules
  }

  /// - Precondition: both come from the same model.
  public static func += (a: inout EnergyLedger, b: EnergyLedger) {
    for i in a.entries.indices {
      precondition((a.entries[i] == nil) == (b.entries[i] == nil), "ledgers of different models")
      if let more = b.entries[i] { a.entries[i] = (a.entries[i] ?? 0) + more }
    }
  }

  public static func + (a: EnergyLedger, b: EnergyLedger) -> EnergyLedger {
    var sum = a
    sum += b
    return sum
  }

  /// Joules, rounded to the nearest `Double`.
  public static func joules(_ yoctojoules: Int128) -> Double { Double(yoctojoules) / 1e24 }
}

/// Energy by component, in whole yoctojoules (10⁻²⁴ J = µA · µV · ps), so that sums and differences are
/// exact.
///
/// 128 bits reach 10¹⁴ J. Ledgers add up. Under gross accounting an entry may be negative for a part of a
/// run, if a command that begins in the part outlasts it.
public struct EnergyLedger: Sendable, Hashable {
  /// The energy of each component; nil if it is not modelled. Indexed by `EnergyComponent.rawValue`.
  private var entries: [Int128?]

  /// Creates a ledger with 0 for each modelled component.
  init(isModelled: (EnergyComponent) -> Bool) {
    entries = EnergyComponent.allCases.map { isModelled($0) ? 0 : nil }
  }

  /// Creates a ledger from known entries, in yoctojoules. A component without an entry is not modelled.
  package init(_ known: [EnergyComponent: Int128]) {
    entries = EnergyComponent.allCases.map { known[$0] }
  }

  /// The energy of a component, in yoctojoules; nil if it is not modelled. 0 means that nothing happened.
  public subscript(component: EnergyComponent) -> Int128? { entries[component.rawValue] }

  /// The energy of all modelled components, in yoctojoules.
  public var total: Int128 { entries.reduce(0) { $0 + ($1 ?? 0) } }

  mutating func add(_ yoctojoules: Int128, to component: EnergyComponent) {
    entries[component.rawValue] = (entries[component.rawValue] ?? 0) + yoctojoules
  }

  /// Adds a ledger, component by component.
  ///
  /// - Precondition: Both ledgers come from the same model.
  public static func += (a: inout EnergyLedger, b: EnergyLedger) {
    for i in a.entries.indices {
      precondition((a.entries[i] == nil) == (b.entries[i] == nil), "ledgers of different models")
      if let more = b.entries[i] { a.entries[i] = (a.entries[i] ?? 0) + more }
    }
  }

  /// The sum of two ledgers.
  ///
  /// - Precondition: Both ledgers come from the same model.
  public static func + (a: EnergyLedger, b: EnergyLedger) -> EnergyLedger {
    var sum = a
    sum += b
    return sum
  }

  /// Converts yoctojoules to joules, rounded to the nearest `Double`.
  public static func joules(_ yoctojoules: Int128) -> Double { Double(yoctojoules) / 1e24 }
}

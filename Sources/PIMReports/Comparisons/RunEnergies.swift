internal import PIMEnergy
public import PIMHardware

/// The energy of a run by component, under each accounting that the machine's currents allow.
public struct RunEnergies: Sendable, Hashable {
  /// The accounting that the machine's file declares: the run's report has the energy under this one.
  public let native: Electrical.Accounting
  private let breakdowns: [Breakdown?]
  private let refusals: [AccountingRefusal?]

  /// The energies of a measured run: under its own accounting as measured, under the other one computed from
  /// the same activity.
  init(_ measurement: RunMeasurement) {
    let account = measurement.energy
    native = account.model.accounting
    var breakdowns: [Breakdown?] = []
    var refusals: [AccountingRefusal?] = []
    for accounting in Electrical.Accounting.allCases {
      if accounting == native {
        breakdowns.append(Breakdown(account.ledger))
        refusals.append(nil)
        continue
      }
      do throws(AccountingRefusal) {
        let model = EnergyModel(try measurement.system.accounted(accounting), of: account.activity)
        breakdowns.append(Breakdown(model.ledger(of: account.activity)))
        refusals.append(nil)
      } catch {
        breakdowns.append(nil)
        refusals.append(error)
      }
    }
    (self.breakdowns, self.refusals) = (breakdowns, refusals)
  }

  /// The energy under an accounting; nil if the machine's currents do not allow it.
  public subscript(accounting: Electrical.Accounting) -> Breakdown? { breakdowns[Self.index(accounting)] }

  /// The reason why an accounting has no figures; nil if it has some.
  public func refusal(_ accounting: Electrical.Accounting) -> AccountingRefusal? {
    refusals[Self.index(accounting)]
  }

  private static func index(_ accounting: Electrical.Accounting) -> Int {
    Electrical.Accounting.allCases.firstIndex(of: accounting) ?? 0
  }
}

extension Breakdown {
  /// The energy by component.
  init(_ ledger: EnergyLedger) {
    self.init(.component)
    for (index, component) in EnergyComponent.allCases.enumerated() {
      set(at: index, to: ledger[component])
    }
  }
}

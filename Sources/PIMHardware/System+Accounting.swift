internal import PIMConfiguration

/// Why the currents of a system cannot be read under an accounting.
public struct AccountingRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The accounting that was asked for.
  public let accounting: Electrical.Accounting
  /// The key under `electrical` that contradicts it, such as `IDD0`.
  public let key: String
  /// The contradiction, with the values found.
  public let reason: String

  /// `no net figures, since electrical.IDD0 …`
  public var description: String { "no \(accounting.rawValue) figures: electrical.\(key): \(reason)" }
}

extension System {
  /// The same machine with the same currents, read under another accounting.
  ///
  /// The rules are those of a system's file, so a system is refused here if and only if its file with that
  /// `electrical.accounting` is refused.
  ///
  /// - Throws: the contradiction between the currents and the accounting.
  public func accounted(_ accounting: Electrical.Accounting) throws(AccountingRefusal) -> System {
    var system = self
    system.electrical.accounting = accounting
    switch accounting {
    case .net:
      if let defect = netDefect {
        throw AccountingRefusal(
          accounting: .net, key: defect.key, reason: "\(defect.what): \(defect.found)")
      }
    case .gross:
      if electrical.measuredAt != Electrical.MeasuredTimes() {
        throw AccountingRefusal(
          accounting: .gross, key: "measuredAt",
          reason: "the currents were measured at other times than the machine's, and gross charges a command "
            + "for its own time")
      }
    }
    return system
  }

  /// The first current that is less than the standby that net accounting would subtract from it; nil if net
  /// accounting is possible.
  var netDefect: (key: String, what: String, found: String)? {
    let e = electrical
    if let idd0 = e.idd0, let idd2n = e.idd2n, let idd3n = e.idd3n, let active = rowActivePicoseconds,
      let cycle = rowCyclePicoseconds
    {
      let drawn = Int128(idd0.rawValue) * Int128(cycle)
      let standby = Int128(idd3n.rawValue) * Int128(active) + Int128(idd2n.rawValue) * Int128(cycle - active)
      if drawn < standby {
        return (
          "IDD0", "net of standby an activation draws less than nothing",
          "\(idd0) for a tRC of \(Picoseconds(cycle)), \(chargeText(drawn)), and for standby \(idd3n) in "
            + "\(Picoseconds(active)) and \(idd2n) in \(Picoseconds(cycle - active)), \(chargeText(standby))"
        )
      }
    }
    let pairs = [
      ("IDD4R", e.idd4r, "IDD3N", e.idd3n), ("IDD4W", e.idd4w, "IDD3N", e.idd3n),
      ("IDD5B", e.idd5b, "IDD2N", e.idd2n),
    ]
    for (key, current, name, standby) in pairs {
      if let current, let standby, current < standby {
        return (key, "net of standby it is less than nothing", "\(current), with \(name) \(standby)")
      }
    }
    return nil
  }

  /// A charge in microamperes times picoseconds, as `4758 mA ns`.
  private func chargeText(_ charge: Int128) -> String {
    "\(ExactDecimal(mantissa: charge, fractionDigits: 6)) mA ns"
  }
}

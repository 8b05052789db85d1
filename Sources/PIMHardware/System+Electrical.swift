internal import PIMConfiguration

/// The times for which the currents of `Electrical` flow, in picoseconds: the measured times if they are
/// given, otherwise the system's own.
extension System {
  private func picoseconds(_ timing: String) -> Int64? {
    timings.first { $0.name == timing }.map { Int64($0.cycles) * commandClockPicoseconds }
  }

  /// The time from an activation to the precharge, in picoseconds; nil if the system has no tRAS.
  package var rowActivePicoseconds: Int64? { electrical.measuredAt.tRAS?.rawValue ?? picoseconds("nRAS") }

  /// The time from an activation of a bank to the next, in picoseconds: tRC, or tRAS + tRP in a system
  /// without tRC; nil without these.
  package var rowCyclePicoseconds: Int64? {
    if let measured = electrical.measuredAt.tRC { return measured.rawValue }
    if let cycle = picoseconds("nRC") { return cycle }
    guard let active = picoseconds("nRAS"), let precharge = picoseconds("nRP") else { return nil }
    return active + precharge
  }

  /// The time of one burst of a read or write, in picoseconds.
  package var burstPicoseconds: Int64 {
    electrical.measuredAt.tBurst?.rawValue ?? Int64(link.burstCycles) * commandClockPicoseconds
  }

  /// The time of a refresh of all banks, in picoseconds.
  package var refreshPicoseconds: Int64 {
    electrical.measuredAt.tRFC?.rawValue ?? Int64(refresh.durationCycles) * commandClockPicoseconds
  }

  /// The shortest time between two commands of a kind, in picoseconds: the time that a MAC or a copy occupies
  /// the arrays. It is at least a clock cycle.
  package func repeatPicoseconds(_ command: Command) -> Int64 {
    let delays = rules.filter {
      $0.window == 1 && $0.preceding.contains(command) && $0.following.contains(command)
    }.map(\.delay)
    return Int64(max(1, delays.max() ?? 1)) * commandClockPicoseconds
  }

  /// Checks the currents that standby is subtracted from.
  ///
  /// - Throws: an error at the first current that is less than its standby.
  func checkCurrents(_ section: Section) throws(ConfigurationError) {
    let e = electrical
    if let active = rowActivePicoseconds, let cycle = rowCyclePicoseconds, cycle < active {
      throw section.error(
        "measuredAt", "a row cycle is shorter than its active part",
        found: "tRC \(Picoseconds(cycle)), tRAS \(Picoseconds(active))",
        expected: "tRC above tRAS")
    }
    guard (e.bufferWriteEnergy == nil) == (e.bufferReadEnergy == nil) else {
      throw section.error(
        e.bufferWriteEnergy == nil ? "bufferReadEnergy" : "bufferWriteEnergy",
        "half of the global buffer's energy",
        expected: "both bufferWriteEnergy and bufferReadEnergy, or neither")
    }
    guard e.accounting == .net else { return }
    let advice = "currents that include standby as JEDEC measures them, or electrical.accounting: gross"
    if let idd0 = e.idd0, let idd2n = e.idd2n, let idd3n = e.idd3n, let active = rowActivePicoseconds,
      let cycle = rowCyclePicoseconds
    {
      let drawn = Int128(idd0.rawValue) * Int128(cycle)
      let standby = Int128(idd3n.rawValue) * Int128(active) + Int128(idd2n.rawValue) * Int128(cycle - active)
      if drawn < standby {
        throw section.error(
          "IDD0", "net of standby an activation draws less than nothing",
          found:
            "\(idd0) for a tRC of \(Picoseconds(cycle)), \(chargeText(drawn)), and for standby \(idd3n) in "
            + "\(Picoseconds(active)) and \(idd2n) in \(Picoseconds(cycle - active)), \(chargeText(standby))",
          expected: advice)
      }
    }
    let pairs = [
      ("IDD4R", e.idd4r, "IDD3N", e.idd3n), ("IDD4W", e.idd4w, "IDD3N", e.idd3n),
      ("IDD5B", e.idd5b, "IDD2N", e.idd2n),
    ]
    for (key, current, name, standby) in pairs {
      if let current, let standby, current < standby {
        throw section.error(
          key, "net of standby it is less than nothing", found: "\(current), with \(name) \(standby)",
          expected: advice)
      }
    }
  }

  /// A charge in microamperes times picoseconds, as `4758 mA ns`.
  private func chargeText(_ charge: Int128) -> String {
    "\(ExactDecimal(mantissa: charge, fractionDigits: 6)) mA ns"
  }
}

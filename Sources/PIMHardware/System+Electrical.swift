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
    guard e.accounting == .net, let defect = netDefect else { return }
    throw section.error(
      defect.key, defect.what, found: defect.found,
      expected: "currents that include standby as JEDEC measures them, or electrical.accounting: gross")
  }
}

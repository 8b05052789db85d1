internal import PIMConfiguration

/// Relations between timings that hold in every DRAM, by JEDEC's names. Timings with other names are not
/// checked.
///
/// Published machines break three further relations, which are therefore not checked. tRC may be less than
/// tRAS + tRP (each rounded up by itself, 55 + 23 against 77 in AttAcc's HBM3). A column access may follow
/// the end of tRAS (GDDR6-AiM's nRCDRDAF of 86 with an nRAS of 54). tFAW may be below four times tRRDS, in
/// which case the window has no effect.
extension TimingTable {
  /// The reason why a timing of zero describes no machine; nil if zero is possible, as for margins and
  /// register latencies.
  private static func reasonToTakeTime(_ name: String) -> String? {
    if name.hasPrefix("nRCD") { return "opening a row takes time" }
    if name.hasPrefix("nCCD") { return "a column access takes time" }
    if name.hasPrefix("nRFC"), name.dropFirst(4).first?.isUppercase != true {
      return "a refresh takes time; without refresh: refresh.policy: none"
    }
    switch name {
    case "nRP": return "closing a row takes time"
    case "nRAS": return "a row that is opened is restored before it closes"
    case "nRC": return "a row cycle takes time"
    case "nCL", "nCWL": return "data follow their command"
    case "nREFI": return "a refresh is due every tREFI; without refresh: refresh.policy: none"
    default: return nil
    }
  }

  /// Pairs of timings of which the first is at least the second. JEDEC's _L is the spacing within a bank
  /// group and _S that between bank groups. The spacing of any two banks holds for two of one group.
  private static let floors: [(name: String, floor: String, reason: String)] = [
    ("nCCDL", "nCCDS", "banks of one group meet the spacing of any two banks"),
    ("nRRDL", "nRRDS", "banks of one group meet the spacing of any two banks"),
    ("nWTRL", "nWTRS", "banks of one group meet the spacing of any two banks"),
    ("nRTPL", "nRTPS", "banks of one group meet the spacing of any two banks"),
    ("nFAW", "nRRDS", "four activations are at least that far apart; as long as tRRDS it binds nothing"),
    ("nRC", "nRAS", "a row cycle begins with the time that the row is open"),
  ]

  /// Checks the timings against one another.
  ///
  /// - Throws: an error at the first timing that describes no machine.
  func checkRelations() throws(ConfigurationError) {
    for timing in timings where timing.cycles == 0 {
      guard let reason = Self.reasonToTakeTime(timing.name), let place = place(timing.name) else { continue }
      throw place.error(
        "no time", found: place.node.scalar?.text ?? "0", expected: "at least 1 clock cycle: \(reason)")
    }
    for (name, floor, reason) in Self.floors {
      guard let short = place(name), let long = place(floor), let count = cycles(name),
        let least = cycles(floor), count < least
      else { continue }
      // An option is the user's latest input, so it is the one to name.
      let place = short.mark.file != nil && long.mark.file == nil ? long : short
      throw place.error(
        "\(name) is less than \(floor)",
        found: "\(count) clock cycles at \(short.mark.lineDescription) and \(least) at "
          + "\(long.mark.lineDescription)",
        expected: "\(name) of at least \(floor): \(reason)")
    }
  }
}

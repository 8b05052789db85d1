internal import PIMConfiguration

/// Relations that hold between the timings of any DRAM, by JEDEC's names. A system may name its timings otherwise; what has none of these names
/// is not looked at.
///
/// Two relations are not among them, since published machines break them: tRC may be less than tRAS + tRP (rounded up one by one, 55 + 23
/// against 77 in AttAcc's HBM3), and a column access may come after the end of tRAS (GDDR6-AiM's nRCDRDAF of 86 with an nRAS of 54). tFAW
/// below four times tRRDS is a window that never binds.
extension TimingTable {
  /// Times that something takes in the DRAM, so that zero is no machine. Margins and latencies of registers may be zero.
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

  /// Timings of which the first is at least the second. JEDEC's _L is the spacing in one bank group and its _S that between bank groups; what
  /// holds for any two banks holds for two of one group.
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
  /// - Throws: the first that makes no machine, at its place.
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
      // What an option says is the user's latest word.
      let place = short.mark.file != nil && long.mark.file == nil ? long : short
      throw place.error(
        "\(name) is less than \(floor)",
        found: "\(count) clock cycles at \(short.mark.lineDescription) and \(least) at "
          + "\(long.mark.lineDescription)",
        expected: "\(name) of at least \(floor): \(reason)")
    }
  }
}

import PIMHardware
import Testing

/// Timings that make no machine, each as the user reads it; the documents' first line extends the preset.
@Suite struct TimingRelationTests {
  // MARK: Delays

  /// nRP 24 - nRAS 54 = -30.
  @Test func aRuleWithANegativeDelayIsRefused() {
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [PRE], before: [ACT], delay: nRP - nRAS}\n")
        == "a.yaml:3:53: rules[0].delay: a negative delay, found nRP - nRAS, which is -30 clock cycles; "
        + "expected a sum of at least 0: nothing comes before what it follows")
  }

  /// nCL 24 + nBL 2 - 40 = -14, and no latency that is taken off explains it; nor does nWR, which a MAC16 has
  /// nothing to do with.
  @Test func onlyALatencyTakesTheTurnOfTheLinkBelowZero() {
    #expect(
      Documents.failure("rules:\n- {scope: channel, after: [RD], before: [WR], delay: nCL + nBL - 40}\n")
        == "a.yaml:3:54: rules[0].delay: a negative delay, found nCL + nBL - 40, which is -14 clock cycles; "
        + "expected a sum of at least 0, or one that only a latency such as nCWL takes below")
    #expect(
      Documents.failure("rules:\n- {scope: channel, after: [RD], before: [MAC16], delay: nBL - nWR}\n")
        == "a.yaml:3:57: rules[0].delay: a negative delay, found nBL - nWR, which is -22 clock cycles; "
        + "expected a sum of at least 0: nothing comes before what it follows")
  }

  /// The preset itself: nCLREG 1 + nBL 2 + nRTW 2 - nCWL 6 = -1. A longer write latency takes RD to WR below
  /// zero as well.
  @Test func theTurnOfTheLinkMayBindNothing() throws {
    #expect(try Documents.system().delay(.channel, .RDMAC16, .WR) == -1)
    #expect(try Documents.system("timing: {nCWL: 40}\n").delay(.channel, .RD, .WR) == 24 + 2 + 2 - 40)
  }

  @Test func aDelayOfZeroIsARule() throws {
    #expect(try Documents.system("timing: {nWTRS: 0, nRTW: 0, nCLREG: 0, tRTP: 0 ns}\n").cycles("nRTP") == 0)
  }

  /// The clock of 0.5 ns: 2,000,000 cycles are a millisecond, nRP is 24.
  @Test func aDelayTooLong() {
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [PRE], before: [ACT], delay: 1999977 + nRP}\n")
        == "a.yaml:3:53: rules[0].delay: too long, found 1999977 + nRP, which is 2000001 clock cycles; "
        + "expected at most 2000000 clock cycles, a millisecond")
  }

  /// nBL 2 - nCL 24.
  @Test func aCommandIsNotCompleteBeforeItIsIssued() {
    #expect(
      Documents.failure("completion:\n  RD: nBL - nCL\n")
        == "a.yaml:3:7: completion.RD: complete before it is issued, found nBL - nCL, which is -22 clock cycles; "
        + "expected a sum of at least 0")
  }

  // MARK: Timings

  @Test(arguments: [
    ("tRAS", "0 ns", "a row that is opened is restored before it closes"),
    ("nRAS", "0", "a row that is opened is restored before it closes"),
    ("tRP", "0 ps", "closing a row takes time"),
    ("tRCDRD", "0 ns", "opening a row takes time"),
    ("nRCDWR", "0", "opening a row takes time"),
    ("tCCDS", "0 ns", "a column access takes time"),
    ("nCL", "0", "data follow their command"),
    ("nCWL", "0", "data follow their command"),
    ("nRFC", "0", "a refresh takes time; without refresh: refresh.policy: none"),
  ])
  func aTimingOfNoTimeIsRefused(name: String, value: String, reason: String) {
    #expect(
      Documents.failure("timing:\n  \(name): \(value)\n")
        == "a.yaml:3:\(name.count + 5): timing.\(name): no time, found \(value); "
        + "expected at least 1 clock cycle: \(reason)")
  }

  /// Also where nothing is refreshed: the timing says what the DRAM is, the policy whether it is used.
  @Test func aRefreshIntervalOfNoTimeIsRefused() {
    #expect(
      Documents.failure("timing:\n  tREFI: 0 ns\nrefresh: {policy: none}\n")
        == "a.yaml:3:10: timing.tREFI: no time, found 0 ns; "
        + "expected at least 1 clock cycle: a refresh is due every tREFI; without refresh: refresh.policy: none"
    )
  }

  @Test func spacingInABankGroupIsNoShorterThanAnywhere() {
    let reason = "banks of one group meet the spacing of any two banks"
    #expect(
      Documents.failure("timing:\n  nCCDS: 3\n  nCCDL: 2\n")
        == "a.yaml:4:10: timing.nCCDL: nCCDL is less than nCCDS, found 2 clock cycles at a.yaml:4 and 3 at a.yaml:3; "
        + "expected nCCDL of at least nCCDS: \(reason)")
    #expect(
      Documents.failure("timing:\n  tRRDL: 5 ns\n  nRRDS: 11\n")
        == "a.yaml:3:10: timing.tRRDL: nRRDL is less than nRRDS, found 10 clock cycles at a.yaml:3 and 11 at a.yaml:4; "
        + "expected nRRDL of at least nRRDS: \(reason)")
    #expect(
      Documents.failure("timing:\n  nWTRL: 8\n  nWTRS: 9\n")
        == "a.yaml:3:10: timing.nWTRL: nWTRL is less than nWTRS, found 8 clock cycles at a.yaml:3 and 9 at a.yaml:4; "
        + "expected nWTRL of at least nWTRS: \(reason)")
  }

  /// One of the two from the command line: it is the one to look at.
  @Test func anOptionIsBlamedBeforeAPreset() {
    #expect(
      Documents.failure("timing: {nCCDL: 2}\n", set: "timing.tCCDS=1.5ns")
        == "--set timing.tCCDS=1.5ns: timing.tCCDS: nCCDL is less than nCCDS, "
        + "found 2 clock cycles at a.yaml:2 and 3 at --set timing.tCCDS=1.5ns; "
        + "expected nCCDL of at least nCCDS: banks of one group meet the spacing of any two banks")
  }

  @Test func aWindowOfActivationsIsNoShorterThanTheirSpacing() {
    let rules = "rules:\n- {scope: channel, after: [ACT], before: [ACT], delay: nFAW, window: 4}\n"
    // The preset's rules are replaced: the timings that only they use are in the way of the message asked
    // for.
    let message = Documents.failure(
      "timing: {nFAW: 10}\n"
        + rules.replacing(
          "rules:\n", with: "rules:\n- {scope: bank, after: [ACT], before: [PRE], delay: \(Self.all)}\n"))
    #expect(
      message
        .contains("timing.nFAW: nFAW is less than nRRDS, found 10 clock cycles at a.yaml:2 and 11 at"))
    #expect(
      message.hasSuffix(
        "expected nFAW of at least nRRDS: four activations are at least that far apart; "
          + "as long as tRRDS it binds nothing"))
  }

  private static let all =
    "nRFCBuffer + nRCDRD + nRCDWR + nRP + nCCDS + nCCDL + nWR + nRFC + nREFI + nRAS + nRRDS + nRRDL + nRTP + nCL + nCWL + nWTRS "
    + "+ nWTRL + nRTW + nCLREG + nCWLREG + nCWLGB + nMACRD + nBL"

  /// GDDR6-AiM has 89 for 54 + 32, AttAcc's HBM3 77 for 55 + 23: neither is a contradiction, 53 is one.
  @Test func aRowCycleHoldsItsOpenPart() throws {
    func failure(_ nRC: Int) -> String {
      Documents.message { try Documents.experimentSystem(["system=aim-gddr6", "system.timing.nRC=\(nRC)"]) }
    }
    let message = failure(53)
    #expect(
      message.contains(
        "timing.nRC: nRC is less than nRAS, found 53 clock cycles at --set system.timing.nRC=53 and 54 at "))
    #expect(
      message.hasSuffix(
        "expected nRC of at least nRAS: a row cycle begins with the time that the row is open"))
    #expect(failure(77) == "no error" && failure(86) == "no error")
  }

  @Test func aModeHasCommands() {
    #expect(
      Documents.failure("modes: {bank: []}\n")
        == "a.yaml:2:15: modes.bank: a mode without commands; "
        + "expected the commands that need the channel in it")
  }
}

import PIMHardware
import Testing

/// Each error of a system document, as the user reads it. The documents' first line extends the preset, so
/// line 2 is the first of the text shown.
@Suite struct SystemErrorTests {
  static let commands =
    "ACT, ACT4, ACT16, PRE, PRE4, PREA, RD, WR, RDA, WRA, MAC, RDCP, WRCP, "
    + "MAC16, AF16, EWMUL16, WRA16, WRGB, RDMAC16, RDAF16, WRMAC16, TMOD, REFab, REFpb"
  /// The preset's, in its order, and the link's.
  static let timings =
    "nRCDRD, nRCDWR, nRP, nCCDS, nCCDL, nWR, nRFC, nREFI, nRFCBuffer, nRAS, "
    + "nRRDS, nRRDL, nRTP, nCL, nCWL, nWTRS, nWTRL, nRTW, nCLREG, nCWLREG, nCWLGB, nMACRD, nBL"

  // MARK: Timings

  @Test func timingThatARuleMisspells() {
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: nRCDR}\n")
        == "a.yaml:3:52: rules[0].delay: unknown timing, found nRCDR; "
        + "expected one of those in timing: \(Self.timings); did you mean \"nRCDRD\"?")
  }

  @Test func timingThatCompletionMisspells() {
    #expect(
      Documents.failure("completion:\n  RD: nCL + nB\n")
        == "a.yaml:3:7: completion.RD: unknown timing, found nB; "
        + "expected one of those in timing: \(Self.timings); did you mean \"nBL\"?")
  }

  @Test func timingThatNothingUses() {
    #expect(
      Documents.failure("timing: {tRASS: 27 ns}\n")
        == "a.yaml:2:17: timing.tRASS: a timing that no rule uses, found nRASS; "
        + "expected a timing that rules, completion or refresh name; did you mean \"nRAS\"?")
    #expect(
      Documents.failure("timing:\n  nFAW: 32\n")
        == "a.yaml:3:9: timing.nFAW: a timing that no rule uses, found nFAW; "
        + "expected a timing that rules, completion or refresh name")
  }

  @Test func negativeTiming() {
    #expect(
      Documents.failure("timing:\n  tRP: -12 ns\n")
        == "a.yaml:3:8: timing.tRP: out of range, found -12 ns; expected a time between 0 ps and 1 ms")
    #expect(
      Documents.failure("timing:\n  nRP: -1\n")
        == "a.yaml:3:8: timing.nRP: out of range, found -1; expected an integer between 0 and 1000000000")
    #expect(
      Documents.failure(set: "timing.tRP=-12ns")
        == "--set timing.tRP=-12ns: timing.tRP: out of range, found -12ns; "
        + "expected a time between 0 ps and 1 ms")
  }

  @Test func timingWithoutUnit() {
    #expect(
      Documents.failure("timing:\n  tRP: 12\n")
        == "a.yaml:3:8: timing.tRP: missing unit, found 12; expected a time such as \"12 ns\"")
    #expect(
      Documents.failure("timing:\n  tRP: 12 nss\n")
        == "a.yaml:3:8: timing.tRP: unknown unit \"nss\", found 12 nss; "
        + "expected a time such as \"12 ns\"; did you mean \"ns\"?")
    #expect(
      Documents.failure("timing:\n  tRP: 12 mA\n")
        == "a.yaml:3:8: timing.tRP: wrong unit, found the current 12 mA; expected a time such as \"12 ns\"")
    #expect(
      Documents.failure("timing:\n  nRP: 12 ns\n")
        == "a.yaml:3:8: timing.nRP: wrong type, found the time 12 ns; "
        + "expected an integer between 0 and 1000000000")
    #expect(
      Documents.failure("timing:\n  nRP: 1.5\n")
        == "a.yaml:3:8: timing.nRP: wrong type, found the number 1.5; "
        + "expected an integer between 0 and 1000000000")
    #expect(
      Documents.failure(set: "timing.tRP=12")
        == "--set timing.tRP=12: timing.tRP: missing unit, found 12; expected a time such as \"12 ns\"")
  }

  @Test func timingTooLong() {
    #expect(
      Documents.failure("timing:\n  tRP: 1 s\n")
        == "a.yaml:3:8: timing.tRP: out of range, found 1 s; expected a time between 0 ps and 1 ms")
    #expect(
      Documents.failure("timing:\n  nRP: 1000000001\n")
        == "a.yaml:3:8: timing.nRP: out of range, found 1000000001; "
        + "expected an integer between 0 and 1000000000")
  }

  @Test func timingInBothForms() {
    #expect(
      Documents.failure("timing:\n  tRP: 12 ns\n  nRP: 24\n")
        == "a.yaml:3:3: timing.tRP: contradicts nRP, the same timing; expected one of tRP and nRP")
    #expect(
      Documents.failure("timing:\n  nRP: 24\n  tRP: 12 ns\n")
        == "a.yaml:4:3: timing.tRP: contradicts nRP, the same timing; expected one of tRP and nRP")
  }

  @Test func timingOfTheLink() {
    #expect(
      Documents.failure("timing:\n  nBL: 2\n")
        == "a.yaml:3:3: timing.nBL: follows from the link; "
        + "expected link.pins and link.rate only: a burst takes 2 clock cycles")
    #expect(
      Documents.failure("timing:\n  tBL: 1 ns\n")
        == "a.yaml:3:3: timing.tBL: follows from the link; "
        + "expected link.pins and link.rate only: a burst takes 2 clock cycles")
  }

  @Test func notATiming() {
    #expect(
      Documents.failure("timing:\n  RP: 12 ns\n")
        == "a.yaml:3:3: timing.RP: not the name of a timing; "
        + "expected a name such as tRP (a time) or nRP (clock cycles)")
    #expect(
      Documents.failure("timing:\n  trp: 12 ns\n")
        == "a.yaml:3:3: timing.trp: not the name of a timing; "
        + "expected a name such as tRP (a time) or nRP (clock cycles)")
    #expect(
      Documents.failure("timing:\n  t: 12 ns\n")
        == "a.yaml:3:3: timing.t: not the name of a timing; "
        + "expected a name such as tRP (a time) or nRP (clock cycles)")
  }

  @Test func missingTiming() {
    #expect(
      Documents.failure(set: "timing.tREFI=~")
        == "--set timing.tREFI=~: timing.tREFI: wrong type, found nothing; expected a time such as \"12 ns\"")
  }

  // MARK: Rules

  @Test func notADelay() {
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: nRP +}\n")
        == "a.yaml:3:52: rules[0].delay: not a delay, found \"nRP +\"; "
        + "expected a sum of timings such as \"nCL + nBL - nCWL\"")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: 2 * nRP}\n")
        == "a.yaml:3:52: rules[0].delay: not a delay, found \"2 * nRP\"; "
        + "expected a sum of timings such as \"nCL + nBL - nCWL\"")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: tRP}\n")
        == "a.yaml:3:52: rules[0].delay: not a delay, found \"tRP\"; "
        + "expected a sum of timings such as \"nCL + nBL - nCWL\"")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: nRP - - 2}\n")
        == "a.yaml:3:52: rules[0].delay: not a delay, found \"nRP - - 2\"; "
        + "expected a sum of timings such as \"nCL + nBL - nCWL\"")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: 9999999999}\n")
        == "a.yaml:3:52: rules[0].delay: not a delay, found \"9999999999\"; "
        + "expected a sum of timings such as \"nCL + nBL - nCWL\"")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: [nRP]}\n")
        == "a.yaml:3:52: rules[0].delay: wrong type, found a list; expected text")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: ~}\n")
        == "a.yaml:3:52: rules[0].delay: wrong type, found nothing; "
        + "expected a sum of timings such as \"nCL + nBL - nCWL\"")
  }

  @Test func unknownCommand() {
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT, MAC61], before: [RD], delay: nRP}\n")
        == "a.yaml:3:30: rules[0].after[1]: unknown command, found MAC61; "
        + "expected one of \(Self.commands); did you mean \"MAC16\"?")
    #expect(
      Documents.failure("commands: [ACT, PREX]\n")
        == "a.yaml:2:17: commands[1]: unknown command, found PREX; "
        + "expected one of \(Self.commands); did you mean \"PRE\"?")
    #expect(
      Documents.failure("completion: {RDMAC: nCL}\n")
        == "a.yaml:2:14: completion.RDMAC: unknown command; did you mean \"RDMAC16\"?")
    #expect(
      Documents.failure("completion: {rd: nCL}\n")
        == "a.yaml:2:14: completion.rd: unknown command; did you mean \"RD\"?")
  }

  @Test func commandTwice() {
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT, RD, ACT], before: [RD], delay: nRP}\n")
        == "a.yaml:3:34: rules[0].after[2]: command named twice, found ACT")
    #expect(
      Documents.failure("commands:\n- ACT\n- RD\n- RD\n")
        == "a.yaml:5:3: commands[2]: command named twice, found RD")
  }

  @Test func wrongRules() {
    #expect(
      Documents.failure("rules:\n- {scope: rank, after: [ACT], before: [RD], delay: nRP}\n")
        == "a.yaml:3:11: rules[0].scope: unknown choice, found \"rank\"; "
        + "expected one of channel, bankgroup, bank; did you mean \"bank\"?")
    #expect(
      Documents.failure("rules:\n- {scope: bankGroup, after: [ACT], before: [RD], delay: nRP}\n")
        == "a.yaml:3:11: rules[0].scope: unknown choice, found \"bankGroup\"; "
        + "expected one of channel, bankgroup, bank; did you mean \"bankgroup\"?")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], delay: nRP}\n")
        == "a.yaml:3:3: rules[0].before: missing key; expected a list")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [], before: [RD], delay: nRP}\n")
        == "a.yaml:3:24: rules[0].after: wrong length, found 0; expected a length between 1 and 24")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD]}\n")
        == "a.yaml:3:3: rules[0].delay: missing key; expected a sum of timings such as \"nCL + nBL - nCWL\"")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: nRP, windows: 4}\n")
        == "a.yaml:3:57: rules[0].windows: unknown key; "
        + "expected one of scope, after, before, delay, window; did you mean \"window\"?")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [RD], delay: nRP, window: 0}\n")
        == "a.yaml:3:65: rules[0].window: out of range, found 0; expected an integer between 1 and 64")
    #expect(
      Documents.failure("rules:\n- {scope: bank, after: [ACT], before: [ACT], delay: nRP, window: 4}\n")
        == "a.yaml:3:58: rules[0].window: counted over a bank; expected a window over the channel")
    #expect(
      Documents.failure("rules:\n- nRP\n")
        == "a.yaml:3:3: rules[0]: wrong type, found the text \"nRP\"; expected a mapping")
    #expect(
      Documents.failure("rules: []\n")
        == "a.yaml:2:8: rules: wrong length, found 0; expected a length between 1 and 10000")
    #expect(
      Documents.failure("rules: nRP\n")
        == "a.yaml:2:8: rules: wrong type, found the text \"nRP\"; expected a list")
  }

  // MARK: Refresh

  @Test func refreshLongerThanTheInterval() {
    #expect(
      Documents.failure("refresh:\n  policy: strict\ntiming: {tRFC: 7 us}\n")
        == "a.yaml:3:11: refresh.policy: a refresh takes longer than the interval, found nRFC 14000, nREFI 13650; "
        + "expected nRFC below nREFI")
    #expect(
      Documents.failure("refresh:\n  policy: postponed\ntiming: {tREFI: 455 ns}\n")
        == "a.yaml:3:11: refresh.policy: a refresh takes longer than the interval, found nRFC 910, nREFI 910; "
        + "expected nRFC below nREFI")
  }

  /// A row may be opened at the edge before a refresh falls due. PREA follows nRAS = 54 later, REFab nRP =
  /// 24, ACT nRFC = 910 and a column nRCD = 24 later, 1,012 cycles in all: if the next refresh falls due that
  /// many after the first, the column comes at the edge before it.
  @Test func intervalTooShort() {
    #expect(
      Documents.failure("timing:\n  tREFI: 505.5 ns\n")
        == "a.yaml:3:3: timing.tREFI: too short: a channel might do nothing but refresh, found 1011 clock cycles; "
        + "expected at least 1012: so long it may take to close the banks, to refresh, and to reach a column again"
    )
    #expect(
      Documents.failure("timing:\n  nREFI: 1011\n")
        == "a.yaml:3:3: timing.nREFI: too short: a channel might do nothing but refresh, found 1011 clock cycles; "
        + "expected at least 1012: so long it may take to close the banks, to refresh, and to reach a column again"
    )
    #expect(
      Documents.failure(set: "timing.tREFI=1us", "timing.tRFC=950ns")
        == "--set timing.tREFI=1us: timing.tREFI: too short: a channel might do nothing but refresh, found 2000 clock cycles; "
        + "expected at least 2002: so long it may take to close the banks, to refresh, and to reach a column again"
    )
  }

  // MARK: Sums of timings

  @Test func wrongSums() {
    #expect(
      Documents.failure("timing: {nRFCBuffer: nRFC - nREFI}\n")
        == "a.yaml:2:22: timing.nRFCBuffer: out of range, found -12740; expected a sum from 0 to 1000000000")
    #expect(
      Documents.failure("timing: {nRFCBuffer: nRFC +}\n")
        == "a.yaml:2:22: timing.nRFCBuffer: not a delay, found \"nRFC +\"; expected a sum of timings such as \"nCL + nBL - nCWL\""
    )
    let unknown = Documents.failure("timing: {nRFCBuffer: nRFCC}\n")
    #expect(
      unknown.hasPrefix(
        "a.yaml:2:22: timing.nRFCBuffer: unknown timing, found nRFCC; expected one of those in timing: "))
    #expect(unknown.hasSuffix("did you mean \"nRFC\"?"))
    // A sum is made of timings that are no sums.
    let sums = Documents.failure("timing: {nRFCBuffer: nRFC, nRP: nRFCBuffer}\n")
    #expect(sums.contains("timing.nRP: unknown timing, found nRFCBuffer; expected one of those in timing: "))
    #expect(!sums.contains("nRFCBuffer,"))
  }

  @Test func wrongRefresh() {
    #expect(
      Documents.failure("refresh:\n  policy: postpone\n")
        == "a.yaml:3:11: refresh.policy: unknown choice, found \"postpone\"; "
        + "expected one of none, strict, postponed; did you mean \"postponed\"?")
    #expect(
      Documents.failure("refresh: {postponeLimit: 0}\n")
        == "a.yaml:2:26: refresh.postponeLimit: out of range, found 0; expected an integer between 1 and 64")
    #expect(
      Documents.failure("refresh: {limit: 4}\n")
        == "a.yaml:2:11: refresh.limit: unknown key; expected one of policy, postponeLimit")
  }

  // MARK: Sizes

  @Test func burst() {
    #expect(
      Documents.failure("organisation:\n  burst: 48 B\n")
        == "a.yaml:3:3: organisation.burst: not a power of two, found 48 B; expected a size such as \"32 B\"")
    #expect(
      Documents.failure("organisation:\n  burst: 1 B\n")
        == "a.yaml:3:10: organisation.burst: out of range, found 1 B; expected a size between 2 B and 4 KiB")
    #expect(
      Documents.failure("organisation:\n  rowSize: 2000 B\n")
        == "a.yaml:3:3: organisation.rowSize: not a whole number of bursts, found 2000 B; "
        + "expected a multiple of the burst, 32 B")
    #expect(
      Documents.failure("globalBuffer:\n  size: 2000 B\n")
        == "a.yaml:3:3: globalBuffer.size: not a whole number of bursts, found 2000 B; "
        + "expected a multiple of the burst, 32 B")
  }

  @Test func lanesAreTheElementsOfABurst() {
    #expect(
      Documents.failure("macUnit:\n  lanes: 8\n")
        == "a.yaml:3:3: macUnit.lanes: differs from the elements of a burst, found 8; "
        + "expected 16: one multiplier for each bf16 of a column access")
    #expect(
      Documents.failure("organisation: {burst: 64 B}\nmacUnit: {lanes: 16}\n")
        == "a.yaml:3:11: macUnit.lanes: differs from the elements of a burst, found 16; "
        + "expected 32: one multiplier for each bf16 of a column access")
  }

  @Test func organisation() {
    #expect(
      Documents.failure("organisation: {channels: 65}\n")
        == "a.yaml:2:26: organisation.channels: out of range, found 65; expected an integer between 1 and 64")
    #expect(
      Documents.failure("organisation: {channels: 0}\n")
        == "a.yaml:2:26: organisation.channels: out of range, found 0; expected an integer between 1 and 64")
    #expect(
      Documents.failure("organisation:\n  bankGroups: 32\n  banksPerGroup: 16\n")
        == "a.yaml:4:3: organisation.banksPerGroup: too many banks a channel, found 512; "
        + "expected 256 or fewer")
    #expect(
      Documents.failure("organisation:\n  rowSize: 2 kB\n")
        == "a.yaml:3:12: organisation.rowSize: unknown unit \"kB\", found 2 kB; "
        + "expected a size such as \"2 KiB\"; did you mean \"KiB\"?")
    #expect(
      Documents.failure("organisation:\n  ranks: 2\n")
        == "a.yaml:3:3: organisation.ranks: unknown key; "
        + "expected one of channels, bankGroups, banksPerGroup, rows, rowSize, burst")
  }

  @Test func linkAndClocks() {
    #expect(
      Documents.failure("link:\n  rate: 16\n")
        == "a.yaml:3:9: link.rate: missing unit, found 16; expected a data rate such as \"16 Gb/s\"")
    #expect(
      Documents.failure("link:\n  rate: 0 b/s\n")
        == "a.yaml:3:9: link.rate: out of range, found 0 b/s; "
        + "expected a data rate between 1 kb/s and 1000 Gb/s")
    #expect(
      Documents.failure("link: {pins: 1, rate: 1 kb/s}\nclock: {command: 1 ps}\n")
        == "a.yaml:2:17: link.rate: too slow, found 1 kb/s; "
        + "expected a rate that moves a burst in at most 1000000000 clock cycles, a millisecond")
    #expect(
      Documents.failure("clock: {command: 0 ns}\n")
        == "a.yaml:2:18: clock.command: out of range, found 0 ns; expected a time of at least 1 ps")
    #expect(
      Documents.failure("clock: {command: 3 GHz}\n")
        == "a.yaml:2:18: clock.command: period is not a whole number of picoseconds, "
        + "found 3 GHz, which is 333.333 ps; "
        + "expected a whole period, nearest \"333 ps\" (3.003003003 GHz) or \"334 ps\" (2.994011976 GHz)")
    #expect(
      Documents.failure("clock: {command: ~}\n")
        == "a.yaml:2:18: clock.command: wrong type, found nothing; "
        + "expected a clock such as \"1 GHz\" or \"0.5 ns\"")
    #expect(
      Documents.failure("asic: {clock: 1}\n")
        == "a.yaml:2:15: asic.clock: missing unit, found 1; expected a time such as \"12 ns\"")
  }

  @Test func asic() {
    #expect(
      Documents.failure("asic: {adders: 0}\n")
        == "a.yaml:2:16: asic.adders: out of range, found 0; expected an integer between 1 and 1000000")
    #expect(
      Documents.failure("asic: {sram: 128 KB}\n")
        == "a.yaml:2:14: asic.sram: unknown unit \"KB\", found 128 KB; "
        + "expected a size such as \"2 KiB\"; did you mean \"KiB\"?")
    #expect(
      Documents.failure("asic: {functions: {taylorTerms: 13}}\n")
        == "a.yaml:2:33: asic.functions.taylorTerms: out of range, found 13; "
        + "expected an integer between 2 and 12")
    #expect(
      Documents.failure("asic: {functions: {taylorTerms: 1}}\n")
        == "a.yaml:2:33: asic.functions.taylorTerms: out of range, found 1; "
        + "expected an integer between 2 and 12")
    #expect(
      Documents.failure("asic: {functions: {reciprocalSteps: 9}}\n")
        == "a.yaml:2:37: asic.functions.reciprocalSteps: out of range, found 9; "
        + "expected an integer between 0 and 8")
    #expect(
      Documents.failure("asic: {functions: {inverseSquareRootSteps: 9}}\n")
        == "a.yaml:2:44: asic.functions.inverseSquareRootSteps: out of range, found 9; "
        + "expected an integer between 0 and 8")
    #expect(
      Documents.failure("asic: {functions: {reciprocalStep: 2}}\n")
        == "a.yaml:2:20: asic.functions.reciprocalStep: unknown key; "
        + "expected one of taylorTerms, reciprocalSteps, inverseSquareRootSteps; "
        + "did you mean \"reciprocalSteps\"?")
  }

  @Test func everythingElse() {
    #expect(
      Documents.failure("electrical: {VDD: 1.25 mA}\n")
        == "a.yaml:2:19: electrical.VDD: wrong unit, found the current 1.25 mA; "
        + "expected a voltage such as \"1.25 V\"")
    #expect(
      Documents.failure("electrical: {accounting: brut}\n")
        == "a.yaml:2:26: electrical.accounting: unknown choice, found \"brut\"; expected one of net, gross")
    #expect(
      Documents.failure("electrical: {macRoutingFactor: 0.5}\n")
        == "a.yaml:2:32: electrical.macRoutingFactor: out of range, found 0.5; "
        + "expected a fraction between 1 and 100")
    #expect(
      Documents.failure("host: {window: 0}\n")
        == "a.yaml:2:16: host.window: out of range, found 0; expected an integer between 1 and 1024")
    #expect(
      Documents.failure("macUnit: {readClears: yes}\n")
        == "a.yaml:2:23: macUnit.readClears: wrong type, found the text \"yes\"; expected true or false")
    #expect(
      Documents.failure("hosts: {window: 32}\n")
        == "a.yaml:2:1: hosts: unknown key; "
        + "expected one of name, description, clock, organisation, electrical, link, timing, commands, rules, completion, refresh, modes, …; "
        + "did you mean \"host\"?")
  }

  // MARK: Modes

  @Test func commandInTwoModes() {
    #expect(
      Documents.failure("modes:\n  bank: [ACT, RD]\n  register:\n  - WRGB\n  - RD\n")
        == "a.yaml:6:5: modes.register[1]: command in two modes, found RD")
    #expect(
      Documents.failure("modes:\n  bank: [RD, RD]\n")
        == "a.yaml:3:14: modes.bank[1]: command named twice, found RD")
    #expect(
      Documents.failure("modes:\n  bank: [MAC1]\n")
        == "a.yaml:3:10: modes.bank[0]: unknown command, found MAC1; "
        + "expected one of \(Self.commands); did you mean \"MAC\"?")
    #expect(
      Documents.failure("modes:\n  bank: RD\n")
        == "a.yaml:3:9: modes.bank: wrong type, found the text \"RD\"; expected a list")
  }

  // MARK: Commands that a channel needs of its own accord

  @Test(arguments: [
    ("[ACT, PRE, PREA, RD]", "REFab in the list: refresh.policy is strict"),
    ("[ACT, PRE, RD, REFab]", "PREA in the list: it closes the banks for a refresh"),
    ("[PRE, PREA, RD, REFab]", "ACT in the list: it opens the rows of RD"),
    ("[ACT, PREA, MAC, REFab]", "PRE in the list: it closes the rows of MAC"),
    ("[PREA, MAC16, REFab]", "ACT16 in the list: it opens the rows of MAC16"),
    ("[ACT16, WRA16, REFab]", "PREA in the list: it closes the rows of WRA16"),
  ])
  func commandThatIsMissing(list: String, expected: String) {
    #expect(
      Documents.failure("commands: \(list)\n")
        == "a.yaml:2:1: commands: a command is missing; expected \(expected)")
  }

  @Test func commandThatModesNeed() throws {
    let modes = "modes:\n  bank: [ACT, RD]\n  register: [WRGB]\n"
    #expect(
      Documents.failure("commands: [ACT, PRE, PREA, RD, WRGB, REFab]\n" + modes)
        == "a.yaml:2:1: commands: a command is missing; "
        + "expected TMOD in the list: it turns a channel from mode to mode")
    // A channel that stays in its only mode has nothing to turn.
    #expect(try Documents.system("modes:\n  bank: [ACT, RD]\n").modeNames == ["bank"])
  }

  @Test func commandsThatNothingNeeds() throws {
    let system = try Documents.system("commands: [WRGB]\nrefresh: {policy: none}\n")
    #expect(Command.allCases.filter(system.has) == [.WRGB])
  }

  @Test func modes() throws {
    let system = try Documents.system(
      "commands: [ACT, PRE, PREA, RD, WRGB, TMOD, REFab]\nmodes:\n  bank: [ACT, RD]\n  register: [WRGB]\n")
    #expect(system.modeNames == ["bank", "register"])
    #expect(system.mode[Int(Command.RD.rawValue)] == 0 && system.mode[Int(Command.WRGB.rawValue)] == 1)
    #expect(system.mode[Int(Command.WR.rawValue)] == nil)
    // The preset has none.
    #expect(try Documents.system().modeNames.isEmpty)
  }

  // MARK: Missing sections

  @Test func missingSections() {
    #expect(
      Documents.message { try Documents.systemWithout("name") }
        == "b.yaml:1:1: name: missing key; expected text")
    #expect(
      Documents.message { try Documents.systemWithout("clock") }
        == "b.yaml:1:1: clock: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("organisation") }
        == "b.yaml:1:1: organisation: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("link") }
        == "b.yaml:1:1: link: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("globalBuffer") }
        == "b.yaml:1:1: globalBuffer: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("macUnit") }
        == "b.yaml:1:1: macUnit: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("timing") }
        == "b.yaml:1:1: timing: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("refresh") }
        == "b.yaml:1:1: refresh: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("commands") }
        == "b.yaml:1:1: commands: missing key; expected a list")
    #expect(
      Documents.message { try Documents.systemWithout("rules") }
        == "b.yaml:1:1: rules: missing key; expected a list")
    #expect(
      Documents.message { try Documents.systemWithout("completion") }
        == "b.yaml:1:1: completion: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("asic") }
        == "b.yaml:1:1: asic: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("electrical") }
        == "b.yaml:1:1: electrical: missing key; expected a mapping")
    #expect(
      Documents.message { try Documents.systemWithout("host") }
        == "b.yaml:1:1: host: missing key; expected a mapping")
  }

  // MARK: Currents

  @Test func currentsThatCannotIncludeStandby() {
    let advice =
      "expected currents that include standby as JEDEC measures them, or electrical.accounting: gross"
    // 122 mA · 39 ns; 142 mA · 27 ns + 92 mA · 12 ns.
    #expect(
      Documents.failure("electrical:\n  accounting: net\n  IDD0: 122 mA\n")
        == "a.yaml:4:3: electrical.IDD0: net of standby an activation draws less than nothing, found 122 mA for a tRC of 39 ns, "
        + "4758 mA ns, and for standby 142 mA in 27 ns and 92 mA in 12 ns, 4938 mA ns; \(advice)")
    #expect(
      Documents.failure(set: "electrical.accounting=net", "electrical.IDD0=200mA", "electrical.IDD4R=141 mA")
        == "--set electrical.IDD4R=141 mA: electrical.IDD4R: net of standby it is less than nothing, found 141 mA, "
        + "with IDD3N 142 mA; \(advice)")
    #expect(
      Documents.failure("electrical:\n  accounting: net\n  IDD0: 200 mA\n  IDD4W: 1 mA\n")
        == "a.yaml:5:3: electrical.IDD4W: net of standby it is less than nothing, found 1 mA, with IDD3N 142 mA; \(advice)"
    )
    #expect(
      Documents.failure("electrical:\n  accounting: net\n  IDD0: 200 mA\n  IDD5B: 91 mA\n")
        == "a.yaml:5:3: electrical.IDD5B: net of standby it is less than nothing, found 91 mA, with IDD2N 92 mA; \(advice)"
    )
    // As much as standby is nothing, and allowed.
    #expect(
      Documents.failure("electrical:\n  accounting: net\n  IDD0: 200 mA\n  IDD4R: 142 mA\n") == "no error")
  }

  @Test func energiesThatContradictEachOther() {
    #expect(
      Documents.failure("electrical: {accounting: null}\n")
        == "a.yaml:2:26: electrical.accounting: wrong type, found nothing; expected one of net, gross")
    #expect(
      Documents.failure("electrical:\n  measuredAt: {tBurst: 1 ns}\n")
        == "a.yaml:3:3: electrical.measuredAt: contradicts gross accounting; "
        + "expected electrical.accounting: net: gross charges a command for its own time")
    #expect(
      Documents.failure("electrical:\n  accounting: net\n  IDD0: 200 mA\n  measuredAt: {tRC: 20 ns}\n")
        == "a.yaml:5:3: electrical.measuredAt: a row cycle is shorter than its active part, found tRC 20 ns, tRAS 27 ns; "
        + "expected tRC above tRAS")
    #expect(
      Documents.failure("electrical:\n  bufferReadEnergy: 1 pJ\n  bufferWriteEnergy: null\n")
        == "a.yaml:3:3: electrical.bufferReadEnergy: half of the global buffer's energy; "
        + "expected both bufferWriteEnergy and bufferReadEnergy, or neither")
  }

  @Test func theDescriptionMayBeMissing() throws {
    #expect(try Documents.systemWithout("description").name == "pim-gpt")
  }
}

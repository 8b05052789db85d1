import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMResults
import Testing

/// Refresh, computed by hand.
extension HandComputedTests {
  /// Rows of MACs as in `rowChange`, one after the other from row 0 on.
  static func rows(_ count: Int64) -> [String] {
    (0..<count).flatMap { row -> [String] in
      let opened = row * 178
      return (row > 0 ? ["\(opened - 24) PREA row \(row)"] : []) + [
        "\(opened) ACT16 row \(row)", "\(opened + 24)…\(opened + 150)/2 MAC16 row \(row) column 0…63",
      ]
    }
  }

  /// Refresh in the middle of a row. Row 76 is opened at 76 · 178 = 13,528, its accesses are at 13,552 + 2i.
  /// At 13,650 the refresh falls due, just as access 49 would be issued, and goes first: PREA nRTP = 4 after
  /// access 48, at 13,652; REFab nRP = 24 later at 13,676; ACT16 nRFC = 910 later at 14,586; access 49 at
  /// 14,610, access 63 at 14,638, the sum at 14,650. The refresh has cost 14,610 − 13,650 = 960 cycles = 480
  /// ns.
  @Test func strictRefreshInARow() throws {
    let result = try HandComputed(["refresh.policy=strict"]).expect(
      [[Make.multiply(row: 0, count: 77 * 64)]],
      commands: Self.rows(76) + [
        "13504 PREA row 76", "13528 ACT16 row 76", "13552…13648/2 MAC16 row 76 column 0…48", "13652 PREA",
        "13676 REFab", "14586 ACT16 row 76", "14610…14638/2 MAC16 row 76 column 49…63",
      ],
      time: 7_325_000,
      cycles: [
        // To close, to refresh, and to open again, but not the wait for the opened row.
        .refresh: 4 + 24 + 910,
        .rowOpening: 24 + 76 * 52 + 24,
        // The distance between accesses 48 and 49 is missing.
        .mac: 77 * 126 - 2 + 12,
      ])
    let channel = result.channels[0]
    #expect(channel.commands[.MAC16] == 77 * 64 && channel.commands[.REFab] == 1)
    // The row that was opened twice missed twice.
    #expect(channel.misses[.MAC16] == 78)
    #expect(channel.largestDebt == 1)
    #expect(channel.openCycles == 76 * 154 + (13_652 - 13_528) + (14_650 - 14_586))
    #expect(result.debtPaid == 0)
  }

  /// With a limit of two the instruction runs on until two are owed, at 2 · 13,650 = 27,300. Row 153 is
  /// opened at 153 · 178 = 27,234, its access 21 would be at 27,258 + 42 = 27,300. PREA 27,302 (nRAS is over
  /// at 27,288), REFab 27,326 and, nRFC later, 28,236; ACT16 29,146; access 21 at 29,170, access 63 at
  /// 29,254, the sum at 29,266.
  @Test func postponedRefreshAtTheLimit() throws {
    let result = try HandComputed(["refresh.policy=postponed", "refresh.postponeLimit=2"]).expect(
      [[Make.multiply(row: 0, count: 154 * 64)]],
      commands: Self.rows(153) + [
        "27210 PREA row 153", "27234 ACT16 row 153", "27258…27298/2 MAC16 row 153 column 0…20", "27302 PREA",
        "27326 REFab", "28236 REFab", "29146 ACT16 row 153", "29170…29254/2 MAC16 row 153 column 21…63",
      ],
      time: 14_633_000,
      cycles: [
        .refresh: 4 + 24 + 2 * 910, .rowOpening: 24 + 153 * 52 + 24, .mac: 154 * 126 - 2 + 12,
      ])
    #expect(result.channels[0].largestDebt == 2)
    #expect(result.channels[0].misses[.MAC16] == 155)
  }

  /// Below the limit the refresh waits for the end of the instruction: row 76 is finished, its last access at
  /// 13,678. Before the next instruction: PREA 13,682, REFab 13,706, ACT16 14,616, accesses 14,640 … 14,766,
  /// the sum at 14,778.
  @Test func postponedRefreshBetweenInstructions() throws {
    let result = try HandComputed(["refresh.policy=postponed"]).expect(
      [[Make.multiply(row: 0, count: 77 * 64), Make.multiply(row: 77)]],
      commands: Self.rows(77) + [
        "13682 PREA", "13706 REFab", "14616 ACT16 row 77", "14640…14766/2 MAC16 row 77 column 0…63",
      ],
      time: 7_389_000,
      cycles: [.refresh: 4 + 24 + 910, .rowOpening: 24 + 76 * 52 + 24, .mac: 78 * 126 + 12])
    #expect(result.channels[0].largestDebt == 1)
    #expect(result.channels[0].misses[.MAC16] == 78)
    #expect(result.debtPaid == 0)
  }

  /// What is owed at the end is paid: the sum is final at 13,690, the refresh that fell due at 13,650 ends at
  /// 13,706 + 910 = 14,616.
  @Test func debtAtTheEnd() throws {
    let result = try HandComputed(["refresh.policy=postponed"]).expect(
      [[Make.multiply(row: 0, count: 77 * 64)]], commands: Self.rows(77) + ["13682 PREA", "13706 REFab"],
      time: 7_308_000,
      cycles: [.rowOpening: 24 + 76 * 52, .mac: 77 * 126 + 12, .refresh: 14_616 - 13_690])
    #expect(result.debtTime == 463_000)
    #expect(result.debtPaid == 1)
    #expect(result.tokens.map(\.time) == [6_845_000])
  }

  /// The global buffer is not written during a refresh. The channel waits for the ASIC, which ends at 81 +
  /// 5,808 + 885 + 240 = 7,014 ns, edge 14,028 (`softmaxOfTwelveHeads`, `softmax1000`); it is refreshed from
  /// 13,674 to 14,584. The write takes nCWLGB + nBL = 3 cycles. Without that assumption it is written at
  /// once.
  @Test(arguments: [(910, 14_584), (0, 14_028)] as [(Int, Int64)])
  func bufferCommandsWaitForARefresh(cycles: Int, written: Int64) throws {
    let softmaxes = [
      Make.softmax(rows: 96, length: 1000), Make.softmax(rows: 12, length: 1000), Make.softmax(length: 1000),
    ]
    try HandComputed(["asic.sram=256 KiB", "timing.nRFCBuffer=\(cycles)"]).expect(
      [[Make.multiply(row: 0)], softmaxes, [Make.writeBuffer(16)]],
      commands: [
        "0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63", "13650 PREA", "13674 REFab",
        "\(written) WRGB column 0",
      ],
      time: (written + 3) * 500,
      cycles: [.rowOpening: 24, .mac: 126 + 12, .refresh: written - 14_028, .link: 3],
      picoseconds: [.softmax: 6_933_000])
  }

  /// With the shortest interval that is not refused, 1,012 cycles, work goes on: a row is open for little
  /// between two refreshes, but for at least an access. Each round but the first has PREA and REFab, due at
  /// 1,012 k; the row is opened nRFC after that.
  @Test func theShortestIntervalLeavesTimeForWork() throws {
    for policy in ["strict", "postponed"] {
      let system = try Machines.load(
        "pim-gpt", ["organisation.channels=1", "timing.nREFI=1012", "refresh.policy=\(policy)"])
      #expect(system.refreshRoundCycles == system.refresh.intervalCycles)
      let blocks = ListSource([
        (0..<4).map { Make.multiply(row: $0 * 2, count: 128) },
        [Make.writeBuffer(1024), Make.readResults(to: 0)],
        (0..<8).map { Make.readBank(Int16($0), row: 3, length: 256, to: 2048 + Int32($0) * 256) },
        (0..<8).map { Make.writeBank(Int16($0), row: Int32($0), length: 256) },
      ]).blocks
      let (expected, commands) = try Simulator(system, engine: .stepped, schedule: .serial).trace(blocks)
      #expect(expected.channels[0].commands[.MAC16] == 512 && expected.channels[0].commands[.REFab] > 2)
      for engine in [Engine.event, .fast] {
        let (result, issued) = try Simulator(system, engine: engine, schedule: .serial).trace(blocks)
        #expect(issued == commands)
        #expect(result == expected)
      }
    }
  }

  /// Debts are the refreshes due by the end of the work. Row 55 is opened at 55 · 178 = 9,790, its accesses
  /// end at 9,940, the sum is final at 9,952, and those due at 2,000, 4,000, 6,000 and 8,000 are owed: PREA
  /// nRTP = 4 after the last access, REFab nRP = 24 later at 9,968, and three more 910 apart. Meanwhile
  /// others fall due at 10,000 and 12,000, which are nobody's debt: the run ends at 12,698 + 910 = 13,608.
  @Test func whatFallsDueWhileDebtsArePaidIsNone() throws {
    let result = try HandComputed(["refresh.policy=postponed", "timing.tREFI=1 us"]).expect(
      [[Make.multiply(row: 0, count: 56 * 64)]],
      commands: Self.rows(56) + [
        "9944 PREA", "9968 REFab", "10878 REFab", "11788 REFab", "12698 REFab",
      ],
      time: 13_608 * 500,
      cycles: [.rowOpening: 24 + 55 * 52, .mac: 56 * 126 + 12, .refresh: 13_608 - 9952])
    #expect(result.debtTime == (13_608 - 9952) * 500)
    #expect(result.debtPaid == 4)
    #expect(result.channels[0].largestDebt == 4)
  }

  /// Nothing waits for the refresh of a channel that waits for the ASIC, but its row must be opened again.
  /// The first sum is there at 81 ns. Two softmaxes of 96 rows of 1,000 (passes as in `softmax1000`) take
  /// 5,808 ns each:
  ///
  /// 1. 95,904 additions → 375, + 40 = 415. 2. 1,151,904 additions → 4,500, 576,000 multiplications → 4,500,
  ///    + 108 = 4,608.
  /// 3. 288 → 2, 384 → 3, + 28 = 31. 4. 96,000 multiplications → 750, + 4 = 754.
  ///
  /// They end at 81 + 2 · 5,808 = 11,697 ns, edge 23,394. In between, at 13,650, the channel is refreshed.
  @Test func refreshWhileTheChannelIsIdle() throws {
    let softmax = Make.softmax(rows: 96, length: 1000)
    try HandComputed(["asic.sram=256 KiB"]).expect(
      [[Make.multiply(row: 0)], [softmax, softmax], [Make.multiply(row: 0)]],
      commands: [
        "0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63", "13650 PREA", "13674 REFab", "23394 ACT16 row 0",
        "23418…23544/2 MAC16 row 0 column 0…63",
      ],
      time: 81_000 + 2 * 5_808_000 + 81_000,
      cycles: [.rowOpening: 24 + 24, .mac: 126 + 12 + 126 + 12], picoseconds: [.softmax: 11_616_000])
  }
}

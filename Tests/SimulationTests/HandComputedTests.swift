import Hardware
import Instructions
import Simulation
import Testing

/// Cases small enough to be computed on paper, on the PIM-GPT system. Times are edges of its command clock of 0.5 ns:
///
///     nRCDRD 24   nRCDWR 24   nRP 24    nRAS 54   nRC 78    nRRDS 11   nRRDL 11   nCCDS 2   nCCDL 2
///     nRTP 4      nWR 24      nCL 24    nCWL 6    nBL 2     nRTW 2     nWTRS 9    nWTRL 11
///     nCLREG 1    nCWLREG 1   nCWLGB 1  nMACRD 12           nRFC 910   nREFI 13650
@Suite struct HandComputedTests {
  // MARK: Rows of MACs

  /// One row: opened at 0, 64 column accesses from nRCDRD = 24 on, one every nCCD = 2: the last at 24 + 63 · 2 = 150. Its
  /// sum is final nMACRD = 12 later, at 162 cycles = 81 ns.
  @Test func oneRowOfMACs() throws {
    let result = try HandComputed().expect(
      [[Make.multiply(row: 3)]],
      commands: ["0 ACT16 row 3", "24…150/2 MAC16 row 3 column 0…63"],
      time: 81_000, cycles: [.rowOpening: 24, .mac: 63 * 2 + 12])
    #expect(result.channels[0].commands.total == 65)
    // The first of 64 accesses waited for the row.
    #expect(result.channels[0].misses[.MAC16] == 1)
    // Still open at the end.
    #expect(result.channels[0].openCycles == 162)
    #expect(result.debtTime == 0)
  }

  /// A row takes from its ACT16 to the next: nRCDRD + 63 · nCCD = 150 to the last access, nRTP = 4 to the PREA (nRAS = 54
  /// is over), nRP = 24 to the ACT16: 178 cycles = 89 ns (nRC = 78 is over). Eight rows: 7 · 178 + 162 = 1,408 cycles.
  @Test func rowChange() throws {
    var commands: [String] = []
    for row in 0..<8 as Range<Int64> {
      let opened = row * 178
      if row > 0 { commands.append("\(opened - 24) PREA row \(row)") }
      commands.append("\(opened) ACT16 row \(row)")
      commands.append("\(opened + 24)…\(opened + 150)/2 MAC16 row \(row) column 0…63")
    }
    let result = try HandComputed().expect(
      [[Make.multiply(row: 0, count: 8 * 64)]], commands: commands, time: 704_000,
      // Opened once and changed seven times; eight times 63 distances of nCCD, and the pipeline.
      cycles: [.rowOpening: 24 + 7 * (4 + 24 + 24), .mac: 8 * 63 * 2 + 12])
    #expect(result.channels[0].misses[.MAC16] == 8)
    // Each row is open for 154 cycles until its PREA, the last one until the end.
    #expect(result.channels[0].openCycles == 7 * 154 + 162)
  }

  /// With few accesses the row must stay open for nRAS = 54: ACT16 0, MAC16 24, PREA 54, ACT16 78, MAC16 102 + 12 = 114.
  @Test func shortRowChange() throws {
    try HandComputed().expect(
      [[Make.multiply(row: 0, count: 1), Make.multiply(row: 1, count: 1)]],
      commands: [
        "0 ACT16 row 0", "24 MAC16 row 0 column 0", "54 PREA row 1", "78 ACT16 row 1", "102 MAC16 row 1 column 0",
      ],
      time: 57_000, cycles: [.rowOpening: 102, .mac: 12])
  }

  // MARK: Products

  /// The tile of a product: 64 bursts into the global buffer at 0, 2 … 126; then the row, whose ACT16 has the command bus at
  /// 127, so that the MACs start at 151 (the buffer would let them at 126 + nCWLGB + nBL = 129) and end at 277; the
  /// result is read at 277 + nMACRD = 289 and is there nCLREG + nBL = 3 later, at 292 cycles = 146 ns.
  @Test func productTile() throws {
    try HandComputed().expect(
      [[Make.writeBuffer(1024), Make.multiply(row: 0), Make.readResults(to: 2048)]],
      commands: [
        "0…126/2 WRGB column 0…63", "127 ACT16 row 0", "151…277/2 MAC16 row 0 column 0…63", "289 RDMAC16 column 0",
      ],
      time: 146_000,
      cycles: [.bufferWrite: 126, .rowOpening: 1 + 24, .mac: 126, .resultRead: 12, .link: 3])
  }

  /// Hazards of the buffer, with the row open: WRGB nCCDL = 2 after the MAC that reads what it overwrites, MAC
  /// nCWLGB + nBL = 3 after the burst that it reads.
  @Test func bufferHazards() throws {
    try HandComputed().expect(
      [[Make.multiply(row: 0, count: 1), Make.writeBuffer(20), Make.multiply(row: 0, column: 1, count: 2)]],
      commands: [
        "0 ACT16 row 0", "24 MAC16 row 0 column 0", "26…28/2 WRGB column 0…1", "31…33/2 MAC16 row 0 column 1…2",
      ],
      time: 22_500, cycles: [.rowOpening: 24, .bufferWrite: 2 + 2 + 3, .mac: 2 + 12])
  }

  /// Two results from one row: the accumulators are read nMACRD = 12 after the last MAC, and the next MAC follows the read
  /// by nCCDL = 2.
  @Test func resultHazards() throws {
    try HandComputed().expect(
      [
        [
          Make.multiply(row: 0, count: 2), Make.readResults(to: 0), Make.multiply(row: 0, column: 2, count: 2),
          Make.readResults(to: 16),
        ]
      ],
      commands: [
        "0 ACT16 row 0", "24…26/2 MAC16 row 0 column 0…1", "38 RDMAC16 column 0",
        "40…42/2 MAC16 row 0 column 2…3", "54 RDMAC16 column 0",
      ],
      time: 28_500,
      // The wait of a MAC for a result read counts as result read.
      cycles: [.rowOpening: 24, .mac: 2 + 2, .resultRead: 12 + 2 + 12, .link: 3])
  }

  // MARK: Keys and values

  /// A key of 768 elements: ACT 0, 48 writes from nRCDWR = 24 on, the last at 24 + 47 · 2 = 118, in the cells
  /// nCWL + nBL = 8 later: 126 cycles = 63 ns.
  @Test func keyWrite() throws {
    let result = try HandComputed().expect(
      [[Make.writeBank(5, row: 7, length: 768)]],
      commands: ["0 ACT bank 5 row 7", "24…118/2 WR bank 5 row 7 column 0…47"],
      time: 63_000, cycles: [.rowOpening: 24, .keyValueWrite: 94, .link: 8])
    #expect(result.channels[0].commands[.WR] == 48)
    #expect(result.channels[0].misses[.WR] == 1)
  }

  /// The same from lane 8 of column 40 on: 776 lanes are 49 bursts, 24 in the first row and 25 in the next. The last write of
  /// the first row at 24 + 46 = 70; PRE nCWL + nBL + nWR = 32 later at 102, ACT 126, writes 150 … 198, done at 206.
  @Test func keyWriteOverTwoRows() throws {
    let result = try HandComputed().expect(
      [[Make.writeBank(5, row: 7, column: 40, lane: 8, length: 768)]],
      commands: [
        "0 ACT bank 5 row 7", "24…70/2 WR bank 5 row 7 column 40…63", "102 PRE bank 5 row 8", "126 ACT bank 5 row 8",
        "150…198/2 WR bank 5 row 8 column 0…24",
      ],
      time: 103_000, cycles: [.rowOpening: 24 + 32 + 24 + 24, .keyValueWrite: 46 + 48, .link: 8])
    #expect(result.channels[0].misses[.WR] == 2)
  }

  /// A value: one element in each bank, in another row for every 16. ACT16 0, WRA16 24, write recovery until
  /// 24 + nCWL + nBL + nWR = 56 (nRAS = 54 is over), PREA 56, ACT16 80: 40 ns a row. The fourth write at 3 · 80 + 24 = 264,
  /// in the cells at 272 cycles = 136 ns.
  @Test func valueWrite() throws {
    let result = try HandComputed().expect(
      [(0..<4).map { Make.writeAllBanks(row: $0, column: 9, lane: 3, from: $0 * 16) }],
      commands: [
        "0 ACT16 row 0", "24 WRA16 row 0 column 9", "56 PREA row 1", "80 ACT16 row 1", "104 WRA16 row 1 column 9",
        "136 PREA row 2", "160 ACT16 row 2", "184 WRA16 row 2 column 9", "216 PREA row 3", "240 ACT16 row 3",
        "264 WRA16 row 3 column 9",
      ],
      time: 136_000, cycles: [.rowOpening: 24 + 3 * (32 + 24 + 24), .link: 8])
    #expect(result.channels[0].misses[.WRA16] == 4)
  }

  // MARK: Refresh

  /// Rows of MACs as in `rowChange`, one after the other from row 0 on.
  static func rows(_ count: Int64) -> [String] {
    (0..<count).flatMap { row -> [String] in
      let opened = row * 178
      return (row > 0 ? ["\(opened - 24) PREA row \(row)"] : []) + [
        "\(opened) ACT16 row \(row)", "\(opened + 24)…\(opened + 150)/2 MAC16 row \(row) column 0…63",
      ]
    }
  }

  /// Refresh in the middle of a row. Row 76 is opened at 76 · 178 = 13,528, its accesses are at 13,552 + 2i. At 13,650 the
  /// refresh falls due, just as access 49 would be issued, and goes first: PREA nRTP = 4 after access 48, at 13,652; REFab
  /// nRP = 24 later at 13,676; ACT16 nRFC = 910 later at 14,586; access 49 at 14,610, access 63 at 14,638, the sum at 14,650.
  /// The refresh has cost 14,610 − 13,650 = 960 cycles = 480 ns.
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

  /// With a limit of two the instruction runs on until two are owed, at 2 · 13,650 = 27,300. Row 153 is opened at
  /// 153 · 178 = 27,234, its access 21 would be at 27,258 + 42 = 27,300. PREA 27,302 (nRAS is over at 27,288), REFab
  /// 27,326 and, nRFC later, 28,236; ACT16 29,146; access 21 at 29,170, access 63 at 29,254, the sum at 29,266.
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

  /// Below the limit the refresh waits for the end of the instruction: row 76 is finished, its last access at 13,678. Before
  /// the next instruction: PREA 13,682, REFab 13,706, ACT16 14,616, accesses 14,640 … 14,766, the sum at 14,778.
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
    #expect(result.tokens == [SimulationResult.TokenTime(position: 0, time: 6_845_000)])
  }

  /// Nothing waits for the refresh of a channel that waits for the ASIC, but its row must be opened again. The first sum is
  /// there at 81 ns. Two softmaxes of 96 rows of 1,000 (phases as in `softmax1000`) take 5,808 ns each:
  ///
  /// 1. 95,904 additions → 375, + 40 = 415. 2. 1,151,904 additions → 4,500, 576,000 multiplications → 4,500, + 108 = 4,608.
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

  // MARK: ASIC

  /// Softmax of 1,000 elements on 256 adders and 128 multipliers, each 4 cycles deep, with six terms and two
  /// Newton–Raphson steps. A phase takes max(⌈additions / 256⌉, ⌈multiplications / 128⌉) and its longest chain.
  ///
  /// 1. maximum: 999 additions → 4; ⌈log₂ 1000⌉ = 10 levels · 4 → 44.
  /// 2. difference 1, exponential 10 additions and 6 multiplications an element, their sum 999: 11,999 additions → 47,
  ///    6,000 multiplications → 47; chain: difference 1, times log₂e 1, bound 1, rounding 2, remainder 1, five Horner steps
  ///    of 2, exponent 1, tree 10, in all 27 · 4 = 108 → 155.
  /// 3. reciprocal of the sum: 3 additions, 4 multiplications → 1; all in a chain of 7 · 4 → 29.
  /// 4. products: 1,000 multiplications → 8, chain 4 → 12.
  static let softmax1000: Int64 = 44 + 155 + 29 + 12

  /// 240 cycles of 1 ns.
  @Test func softmax() throws {
    #expect(Self.softmax1000 == 240)
    let result = try HandComputed().expect(
      [[Make.softmax(length: 1000)]], commands: [], time: 240_000, cycles: [:], picoseconds: [.softmax: 240_000])
    #expect(result.asicBusy == 240_000 && result.asicInstructions == 1)
  }

  /// Twelve heads stream through together: all the work twelve times, every chain once.
  ///
  /// 1. 11,988 / 256 → 47, + 40 = 87. 2. 143,988 / 256 → 563, 72,000 / 128 → 563, + 108 = 671. 3. 36 / 256 → 1,
  /// 48 / 128 → 1, + 28 = 29. 4. 12,000 / 128 → 94, + 4 = 98. In all 885.
  @Test func softmaxOfTwelveHeads() throws {
    try HandComputed().expect(
      [[Make.softmax(rows: 12, length: 1000)]], commands: [], time: 885_000, cycles: [:],
      picoseconds: [.softmax: 885_000])
  }

  /// With an ASIC clock of 0.7 ns, of which the command clock is no multiple: the sum is there at 81,000 ps; the next ASIC edge
  /// is ⌈81,000 / 700⌉ = 116 · 700 = 81,200; 240 cycles later it is 249,200; the next command clock edge is 249,500, 499. Then
  /// PREA 499, ACT16 523, MACs 547 … 673, the sum at 685 · 500 = 342,500 ps.
  @Test func clockCrossings() throws {
    try HandComputed(["asic.clock=0.7 ns"]).expect(
      [[Make.multiply(row: 0)], [Make.softmax(length: 1000)], [Make.multiply(row: 1)]],
      commands: [
        "0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63", "499 PREA row 1", "523 ACT16 row 1",
        "547…673/2 MAC16 row 1 column 0…63",
      ],
      time: 342_500,
      cycles: [.rowOpening: 24 + 48, .mac: 126 + 12 + 126 + 12],
      picoseconds: [.clockCrossing: 200 + 300, .softmax: 240 * 700])
  }

  // MARK: Link

  /// At 2 Gb/s a pin a burst of 256 bits takes 256 / (16 · 2) = 8 ns: nBL = 16. The tile of `productTile` again: bursts at
  /// 0, 16 … 1,008; ACT16 1,009; MACs from 1,033 on (the buffer would let them at 1,008 + 1 + 16 = 1,025) to 1,159;
  /// RDMAC16 1,171, there at 1,171 + 1 + 16 = 1,188 cycles = 594 ns.
  @Test func linkSlowerThanTheBurst() throws {
    let machine = try HandComputed(["link.rate=2 Gb/s"])
    #expect(machine.system.link.burstCycles == 16)
    try machine.expect(
      [[Make.writeBuffer(1024), Make.multiply(row: 0), Make.readResults(to: 2048)]],
      commands: [
        "0…1008/16 WRGB column 0…63", "1009 ACT16 row 0", "1033…1159/2 MAC16 row 0 column 0…63",
        "1171 RDMAC16 column 0",
      ],
      time: 594_000,
      cycles: [.bufferWrite: 63 * 16, .rowOpening: 25, .mac: 126, .resultRead: 12, .link: 17])
    // Reads of a bank follow each other by nBL: 24, 40, 56, there at 56 + nCL + nBL = 96.
    try machine.expect(
      [[Make.readBank(0, length: 48, to: 0)]],
      commands: ["0 ACT bank 0 row 0", "24…56/16 RD bank 0 row 0 column 0…2"],
      time: 48_000, cycles: [.rowOpening: 24, .bankRead: 32, .link: 40])
  }

  // MARK: Reads of banks

  /// Four banks' rows are opened nRRD = 11 apart, and each is read as soon as it can be, between the activates: 0 + 24, 11 +
  /// 24, 22 + 24, 33 + 24. The last datum is there at 57 + nCL + nBL = 83 cycles. One after the other would take four times
  /// 24 + 26 = 50, as the second expectation has it: each read waits for the elements that the one before writes.
  @Test func bankReadsOverlapTheirActivates() throws {
    let machine = try HandComputed()
    try machine.expect(
      [[0, 1, 4, 8].map { Make.readBank($0, length: 16, to: Int32($0) * 16) }],
      commands: [
        "0 ACT bank 0 row 0", "11 ACT bank 1 row 0", "22 ACT bank 4 row 0", "24 RD bank 0 row 0 column 0",
        "33 ACT bank 8 row 0", "35 RD bank 1 row 0 column 0", "46 RD bank 4 row 0 column 0",
        "57 RD bank 8 row 0 column 0",
      ],
      time: 41_500, cycles: [.rowOpening: 57, .link: 26])
    try machine.expect(
      [[0, 1, 4, 8].map { Make.readBank($0, length: 16, to: 0) }],
      commands: [
        "0 ACT bank 0 row 0", "24 RD bank 0 row 0 column 0", "50 ACT bank 1 row 0", "74 RD bank 1 row 0 column 0",
        "100 ACT bank 4 row 0", "124 RD bank 4 row 0 column 0", "150 ACT bank 8 row 0",
        "174 RD bank 8 row 0 column 0",
      ],
      time: 100_000, cycles: [.rowOpening: 4 * 24, .link: 4 * 26])
  }

  /// First ready, first served: the third read hits the row that the first opened and overtakes the second, which needs
  /// another row of the same bank. RD 24 and 26 in row 0; PRE at nRAS = 54 (26 + nRTP = 30 is over), ACT 78 (nRC = 78),
  /// RD 102, there at 128.
  @Test func aRowHitOvertakesAMiss() throws {
    let result = try HandComputed().expect(
      [
        [
          Make.readBank(0, row: 0, column: 0, length: 16, to: 0), Make.readBank(0, row: 1, column: 0, length: 16, to: 16),
          Make.readBank(0, row: 0, column: 1, length: 16, to: 32),
        ]
      ],
      commands: [
        "0 ACT bank 0 row 0", "24…26/2 RD bank 0 row 0 column 0…1", "54 PRE bank 0 row 1", "78 ACT bank 0 row 1",
        "102 RD bank 0 row 1 column 0",
      ],
      time: 64_000, cycles: [.rowOpening: 24 + 28 + 24 + 24, .bankRead: 2, .link: 26])
    #expect(result.channels[0].misses[.RD] == 2)
  }

  // MARK: Schedules

  /// Two products with a SUM of 1,024 elements between them: ⌈1,024 / 256⌉ + 4 = 8 ns.
  static let productsAndSum = [
    [Make.multiply(row: 0), Make.readResults(to: 0)], [Make.sum(1024, of: 4096, to: 8192)], [Make.multiply(row: 1)],
  ]

  /// The first product's result is there at 150 + 12 + 3 = 165 cycles = 82.5 ns; the SUM runs from the ASIC's edge at 83 ns to
  /// 91 ns, edge 182. Then PREA 182, ACT16 206, MACs 230 … 356, the sum at 368 cycles = 184 ns.
  @Test func serialWaitsForTheSum() throws {
    try HandComputed(schedule: .serial).expect(
      Self.productsAndSum,
      commands: [
        "0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63", "162 RDMAC16 column 0", "182 PREA row 1",
        "206 ACT16 row 1", "230…356/2 MAC16 row 1 column 0…63",
      ],
      time: 184_000,
      cycles: [.rowOpening: 24 + 48, .mac: 126 + 126 + 12, .resultRead: 12, .link: 3],
      picoseconds: [.clockCrossing: 500, .sum: 8_000])
  }

  /// Overlapped, the SUM runs beside the products, on the ASIC that has nothing else to do: 0 to 8 ns. The second product follows
  /// the result read at once: PREA 163, ACT16 187, MACs 211 … 337, the sum at 349 cycles: 19 cycles earlier.
  @Test func overlappedRunsTheSumBesideTheMACs() throws {
    let result = try HandComputed(schedule: .overlapped).expect(
      Self.productsAndSum,
      commands: [
        "0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63", "162 RDMAC16 column 0", "163 PREA row 1",
        "187 ACT16 row 1", "211…337/2 MAC16 row 1 column 0…63",
      ],
      time: 174_500, cycles: [.rowOpening: 24 + 1 + 48, .mac: 126 + 126 + 12, .resultRead: 12])
    #expect(result.asicBusy == 8_000)
  }

  /// A SUM of what the product gave waits for it, and the buffer write of its result for the SUM: the result at 82.5 ns, the SUM
  /// from 83 to ⌈16 / 256⌉ + 4 = 5 ns later, 88 ns: edge 176. WRGB 176, there nCWLGB + nBL = 3 later, at 179 cycles.
  @Test func overlappedWaitsForOperands() throws {
    for schedule in Schedule.allCases {
      try HandComputed(schedule: schedule).expect(
        [
          [Make.multiply(row: 0), Make.readResults(to: 0)], [Make.sum(16, of: 0, to: 64)],
          [Make.writeBuffer(16, from: 64)],
        ],
        commands: [
          "0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63", "162 RDMAC16 column 0", "176 WRGB column 0",
        ],
        time: 89_500, cycles: [.rowOpening: 24, .mac: 126, .resultRead: 12, .link: 3 + 3],
        picoseconds: [.clockCrossing: 500, .sum: 5_000])
    }
  }
}

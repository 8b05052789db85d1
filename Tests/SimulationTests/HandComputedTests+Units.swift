import PIMHardware
import PIMInstructions
import PIMResults
import Testing

/// The ASIC, the link, reads of banks and the two schedules, computed by hand.
extension HandComputedTests {
  // MARK: Rows opened ahead

  private static func open(_ row: Int32) -> Instruction {
    var i = Instruction(.OPEN_ABK)
    (i.channels, i.row) = (.only(0), row)
    return i
  }

  /// A row that is open in all banks is not opened again. Row 0 is opened at 0, the four accesses follow nRCD
  /// = 24 later, 2 apart; row 1 closes it nRAS = 54 after it was opened, and is open nRP = 24 later, at 78.
  @Test func anOpenRowIsNotOpenedAgain() throws {
    try HandComputed().expect(
      [
        [
          Self.open(0), Make.multiply(row: 0, count: 2), Self.open(0),
          Make.multiply(row: 0, column: 2, count: 2), Self.open(0), Self.open(1), Self.open(1),
        ]
      ],
      commands: ["0 ACT16 row 0", "24…30/2 MAC16 row 0 column 0…3", "54 PREA row 1", "78 ACT16 row 1"],
      time: 39_000, cycles: [.rowOpening: 24 + 48, .mac: 6])
  }

  /// A step that issues nothing takes no time: the sum of the row's 64 accesses is final at 24 + 126 + 12 =
  /// 162, and two openings after it add nothing, under either schedule.
  @Test(arguments: [Schedule.serial, .overlapped])
  func openingAnOpenRowTakesNoTime(schedule: Schedule) throws {
    let result = try HandComputed(schedule: schedule).expect(
      [[Make.multiply(row: 0)], [Self.open(0)], [Self.open(0), Self.open(0)]],
      commands: ["0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63"], time: 81_000,
      cycles: [.rowOpening: 24, .mac: 126 + 12])
    #expect(result.work.channelInstructions == 4)
  }

  /// A refresh closes the row, so that it is opened again: due at 13,650, PREA at 13,650, REFab at 13,674,
  /// and from 13,674 + 910 = 14,584 on rows may be opened. The ASIC's two softmaxes end at edge 23,394
  /// (`refreshWhileTheChannelIsIdle`).
  @Test func aRowThatARefreshClosedIsOpened() throws {
    let softmax = Make.softmax(rows: 96, length: 1000)
    try HandComputed(["asic.sram=256 KiB"]).expect(
      [[Make.multiply(row: 0)], [softmax, softmax], [Self.open(0)]],
      commands: [
        "0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63", "13650 PREA", "13674 REFab", "23394 ACT16 row 0",
      ],
      time: 81_000 + 2 * 5_808_000, cycles: [.rowOpening: 24, .mac: 126 + 12],
      picoseconds: [.softmax: 11_616_000])
  }

  // MARK: ASIC

  /// Softmax of 1,000 elements on 256 adders and 128 multipliers, each 4 cycles deep, with six terms and two
  /// Newton–Raphson steps. A pass takes max(⌈additions / 256⌉, ⌈multiplications / 128⌉) and its longest
  /// chain.
  ///
  /// 1. maximum: 999 additions → 4; ⌈log₂ 1000⌉ = 10 levels · 4 → 44.
  /// 2. difference 1, exponential 10 additions and 6 multiplications an element, their sum 999: 11,999
  ///    additions → 47, 6,000 multiplications → 47; chain: difference 1, times log₂e 1, bound 1, rounding 2,
  ///    remainder 1, five Horner steps of 2, exponent 1, tree 10, in all 27 · 4 = 108 → 155.
  /// 3. reciprocal of the sum: 3 additions, 4 multiplications → 1; all in a chain of 7 · 4 → 29.
  /// 4. products: 1,000 multiplications → 8, chain 4 → 12.
  static let softmax1000: Int64 = 44 + 155 + 29 + 12

  /// 240 cycles of 1 ns.
  @Test func softmax() throws {
    #expect(Self.softmax1000 == 240)
    let result = try HandComputed().expect(
      [[Make.softmax(length: 1000)]], commands: [], time: 240_000, cycles: [:],
      picoseconds: [.softmax: 240_000])
    #expect(result.work.asicBusy == 240_000 && result.work.asicInstructions == 1)
  }

  /// Twelve heads stream through together: all the work twelve times, every chain once.
  ///
  /// 1. 11,988 / 256 → 47, + 40 = 87. 2. 143,988 / 256 → 563, 72,000 / 128 → 563, + 108 = 671. 3. 36 / 256 →
  ///    1, 48 / 128 → 1, + 28 = 29. 4. 12,000 / 128 → 94, + 4 = 98. In all 885.
  @Test func softmaxOfTwelveHeads() throws {
    try HandComputed().expect(
      [[Make.softmax(rows: 12, length: 1000)]], commands: [], time: 885_000, cycles: [:],
      picoseconds: [.softmax: 885_000])
  }

  /// 128 products of 768 weights, 48 columns of 16: 98,304 multiplications on 128 multipliers, 768 cycles,
  /// and in each column 15 additions of the tree and one to the accumulator: as many on 256 adders, 384. The
  /// chain: a multiplication, four levels, 48 columns: 53 · 4 = 212.
  @Test func products() throws {
    let result = try HandComputed().expect(
      [[Make.products(128, length: 768, weights: 2048, vector: 0, to: 1024)]], commands: [], time: 980_000,
      cycles: [:], picoseconds: [.product: (768 + 212) * 1000])
    #expect(result.work.asicMultiplications == 98_304 && result.work.asicAdditions == 98_304)
  }

  /// Two tiles through two halves of a buffer: 64 bursts each, of which the ASIC multiplies the first while
  /// the second is read, and waits for nothing when that is there. ACT 0, RD 24 … 150, in 26 cycles at the
  /// ASIC: 176 · 0.5 = 88 ns. 16 products of 64: 1,024 multiplications, 8 cycles, and a chain of 1 + 4 + 4: 9
  /// · 4 = 36, until 132 ns. The channel goes on at 152: RD 152 … 278, there at 304 (152 ns); products until
  /// 196 ns. The third, into the first half, need not wait: ACT row 1, PRE of row 0 at 278 + 4 = 282, ACT
  /// 306, RD 330 … 456, there at 482: 241 ns, and 285 ns.
  @Test func tilesThroughTwoHalves() throws {
    func read(_ column: Int32, row: Int32 = 0, to address: Int32) -> Instruction {
      Make.readBank(0, row: row, column: column, length: 1024, to: address)
    }
    func multiply(_ source: Int32, to address: Int32) -> Instruction {
      Make.products(16, length: 64, weights: source, vector: 0, to: address)
    }
    try HandComputed(["organisation.rowSize=4 KiB"]).expect(
      [
        [
          read(0, to: 1024), multiply(1024, to: 64), read(64, to: 2048), multiply(2048, to: 80),
          read(0, row: 1, to: 1024), multiply(1024, to: 96),
        ]
      ],
      commands: [
        "0 ACT bank 0 row 0", "24…278/2 RD bank 0 row 0 column 0…127", "282 PRE bank 0 row 1",
        "306 ACT bank 0 row 1",
        "330…456/2 RD bank 0 row 1 column 0…63",
      ],
      time: 285_000,
      cycles: [.rowOpening: 24 + 52, .bankRead: 254 + 126, .link: 26], picoseconds: [.product: 44_000])
  }

  /// With an ASIC clock of 0.7 ns, of which the command clock is no multiple: the sum is there at 81,000 ps;
  /// the next ASIC edge is ⌈81,000 / 700⌉ = 116 · 700 = 81,200; 240 cycles later it is 249,200; the next
  /// command clock edge is 249,500, 499. Then PREA 499, ACT16 523, MACs 547 … 673, the sum at 685 · 500 =
  /// 342,500 ps.
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

  /// At 2 Gb/s a pin a burst of 256 bits takes 256 / (16 · 2) = 8 ns: nBL = 16. The tile of `productTile`
  /// again: bursts at 0, 16 … 1,008; ACT16 1,009; MACs from 1,033 on (the buffer would let them at 1,008 + 1
  /// + 16 = 1,025) to 1,159; RDMAC16 1,171, there at 1,171 + 1 + 16 = 1,188 cycles = 594 ns.
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

  /// Four banks' rows are opened nRRD = 11 apart, and each is read as soon as it can be, between the
  /// activates: 0 + 24, 11 + 24, 22 + 24, 33 + 24. The last datum is there at 57 + nCL + nBL = 83 cycles. One
  /// after the other would take four times 24 + 26 = 50, as the second expectation has it: each read waits
  /// for the elements that the one before writes.
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
        "0 ACT bank 0 row 0", "24 RD bank 0 row 0 column 0", "50 ACT bank 1 row 0",
        "74 RD bank 1 row 0 column 0",
        "100 ACT bank 4 row 0", "124 RD bank 4 row 0 column 0", "150 ACT bank 8 row 0",
        "174 RD bank 8 row 0 column 0",
      ],
      time: 100_000, cycles: [.rowOpening: 4 * 24, .link: 4 * 26])
  }

  /// First ready, first served: the third read hits the row that the first opened and overtakes the second,
  /// which needs another row of the same bank. RD 24 and 26 in row 0; PRE at nRAS = 54 (26 + nRTP = 30 is
  /// over), ACT 78 (nRC = 78), RD 102, there at 128.
  @Test func aRowHitOvertakesAMiss() throws {
    let result = try HandComputed().expect(
      [
        [
          Make.readBank(0, row: 0, column: 0, length: 16, to: 0),
          Make.readBank(0, row: 1, column: 0, length: 16, to: 16),
          Make.readBank(0, row: 0, column: 1, length: 16, to: 32),
        ]
      ],
      commands: [
        "0 ACT bank 0 row 0", "24…26/2 RD bank 0 row 0 column 0…1", "54 PRE bank 0 row 1",
        "78 ACT bank 0 row 1",
        "102 RD bank 0 row 1 column 0",
      ],
      time: 64_000, cycles: [.rowOpening: 24 + 28 + 24 + 24, .bankRead: 2, .link: 26])
    #expect(result.channels[0].misses[.RD] == 2)
  }

  // MARK: Schedules

  /// Two products with a SUM of 1,024 elements between them: ⌈1,024 / 256⌉ + 4 = 8 ns.
  static let productsAndSum = [
    [Make.multiply(row: 0), Make.readResults(to: 0)], [Make.sum(1024, of: 4096, to: 8192)],
    [Make.multiply(row: 1)],
  ]

  /// The first product's result is there at 150 + 12 + 3 = 165 cycles = 82.5 ns; the SUM runs from the ASIC's
  /// edge at 83 ns to 91 ns, edge 182. Then PREA 182, ACT16 206, MACs 230 … 356, the sum at 368 cycles = 184
  /// ns.
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

  /// Overlapped, the SUM runs beside the products, on the ASIC that has nothing else to do: 0 to 8 ns. The
  /// second product follows the result read at once: PREA 163, ACT16 187, MACs 211 … 337, the sum at 349
  /// cycles: 19 cycles earlier.
  @Test func overlappedRunsTheSumBesideTheMACs() throws {
    let result = try HandComputed(schedule: .overlapped).expect(
      Self.productsAndSum,
      commands: [
        "0 ACT16 row 0", "24…150/2 MAC16 row 0 column 0…63", "162 RDMAC16 column 0", "163 PREA row 1",
        "187 ACT16 row 1", "211…337/2 MAC16 row 1 column 0…63",
      ],
      time: 174_500, cycles: [.rowOpening: 24 + 1 + 48, .mac: 126 + 126 + 12, .resultRead: 12])
    #expect(result.work.asicBusy == 8_000)
  }

  /// A SUM of what the product gave waits for it, and the buffer write of its result for the SUM: the result
  /// at 82.5 ns, the SUM from 83 to ⌈16 / 256⌉ + 4 = 5 ns later, 88 ns: edge 176. WRGB 176, there nCWLGB +
  /// nBL = 3 later, at 179 cycles.
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

import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMResults
import Testing

/// Cases small enough to be computed on paper, on the PIM-GPT system. Times are edges of its command clock of
/// 0.5 ns:
///
///     nRCDRD 24   nRCDWR 24   nRP 24    nRAS 54   nRC 78    nRRDS 11   nRRDL 11   nCCDS 2   nCCDL 2
///     nRTP 4      nWR 24      nCL 24    nCWL 6    nBL 2     nRTW 2     nWTRS 9    nWTRL 11
///     nCLREG 1    nCWLREG 1   nCWLGB 1  nMACRD 12           nRFC 910   nREFI 13650
@Suite struct HandComputedTests {
  // MARK: Rows of MACs

  /// One row: opened at 0, 64 column accesses from nRCDRD = 24 on, one every nCCD = 2: the last at 24 + 63 ·
  /// 2 = 150. Its sum is final nMACRD = 12 later, at 162 cycles = 81 ns.
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

  /// A row takes from its ACT16 to the next: nRCDRD + 63 · nCCD = 150 to the last access, nRTP = 4 to the
  /// PREA (nRAS = 54 is over), nRP = 24 to the ACT16: 178 cycles = 89 ns (nRC = 78 is over). Eight rows: 7 ·
  /// 178 + 162 = 1,408 cycles.
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

  /// With few accesses the row must stay open for nRAS = 54: ACT16 0, MAC16 24, PREA 54, ACT16 78, MAC16 102
  /// + 12 = 114.
  @Test func shortRowChange() throws {
    try HandComputed().expect(
      [[Make.multiply(row: 0, count: 1), Make.multiply(row: 1, count: 1)]],
      commands: [
        "0 ACT16 row 0", "24 MAC16 row 0 column 0", "54 PREA row 1", "78 ACT16 row 1",
        "102 MAC16 row 1 column 0",
      ],
      time: 57_000, cycles: [.rowOpening: 102, .mac: 12])
  }

  // MARK: Products

  /// The tile of a product: 64 bursts into the global buffer at 0, 2 … 126; then the row, whose ACT16 has the
  /// command bus at 127, so that the MACs start at 151 (the buffer would let them at 126 + nCWLGB + nBL =
  /// 129) and end at 277; the result is read at 277 + nMACRD = 289 and is there nCLREG + nBL = 3 later, at
  /// 292 cycles = 146 ns.
  @Test func productTile() throws {
    try HandComputed().expect(
      [[Make.writeBuffer(1024), Make.multiply(row: 0), Make.readResults(to: 2048)]],
      commands: [
        "0…126/2 WRGB column 0…63", "127 ACT16 row 0", "151…277/2 MAC16 row 0 column 0…63",
        "289 RDMAC16 column 0",
      ],
      time: 146_000,
      cycles: [.bufferWrite: 126, .rowOpening: 1 + 24, .mac: 126, .resultRead: 12, .link: 3])
  }

  /// Hazards of the buffer, with the row open: WRGB nCCDL = 2 after the MAC that reads what it overwrites,
  /// MAC nCWLGB + nBL = 3 after the burst that it reads.
  @Test func bufferHazards() throws {
    try HandComputed().expect(
      [[Make.multiply(row: 0, count: 1), Make.writeBuffer(20), Make.multiply(row: 0, column: 1, count: 2)]],
      commands: [
        "0 ACT16 row 0", "24 MAC16 row 0 column 0", "26…28/2 WRGB column 0…1",
        "31…33/2 MAC16 row 0 column 1…2",
      ],
      time: 22_500, cycles: [.rowOpening: 24, .bufferWrite: 2 + 2 + 3, .mac: 2 + 12])
  }

  /// Two results from one row: the accumulators are read nMACRD = 12 after the last MAC, and the next MAC
  /// follows the read by nCCDL = 2.
  @Test func resultHazards() throws {
    try HandComputed().expect(
      [
        [
          Make.multiply(row: 0, count: 2), Make.readResults(to: 0),
          Make.multiply(row: 0, column: 2, count: 2),
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

  /// Presets: MAC nCWLREG + nBL = 3 after the preset, the next preset nMACRD = 12 after the MAC, when its sum
  /// is final.
  @Test func presetHazards() throws {
    var preset = Instruction(.WR_BIAS)
    (preset.channels, preset.length) = (.only(0), 16)
    try HandComputed().expect(
      [[preset, Make.multiply(row: 0, count: 1), preset, Make.multiply(row: 0, column: 1, count: 1)]],
      commands: [
        "0 WRMAC16 column 0", "1 ACT16 row 0", "25 MAC16 row 0 column 0", "37 WRMAC16 column 0",
        "40 MAC16 row 0 column 1",
      ],
      time: 26_000, cycles: [.rowOpening: 1 + 24, .accumulatorPreset: 12 + 3, .mac: 12])
  }

  /// The bursts of a broadcast reach all channels at once, which then do the same at the same time.
  @Test func broadcast() throws {
    let machine = try HandComputed(channels: 3)
    let both = ChannelMask(rawValue: 0b101)
    let tile = [
      Make.writeBuffer(1024, channels: both), Make.multiply(row: 0, channels: both),
      Make.readResults(to: 2048, channels: both),
    ]
    for engine in Engine.allCases {
      let (result, issued) = try Simulator(machine.system, engine: engine).trace(ListSource([tile]).blocks)
      #expect(result.time == 146_000)
      #expect(result.work.channelInstructions == 6)
      #expect(result.channels[0] == result.channels[2] && result.channels[1].commands.total == 0)
      for channel in [0, 2] as [Int16] {
        let name = channel == 0 ? "" : " channel 2"
        #expect(
          HandComputed.lines(issued.filter { $0.channel == channel }) == [
            "0…126/2 WRGB\(name) column 0…63", "127 ACT16\(name) row 0",
            "151…277/2 MAC16\(name) row 0 column 0…63", "289 RDMAC16\(name) column 0",
          ])
      }
    }
  }

  /// A MAC of one bank leaves the others closed, so that one of all banks must close it first: nRAS = 54, nRP
  /// = 24, nRCDRD = 24.
  @Test func oneBankThenAll() throws {
    var single = Instruction(.MAC_SBK)
    (single.channels, single.bank, single.count) = (.only(0), 2, 1)
    try HandComputed().expect(
      [[single, Make.multiply(row: 0, count: 1)]],
      commands: [
        "0 ACT bank 2 row 0", "24 MAC bank 2 row 0 column 0", "54 PREA row 0", "78 ACT16 row 0",
        "102 MAC16 row 0 column 0",
      ],
      time: 57_000, cycles: [.rowOpening: 102, .mac: 12])
  }

  // MARK: Keys and values

  /// A key that is read back: the MAC waits nCWL + nBL + nWTRL = 19 after the write.
  @Test func readingBackAKey() throws {
    var single = Instruction(.MAC_SBK)
    (single.channels, single.bank, single.count) = (.only(0), 2, 1)
    try HandComputed().expect(
      [[Make.writeBank(2, row: 0, length: 16), single]],
      commands: ["0 ACT bank 2 row 0", "24 WR bank 2 row 0 column 0", "43 MAC bank 2 row 0 column 0"],
      time: 27_500, cycles: [.rowOpening: 24, .mac: 19 + 12])
  }

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

  /// The same from lane 8 of column 40 on: 776 lanes are 49 bursts, 24 in the first row and 25 in the next.
  /// The last write of the first row at 24 + 46 = 70; PRE nCWL + nBL + nWR = 32 later at 102, ACT 126, writes
  /// 150 … 198, done at 206.
  @Test func keyWriteOverTwoRows() throws {
    let result = try HandComputed().expect(
      [[Make.writeBank(5, row: 7, column: 40, lane: 8, length: 768)]],
      commands: [
        "0 ACT bank 5 row 7", "24…70/2 WR bank 5 row 7 column 40…63", "102 PRE bank 5 row 8",
        "126 ACT bank 5 row 8",
        "150…198/2 WR bank 5 row 8 column 0…24",
      ],
      time: 103_000, cycles: [.rowOpening: 24 + 32 + 24 + 24, .keyValueWrite: 46 + 48, .link: 8])
    #expect(result.channels[0].misses[.WR] == 2)
  }

  /// A value: one element in each bank, in another row for every 16. ACT16 0, WRA16 24, write recovery until
  /// 24 + nCWL + nBL + nWR = 56 (nRAS = 54 is over), PREA 56, ACT16 80: 40 ns a row. The fourth write at 3 ·
  /// 80 + 24 = 264, in the cells at 272 cycles = 136 ns.
  @Test func valueWrite() throws {
    let result = try HandComputed().expect(
      [(0..<4).map { Make.writeAllBanks(row: $0, column: 9, lane: 3, from: $0 * 16) }],
      commands: [
        "0 ACT16 row 0", "24 WRA16 row 0 column 9", "56 PREA row 1", "80 ACT16 row 1",
        "104 WRA16 row 1 column 9",
        "136 PREA row 2", "160 ACT16 row 2", "184 WRA16 row 2 column 9", "216 PREA row 3", "240 ACT16 row 3",
        "264 WRA16 row 3 column 9",
      ],
      time: 136_000, cycles: [.rowOpening: 24 + 3 * (32 + 24 + 24), .link: 8])
    #expect(result.channels[0].misses[.WRA16] == 4)
  }
}

import PIMExecution
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

@Suite struct ExecutorTests {
  /// Two channels of four banks, rows of two columns of four lanes, a buffer of two columns.
  func executor(readClears: Bool = true) throws -> Executor {
    try Executor(
      MachineModel(
        makeSystem(
          channels: 2, banksPerGroup: 4, rows: 8, columns: 2, lanes: 4, globalBufferColumns: 3,
          readClears: readClears,
          sramBytes: 512)))
  }

  func run(_ text: String, on executor: inout Executor) throws {
    let header = """
      pimgpt-trace 1
      channels 2
      bank-groups 1
      banks-per-group 4
      rows 8
      columns 2
      elements-per-column 4
      global-buffer-columns 3
      sram-bytes 512
      schedule serial
      BLOCK 0 - other 0

      """
    var reader = try TraceReader(text: header + text + "\nEND\n", name: "t")
    try TraceExecution.run(&reader, on: &executor)
  }

  func failure(_ text: String, on executor: inout Executor) throws -> String? {
    do {
      try run(text, on: &executor)
      return nil
    } catch let error as ExecutionError {
      return "\(error)"
    }
  }

  func values(_ floats: [Float]) -> [BFloat16] { BFloat16.rounded(floats) }

  func cell(_ channel: Int, _ bank: Int, _ row: Int, _ column: Int = 0) -> CellLocation {
    CellLocation(channel: channel, bank: bank, row: row, column: column, lane: 0)
  }

  @Test func productsRunOverIntoTheNextRow() throws {
    var machine = try executor()
    for bank in 0..<4 {
      // Row 1 column 1, then row 2 column 0.
      machine.write(values([1, 2, 3, 4, 5, 6, 7, 8].map { $0 * Float(bank + 1) }), at: cell(1, bank, 1, 1))
    }
    machine.write(values([1, 1, 1, 1, 10, 10, 10]), at: 0)
    machine.clear(rows: 5..<6)
    // 1 + 2 + 3 + 4 + 10 · (5 + 6 + 7) = 190; lane 3 of the second burst is filled up with zero.
    try run(
      "WR_GB ch=1 gb=1 src=0 len=7\nMAC_ABK ch=1 row=1 col=1 n=2 gb=1\nRD_MAC ch=1 dst=20 len=3", on: &machine
    )
    #expect(machine.values(in: SRAMRange(20, 4)) == values([190, 380, 570, 0]))
    #expect(machine.isWritten(SRAMRange(20, 3)) && !machine.isWritten(SRAMRange(23, 1)))
  }

  /// Weights of two channels and three banks, bank by bank, multiplied on the ASIC: result c · 3 + b is
  /// channel c's bank b. Five elements in columns of four: lane 0 of the second column, and zeros.
  @Test func productsOnTheASIC() throws {
    var machine = try executor()
    for channel in 0..<2 {
      for bank in 0..<3 {
        machine.write(
          values([1, 2, 3, 4, 5].map { $0 + Float(10 * bank + 40 * channel) }), at: cell(channel, bank, 1))
      }
    }
    machine.write(values([1, 0, 0, 0, 2]), at: 0)
    let reads = """
      RD_SBK ch=0-1 bank=0 row=1 col=0 dst=100 len=5
      RD_SBK ch=0-1 bank=1 row=1 col=0 dst=110 len=5
      RD_SBK ch=0 bank=2 row=1 col=0 dst=120 len=5
      """
    try run(reads + "\nVMM dst=20 src=100 x=0 n=5 stride=5 len=5 banks=3 channels=2", on: &machine)
    // w0 + 2 · w4 = 11 + 3 · (10 · b + 40 · c). The sixth result's weights were not read, and no instruction
    // uses them.
    #expect(machine.values(in: SRAMRange(20, 5)) == values([11, 41, 71, 131, 161]))
    let isWritten = machine.isWritten(SRAMRange(25, 1))
    #expect(!isWritten)
    let message =
      try failure("VMM dst=20 src=100 x=0 n=6 stride=5 len=5 banks=3 channels=2", on: &machine)
    #expect(message?.contains("125") == true, "\(message ?? "")")
  }

  /// Two rows of a rotation in place, a quarter turn of the first pair; biases of two rows with slopes 1 and
  /// 0.25 at distances 2, 1 and 0; ReLU and the product of both.
  @Test func rowsOfPositions() throws {
    var machine = try executor()
    machine.write(values([1, 2, 3, 4, -1, 5, 6, 7, 8]), at: 0)
    machine.write(values([0, 1, 1, 0]), at: 20)
    try run("ROTATE dst=0 src=0 n=2 stride=5 len=4 table=20 pairs=0", on: &machine)
    #expect(machine.values(in: SRAMRange(0, 9)) == values([-3, 2, 1, 4, -1, -7, 6, 5, 8]))
    try run("ROTATE dst=0 src=0 n=2 stride=5 len=4 table=20 pairs=1", on: &machine)
    #expect(machine.values(in: SRAMRange(0, 9)) == values([-2, -3, 1, 4, -1, -6, -7, 5, 8]))
    machine.write(values([1, 0.25]), at: 30)
    try run("ALIBI dst=40 src=0 n=2 stride=5 len=3 slopes=30 distance=2", on: &machine)
    #expect(machine.values(in: SRAMRange(40, 3)) == values([-4, -4, 1]))
    #expect(machine.values(in: SRAMRange(45, 3)) == values([-6.5, -7.25, 5]))
    try run("RELU dst=50 src=0 len=4\nMULTIPLY dst=50 src=50 factor=0 len=4", on: &machine)
    #expect(machine.values(in: SRAMRange(50, 4)) == values([-0.0, -0.0, 1, 16]))
  }

  @Test func accumulatorsAreClearedByReads() throws {
    for readClears in [true, false] {
      var machine = try executor(readClears: readClears)
      for bank in 0..<4 { machine.write(values([1, 1, 1, 1]), at: cell(0, bank, 0)) }
      machine.write(values([2, 2, 2, 2, 100, 200, 300, 400]), at: 0)
      try run(
        """
        WR_GB ch=0 gb=0 src=0 len=4
        WR_BIAS ch=0 src=4 len=3
        MAC_ABK ch=0 row=0 col=0 n=1 gb=0
        RD_MAC ch=0 dst=10 len=4
        MAC_ABK ch=0 row=0 col=0 n=1 gb=0
        RD_MAC ch=0 dst=20 len=4
        """, on: &machine)
      #expect(machine.values(in: SRAMRange(10, 4)) == values([108, 208, 308, 8]))
      #expect(
        machine.values(in: SRAMRange(20, 4)) == values(readClears ? [8, 8, 8, 8] : [116, 216, 316, 16]))
    }
  }

  @Test func copies() throws {
    var machine = try executor()
    machine.write(values([1, 2, 3, 4, 5, 6, 7, 8]), at: cell(0, 2, 0))
    try run(
      "COPY_BKGB ch=0 bank=2 row=0 col=0 n=2 gb=0\nCOPY_GBBK ch=0 bank=3 row=4 col=1 n=2 gb=0\nRD_SBK ch=0 bank=3 row=4 col=1 dst=0 len=8",
      on: &machine)
    #expect(machine.values(in: SRAMRange(0, 8)) == values([1, 2, 3, 4, 5, 6, 7, 8]))
    #expect(machine.cell(cell(0, 3, 5)).value == BFloat16(5))
  }

  @Test func readsOfWhatWasNeverWritten() throws {
    var machine = try executor()
    #expect(
      try failure("WR_GB ch=0 gb=0 src=7 len=3", on: &machine)
        == "t:12: block 0 (position 0 other) instruction 0, WR_GB: reads SRAM element 7, which holds no value"
    )
    machine = try executor()
    #expect(
      try failure("MAC_ABK ch=1 row=0 col=0 n=1 gb=2", on: &machine)
        == "t:12: block 0 (position 0 other) instruction 0, MAC_ABK: reads burst 2 of channel 1's global buffer, "
        + "which was never written")
    machine = try executor()
    #expect(
      try failure("RD_SBK ch=1 bank=3 row=6 col=1 dst=0 len=2", on: &machine)
        == "t:12: block 0 (position 0 other) instruction 0, RD_SBK: reads channel 1 bank 3 row 6 column 1 lane 0, "
        + "which was never written")
    machine = try executor()
    #expect(
      try failure("EWMUL ch=0 row=0 col=0 n=1", on: &machine)
        == "t:12: block 0 (position 0 other) instruction 0, EWMUL: reads channel 0 bank 0 row 0 column 0 lane 0, "
        + "which was never written")
    #expect(
      try failure("AF ch=0 row=0", on: &machine)
        == "t:12: block 0 (position 0 other) instruction 0, AF: its effect on values is not defined")
  }

  /// Banks 0 and 1 of a bank group are multiplied element by element, rounded to bf16 and written to bank 2,
  /// over into the next row.
  @Test func elementwiseProducts() throws {
    var machine = try executor()
    machine.write(values([1, 2, 3, 4, 5, 6, 7, 8]), at: cell(1, 0, 1, 1))
    machine.write(values([2, 2, 2, 2, 10, 10, 10, 1.0078125]), at: cell(1, 1, 1, 1))
    try run("EWMUL ch=1 row=1 col=1 n=2\nRD_SBK ch=1 bank=2 row=1 col=1 dst=0 len=8", on: &machine)
    // 8 · (1 + 2⁻⁷) is exact.
    #expect(machine.values(in: SRAMRange(0, 8)) == values([2, 4, 6, 8, 50, 60, 70, 8.0625]))
    #expect(machine.cell(cell(1, 0, 1, 1)).value == BFloat16(1))
    #expect(!machine.cell(cell(1, 3, 1, 1)).isWritten && !machine.cell(cell(0, 2, 1, 1)).isWritten)
    // A bank group of two banks has none for the product.
    var small = try Executor(
      MachineModel(makeSystem(channels: 2, banksPerGroup: 2, rows: 8, columns: 2, lanes: 4, sramBytes: 512)))
    var product = Instruction(.EWMUL)
    (product.channels, product.count) = (.only(0), 1)
    let block = Block(
      template: Template(id: 0, instructions: [product]), rowOffset: 0,
      label: BlockLabel(position: 0, layer: -1, kind: .other))
    let error = #expect(throws: ExecutionError.self) { try small.execute(block) }
    #expect(error?.description.hasSuffix("EWMUL: its effect on values is not defined") == true)
  }

  /// Bank 2's last lane was never written: an error when its result is stored, none when it is dropped.
  @Test func taintedResults() throws {
    for (clears, length, fails) in [(true, 4, true), (true, 2, false), (false, 4, true)] {
      var machine = try executor()
      if clears { machine.clear(rows: 0..<1) }
      for bank in 0..<4 { machine.write(values([1, 1, 1] + (bank == 2 ? [] : [1])), at: cell(0, bank, 0)) }
      machine.write(values([1, 1, 1, 1]), at: 0)
      let text =
        "WR_GB ch=0 gb=0 src=0 len=4\nMAC_ABK ch=0 row=0 col=0 n=1 gb=0\nRD_MAC ch=0 dst=8 len=\(length)"
      #expect(
        try failure(text, on: &machine)
          == (fails
            ? "t:14: block 0 (position 0 other) instruction 2, RD_MAC: stores a result into which instruction 1 "
              + "multiplied channel 0 bank 2 row 0 column 0 lane 3, which was never written" : nil))
    }
  }

  /// A lane that was never written may meet the global buffer's padding, if it was cleared.
  @Test func paddingMeetsClearedCells() throws {
    for clears in [true, false] {
      var machine = try executor()
      if clears { machine.clear(rows: 0..<1) }
      for bank in 0..<4 { machine.write(values([1, 1, 1]), at: cell(0, bank, 0)) }
      machine.write(values([1, 1, 1]), at: 0)
      let text = "WR_GB ch=0 gb=0 src=0 len=3\nMAC_ABK ch=0 row=0 col=0 n=1 gb=0\nRD_MAC ch=0 dst=8 len=4"
      #expect((try failure(text, on: &machine) == nil) == clears)
    }
  }

  @Test func accumulatorsThatWereNeverPreset() throws {
    var machine = try executor(readClears: false)
    #expect(
      try failure("RD_MAC ch=1 dst=8 len=1", on: &machine)
        == "t:12: block 0 (position 0 other) instruction 0, RD_MAC: stores the accumulator of channel 1 bank 0, "
        + "which was never preset")
  }

  /// Cleared cells may be loaded, but what they hold is of no use.
  @Test func clearedCellsAreNoValues() throws {
    var machine = try executor()
    machine.clear(rows: 0..<1)
    machine.write(values([1, 1, 1]), at: cell(0, 0, 0))
    try run("RD_SBK ch=0 bank=0 row=0 col=0 dst=0 len=4\nSCALE dst=8 src=0 len=3 factor=2", on: &machine)
    #expect(machine.values(in: SRAMRange(8, 3)) == values([2, 2, 2]))
    #expect(
      try failure("SCALE dst=8 src=0 len=4 factor=2", on: &machine)?.hasSuffix(
        "reads SRAM element 3, which holds no value") == true)
  }

  /// An instruction that reads what one before it in the same block writes sees the new value.
  @Test func dependencesThroughSRAM() throws {
    var machine = try executor()
    for channel in 0..<2 {
      for bank in 0..<4 { machine.write(values([1, 1, 1, 1]), at: cell(channel, bank, 0)) }
    }
    machine.write(values([1, 2, 3, 4]), at: 0)
    // 10 in each bank of channel 0, then 4 · 10 in each of channel 1, then 4 · 40 in channel 0.
    try run(
      """
      WR_GB ch=0 gb=0 src=0 len=4
      MAC_ABK ch=0 row=0 col=0 n=1 gb=0
      RD_MAC ch=0 dst=0 len=4
      WR_GB ch=1 gb=0 src=0 len=4
      MAC_ABK ch=1 row=0 col=0 n=1 gb=0
      RD_MAC ch=1 dst=0 len=4
      WR_GB ch=0 gb=0 src=0 len=4
      MAC_ABK ch=0 row=0 col=0 n=1 gb=0
      RD_MAC ch=0 dst=0 len=4
      """, on: &machine)
    #expect(machine.values(in: SRAMRange(0, 4)) == values([160, 160, 160, 160]))
  }

  @Test func threadsDoNotChangeTheResult() throws {
    let random = try RandomCase(seed: 4)
    var prints: [UInt64] = []
    for usesThreads in [false, true, true] {
      let compiled = try CompiledModel(
        random.model, on: random.system, policy: random.policy, run: random.run)
      var verifier = try Verifier(
        compiled, on: random.system, weights: RandomWeights(seed: 4), comparesWithFloat: false)
      verifier.executor.usesThreads = usesThreads
      #expect(verifier.verify(tokens: random.tokens).failure == nil)
      prints.append(verifier.executor.fingerprint(rows: 0..<compiled.memory.rows))
    }
    #expect(Set(prints).count == 1)
  }
}

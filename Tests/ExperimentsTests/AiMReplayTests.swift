import PIMGPT
import PIMNumerics
import PIMTestSupport
import Testing

/// Traces of either format as a user replays and compiles them.
@Suite struct AiMReplayTests {
  private static func machine(_ overrides: [String] = []) throws -> SystemDocument {
    try SystemDocument("aim-gddr6", overrides: overrides, library: Fixtures.library)
  }

  private static func write(_ text: String) throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    try OutputFile.write(text, to: path)
    return (folder, path)
  }

  /// 64 MACs of one row in every bank: nRCDRDMAC 56, 63 columns of 2 cycles each, and one until the last is
  /// over: 183 cycles of 0.5 ns.
  @Test func recognisesAiM() throws {
    for (text, decoding) in [
      ("AiM MAC_ABK 64 0x80000000 0\nAiM EOC\n", 0), ("# x\n\nAiM MAC_ABK 64 0xffffffff 0\nAiM EOC", 0),
      // The front end decodes one line a cycle.
      ("W GPR 0\nAiM MAC_ABK 64 1 0\nAiM EOC\n", 500),
    ] as [(String, Int64)] {
      let (folder, path) = try Self.write(text)
      for engine in Engine.allCases {
        for (frontEnd, wait) in [("ideal", 0), ("queued", decoding)] as [(String, Int64)] {
          let machine = try Self.machine(["system.host.frontEnd=\(frontEnd)"])
          let report = try machine.replay(trace: path, engine: engine)
          #expect(report.result.time == 91_500 + wait)
          #expect(report.result.causes[.frontEnd] == wait)
          #expect(report.measurement.schedule == .overlapped)
          // Hardly anything of a host's program repeats: `event` runs it in place of `fast`.
          #expect(report.measurement.engine == (engine == .stepped ? .stepped : .event))
          #expect(report.effort == nil)
        }
      }
      withExtendedLifetime(folder) {}
    }
  }

  @Test func text() throws {
    let path = Fixtures.folder.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/traces/aim/"
    let text = try Self.machine().replay(trace: path + "g05_gemv_tile_1ch.trace").text(
      system: "aim-gddr6")
    let lines = text.dropFirst(path.count).split(separator: "Machine")[0]
    try Fixtures.expect(String(lines), equalsSnapshot: "replay-aim.txt")
  }

  @Test func recognisesItsOwn() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    let experiment = try Fixtures.experiment("system=aim-gddr6")
    try experiment.compileTrace(positions: 1..<2).write(to: OutputFile(path: path))
    let replay = try Self.machine().replay(trace: path)
    #expect(replay.result == (try experiment.simulate(positions: 1..<2)).result)
    #expect(replay.measurement.engine == .fast)
  }

  /// Text, the message on AiM's machine, and the message on the paper's.
  @Test(arguments: [
    (
      "",
      ":1:1: empty file: found nothing, expected an AiM trace, which ends with 'AiM EOC', or 'pimgpt-trace 1' in the first line",
      ":1:1: empty file: found nothing, expected 'pimgpt-trace 1' in the first line"
    ),
    (
      "AiM SYNC\n",
      ":2:1: missing EOC: found the end of the file, expected a line 'AiM EOC': the trace may be cut off",
      ":1:1: trace for another machine: found an AiM trace, expected a system whose file says in 'trace' how channel masks are read; pim-gpt does not"
    ),
    (
      "FOO\n",
      ":1:1: unknown instruction: found 'FOO', expected AiM, R or W; pimgpt's own traces begin with 'pimgpt-trace 1'",
      ":1:1: not a trace: found 'FOO', expected 'pimgpt-trace 1' in the first line"
    ),
    (
      "pimgpt-trace 2\n", ":1:14: unsupported version: found '2', expected version 1",
      ":1:14: unsupported version: found '2', expected version 1"
    ),
    (
      "R MEM 0 0 16384\n", ":1:11: out of range: found row 16384, expected a row, 0 to 16383",
      ":1:1: trace for another machine: found an AiM trace, expected a system whose file says in 'trace' how channel masks are read; pim-gpt does not"
    ),
  ])
  func refuses(text: String, onAiM: String, onPaper: String) throws {
    let paper = try SystemDocument("pim-gpt", library: Fixtures.library)
    let folder = try TemporaryFolder()
    let file = folder.path + "/b.trace"
    try OutputFile.write(text, to: file)
    #expect(message { _ = try (try Self.machine()).replay(trace: file) } == file + onAiM)
    #expect(message { _ = try paper.replay(trace: file) } == file + onPaper)
  }

  /// A program that AiM's words can say takes as long as a trace of either format as it does itself.
  @Test(arguments: [Schedule.serial, .overlapped]) func roundTrip(schedule: Schedule) throws {
    func make(_ opcode: Opcode, _ change: (inout Instruction) -> Void) -> Instruction {
      var i = Instruction(opcode)
      i.channels = .first(3)
      change(&i)
      return i
    }
    let system = try Self.machine().system
    let product = [
      make(.WR_GB) { ($0.address, $0.length) = (0, 1024) },
      make(.WR_BIAS) { ($0.address, $0.length) = (2048, 48) },
      make(.MAC_ABK) { ($0.row, $0.count) = (5, 64) }, make(.RD_MAC) { ($0.address, $0.length) = (4096, 48) },
    ]
    let loads = (0..<40).map { bank in
      make(.RD_SBK) {
        ($0.channels, $0.bank, $0.row, $0.address, $0.length) = (
          .only(bank % 2), Int16(bank % 16), 9, Int32(bank * 16), 16
        )
      }
    }
    let sum = make(.SUM) { i in
      i.channels = ChannelMask(rawValue: 0)
      (i.address, i.source, i.source3, i.count, i.length) = (4096, 4096, 0, 1, 48)
    }
    let blocks =
      ([product, loads, [sum], product + [make(.EWMUL) { ($0.row, $0.count) = (2, 8) }], loads, product])
      .enumerated().map {
        Block(
          template: Template(id: $0, instructions: $1), rowOffset: Int32($0),
          label: BlockLabel(position: 0, layer: -1, kind: .other, part: $0))
      }
    struct List: BlockSource {
      var blocks: ArraySlice<Block>
      mutating func nextSequence() -> BlockSequence? { blocks.popFirst().map { BlockSequence($0) } }
    }
    var bytes: [UInt8] = []
    var writer = try AiMTraceWriter(system: system, schedule: schedule) { bytes.append(contentsOf: $0) }
    for block in blocks { try writer.write(block) }
    try writer.finish()
    let (folder, path) = try Self.write(String(decoding: bytes, as: UTF8.self))
    for engine in Engine.allCases {
      var source = List(blocks: blocks[...])
      let result = try Simulator(system, engine: engine, schedule: schedule).run(&source)
      let replay = try Self.machine(["system.host.frontEnd=ideal"]).replay(trace: path, engine: engine)
      #expect(replay.result.time == result.time && replay.result.channels == result.channels, "\(engine)")
      #expect(replay.result.causes == result.causes, "\(engine)")
    }
    withExtendedLifetime(folder) {}
  }

  private static let traces =
    Fixtures.folder.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/traces/aim/"

  /// A MAC of one column and an end with the prefix: nRCDRDMAC 56 and one until it is over, 57 cycles of 0.5
  /// ns.
  @Test(arguments: Engine.allCases) func instructionsWithThePrefix(engine: Engine) throws {
    let report = try Self.machine().replay(trace: Self.traces + "c4_ISR_prefix.trace", engine: engine)
    #expect(report.result.time == 28_500)
    #expect(report.notes == [])
  }

  /// 256 registers, four times the columns of a row: 4,096 additions of the ASIC.
  @Test func sumOfManyRegisters() throws {
    let report = try Self.machine().replay(trace: Self.traces + "c5_EWADD_over_64.trace")
    #expect(report.result.work.asicAdditions == 4096)
    #expect(report.result.channels.allSatisfy { $0.commands.total == 0 })
  }

  /// A trace of CENT's generator, and what its lines ask of every channel.
  struct Generated: Sendable, CustomTestStringConvertible {
    var name: String
    var counts: [(command: Command, count: Int64)]
    var reads: Int64 = 0
    var writes: Int64 = 0
    var notes: [String] = []
    var testDescription: String { name }
  }

  /// One layer of Llama2-7B at position 128. Columns of MAC_ABK: 50 · 64 + 40 · 8 + 2 · 1 + 48;
  /// of EWMUL: 4 · 2 + 2 · 8 + 2 · 6 + 2 · 256; of copies each way: 8 · 2 + 4 · 6; of WR_GB: 38 · 64 + 8 +
  /// 48. Of 256 rows of all banks each channel writes 8.
  static let block = Generated(
    name: "cent_llama7b_tensor8_s128",
    counts: [
      (.MAC16, 3570), (.EWMUL16, 548), (.RDCP, 40), (.WRCP, 40), (.WRGB, 2488), (.WRMAC16, 93),
      (.RDMAC16, 93), (.AF16, 3), (.RDAF16, 3), (.WRA16, 8),
    ], reads: 1792, writes: 7680,
    notes: [
      ":2367: EWMUL of 256 columns runs on from the first of the 64 columns of row 15, as in the AiM simulator (2 lines are like this)"
    ])
  /// Its products alone: 50 · 64 + 48 columns of MAC_ABK, 34 · 64 + 48 of WR_GB.
  static let products = Generated(
    name: "cent_llama7b_tensor8_fc_s128",
    counts: [
      (.MAC16, 3248), (.WRGB, 2224), (.WRMAC16, 51), (.RDMAC16, 51), (.AF16, 3), (.RDAF16, 3),
      (.EWMUL16, 0), (.RDCP, 0), (.WRCP, 0), (.WRA16, 0),
    ])

  @Test(arguments: [block, products]) func blocksOfCENT(trace: Generated) throws {
    let path = Self.traces + trace.name + ".trace"
    let machine = try Self.machine([
      "system.refresh.policy=none", "system.timing.nRRDS=5", "system.timing.nRRDL=6",
    ])
    let report = try machine.replay(trace: path)
    #expect(report.notes == trace.notes.map { path + $0 })
    for (command, count) in trace.counts {
      for (channel, found) in report.result.channels.enumerated() {
        #expect(found.commands[command] == count, "\(command) of channel \(channel)")
      }
    }
    // The host's accesses are not the same in all channels.
    #expect(report.result.channels.reduce(0) { $0 + $1.commands[.RD] } == trace.reads)
    #expect(report.result.channels.reduce(0) { $0 + $1.commands[.WR] } == trace.writes)
  }

  /// Values for a trace of AiM: registers are SRAM, 16 elements each; banks 0 and 1 of each group are
  /// multiplied into bank 2, over and over in the same row.
  @Test func executesAiM() throws {
    let text = """
      AiM WR_SBK 0 0x80000000 4 7
      AiM WR_SBK 1 0x80000000 5 7
      AiM EWMUL 65 0x80000000 7
      AiM RD_SBK 2 0x80000000 6 7
      AiM EWADD 1 2 0
      AiM EOC

      """
    let (folder, path) = try Self.write(text)
    var values = SafeTensorsWriter()
    let left = (1...16).map { BFloat16(Float($0)) }
    values.add("sram.0", shape: [16], bfloat16: left)
    values.add("sram.16", shape: [16], bfloat16: Array(repeating: BFloat16(3), count: 16))
    for bank in 0..<16 where bank % 4 < 2 {
      values.add(
        "bank.0.\(bank).7", shape: [1024], bfloat16: Array(repeating: BFloat16(Float(bank)), count: 1024))
    }
    try values.write(to: folder.path + "/a.safetensors")
    let results = folder.path + "/r.safetensors"
    let executed = try Self.machine().execute(trace: path, results: OutputFile(path: results))
    #expect(executed.blocks > 0)
    // 3 · i + i: banks 4 and 5 are the first two of group 1, and bank 6 takes their product.
    let read = try SafeTensors(path: results).tensor("sram.0").bfloat16()
    #expect(read.count == 48 && Array(read[32...]) == left.map { BFloat16(Float($0) * 4) })
    withExtendedLifetime(folder) {}
  }

  /// What has no value is named with its line. Registers 0 and 1 would have MACs and EWMUL work on other
  /// operands.
  @Test(arguments: [
    ("R MEM 0 0 7", "RD_SBK: its effect on values is not defined"),
    ("AiM MAC_ABK 1 0x80000000 7 # 1", "MAC_ABK: its effect on values is not defined"),
    ("AiM EWMUL 1 0x80000000 7 # 0", "EWMUL: its effect on values is not defined"),
    ("AiM AF 0x80000000", "AF: its effect on values is not defined"),
    (
      "AiM EWMUL 1 0x80000000 7",
      "EWMUL: reads channel 0 bank 0 row 7 column 0 lane 0, which was never written"
    ),
  ]) func cannotExecute(line: String, reason: String) throws {
    let setting = line.hasSuffix("# 1") ? "W CFR 0 1" : line.hasSuffix("# 0") ? "W CFR 1 0" : "W GPR 0"
    let (folder, path) = try Self.write("# a comment\n\nAiM SYNC\n\(setting)\n\(line)\nAiM EOC\n")
    try SafeTensorsWriter().write(to: folder.path + "/a.safetensors")
    let failure = #expect(throws: ExecutionFailure.self) { try Self.machine().execute(trace: path) }
    #expect(failure?.reason == "\(path):5: block 0 (position 0 other) instruction 1, \(reason)")
    withExtendedLifetime(folder) {}
  }

  // MARK: Compiling

  /// What a channel's bus carries, without cycles and columns.
  private struct Carried: Hashable {
    var command: Command
    var bank: Int16
    var row: Int32

    init(_ issued: IssuedCommand) { (command, bank, row) = (issued.command, issued.bank, issued.row) }
  }

  /// Commands by channel, in order.
  private final class Carriage {
    var channels: [[Carried]]
    init(_ channels: Int) { self.channels = Array(repeating: [], count: channels) }
    func take(_ issued: IssuedCommand) { channels[Int(issued.channel)].append(Carried(issued)) }
  }

  /// The trace of a GPT program makes every channel do what the program does.
  @Test(arguments: [
    ["mapping=aim"], ["mapping=paper"], ["mapping=aim", "mapping.schedule=overlapped"],
    ["mapping=aim", "embedding=true", "lmHead=true"], ["mapping=best", "mapping.rowOpening=onDemand"],
  ])
  func compilesGPTPrograms(overrides: [String]) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    let experiment = try Experiment(
      Fixtures.folder + "/Fixtures/small.yaml",
      overrides: ["system=aim-gddr6", "system.refresh.policy=none"] + overrides, library: Fixtures.library)
    let compilation = try experiment.compileTrace()
    let lines = try compilation.write(to: OutputFile(path: path), format: .aim)
    let text = try #require(Fixtures.read(path))
    #expect(text.split(separator: "\n").count == lines)
    for note in try compilation.notes(for: .aim) { #expect(text.contains("\n# \(note)\n"), "\(note)") }

    let program = Carriage(experiment.system.organisation.channels)
    _ = try experiment.simulate(engine: .event, commands: program.take)
    let trace = Carriage(experiment.system.organisation.channels)
    _ = try Self.machine(["system.refresh.policy=none"]).replay(
      trace: path, engine: .event, commands: trace.take)
    #expect(program.channels.contains { !$0.isEmpty })
    for (channel, (found, expected)) in zip(trace.channels, program.channels).enumerated() {
      #expect(found == expected, "channel \(channel)")
    }
  }

  /// What is said before anything is written, and in the trace's head.
  @Test func compilationSaysWhatItLeavesOut() throws {
    let experiment = try Fixtures.experiment(
      "system=aim-gddr6", "mapping=aim", "embedding=true", "lmHead=true")
    #expect(try experiment.compileTrace().notes(for: .pimgpt) == [])
    #expect(
      try experiment.compileTrace().notes(for: .aim) == [
        "left out, since AiM has no instructions for them: layerNorm, qkvSum, softmax, projectionSum, gelu, ffnDownSum, finalNorm, sampling",
        "written in part: embedding",
        "instructions left out: LAYERNORM, SUM, SCALE, GELU, SOFTMAX, ARGMAX; what follows those of the ASIC waits at a SYNC",
        "written: parameters, qkv, keyValueWrite, scores, context, projection, ffnUp, ffnDown, lmHead; "
          + "without columns, lanes and places in the global buffer, which AiM traces do not have",
      ])
  }

  @Test func refusesSystemsWithoutAiMTraces() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    let other = try Fixtures.experiment().compileTrace()
    let expected =
      "no AiM trace for the system small: its file does not say in 'trace' how channel masks are written"
    #expect(message { _ = try other.notes(for: .aim) } == expected)
    #expect(message { _ = try other.write(to: OutputFile(path: path), format: .aim) } == expected)
    #expect(folder.names == [])
  }
}

import Configuration
import Hardware
import Instructions
import Reporting
import Simulation
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

  /// 64 MACs of one row in every bank: nRCDRDMAC 56, 63 columns of 2 cycles each, and one until the last is over: 183 cycles of
  /// 0.5 ns.
  @Test func recognisesAiM() throws {
    for (text, decoding) in [
      ("AiM MAC_ABK 64 0x80000000 0\nAiM EOC\n", 0), ("# x\n\nAiM MAC_ABK 64 0xffffffff 0\nAiM EOC", 0),
      // The front end decodes one line a cycle.
      ("W GPR 0\nAiM MAC_ABK 64 1 0\nAiM EOC\n", 500),
    ] as [(String, Int64)] {
      let (folder, path) = try Self.write(text)
      for engine in Engine.allCases {
        for (frontEnd, wait) in [("ideal", 0), ("queued", decoding)] as [(String, Int64)] {
          let machine = try Self.machine(["host.frontEnd=\(frontEnd)"])
          let report = try ReplayReport(trace: path, on: machine, engine: engine)
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
    let text = try ReplayReport(trace: path + "g05_gemv_tile_1ch.trace", on: Self.machine()).text(
      system: "aim-gddr6")
    let lines = text.dropFirst(path.count).split(separator: "Machine")[0]
    try Fixtures.expect(String(lines), equalsSnapshot: "replay-aim.txt")
  }

  @Test func recognisesItsOwn() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    let experiment = try Fixtures.experiment("system=aim-gddr6")
    try TraceCompilation(experiment, positions: 1..<2).write(to: OutputFile(path: path))
    let replay = try ReplayReport(trace: path, on: Self.machine())
    #expect(replay.result == (try SimulationReport(experiment, positions: 1..<2)).result)
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
    #expect(message { _ = try ReplayReport(trace: file, on: try Self.machine()) } == file + onAiM)
    #expect(message { _ = try ReplayReport(trace: file, on: paper) } == file + onPaper)
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
      mutating func next() -> Block? { blocks.popFirst() }
    }
    var bytes: [UInt8] = []
    var writer = try AiMTraceWriter(system: system, schedule: schedule) { bytes.append(contentsOf: $0) }
    for block in blocks { try writer.write(block) }
    try writer.finish()
    let (folder, path) = try Self.write(String(decoding: bytes, as: UTF8.self))
    for engine in Engine.allCases {
      var source = List(blocks: blocks[...])
      let result = try Simulator(system, engine: engine, schedule: schedule).run(&source)
      let replay = try ReplayReport(
        trace: path, on: Self.machine(["host.frontEnd=ideal"]), engine: engine)
      #expect(replay.result.time == result.time && replay.result.channels == result.channels, "\(engine)")
      #expect(replay.result.causes == result.causes, "\(engine)")
    }
    withExtendedLifetime(folder) {}
  }

  @Test func compilesWhatCanBeSaid() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    let experiment = try Fixtures.experiment("system=aim-gddr6")
    #expect(
      message { _ = try TraceCompilation(experiment).write(to: OutputFile(path: path), format: .aim) }
        == "instruction 0 of block '0 0 parameters 0': AiM traces cannot say RD_SBK: it has 32 elements, and AiM's 16"
    )
    #expect(folder.names == [])
    let other = try Fixtures.experiment()
    #expect(
      message { _ = try TraceCompilation(other).write(to: OutputFile(path: path), format: .aim) }
        == "no AiM trace for the system small: its file does not say in 'trace' how channel masks are written"
    )
  }
}

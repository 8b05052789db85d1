import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMResults
import Testing

/// A host's traces on GDDR6-AiM, with its front end and without, against the commands that the AiM simulator
/// issues.
@Suite struct FrontEndTests {
  static let timings = ["refresh.policy=none", "timing.nRRDS=5", "timing.nRRDL=6"]

  static func load(_ path: String, frontEnd: String) throws -> (System, [Block]) {
    let system = try Machines.load("aim-gddr6", timings + ["host.frontEnd=\(frontEnd)"])
    var reader = try AiMTraceReader(path: Machines.root + "/traces/" + path, system: system)
    var blocks: [Block] = []
    while let block = try reader.next() { blocks.append(block) }
    return (system, blocks)
  }

  /// Commands as the reference writes them: cycles from 1, the bank in its group, -1 where something does not
  /// apply.
  static func text(_ commands: [IssuedCommand], _ system: System) -> [String] {
    let size = system.organisation.banksPerGroup
    return commands.map { c in
      let bank = c.bank < 0 ? "-1,-1" : "\(Int(c.bank) / size),\(Int(c.bank) % size)"
      return "\(c.cycle + 1),\(c.channel),\(c.command),\(bank),\(c.row),\(c.column)"
    }
  }

  static func commands(_ path: String, frontEnd: String, engine: Engine = .event) throws -> [String] {
    let (system, blocks) = try load(path, frontEnd: frontEnd)
    let (_, commands) = try Simulator(system, engine: engine, schedule: .overlapped).trace(
      blocks, isFromHost: true)
    return text(commands, system)
  }

  static let names: [String] =
    ["a_gemv1", "b_row1", "c_aim1", "e_lock", "f_gemvN", "g_masks"].flatMap { kind in
      (0..<64).map { "\(kind)_\(String("00\($0)".suffix(3)))" }
    }.filter {
      (try? AiMCommandTests.contents(Machines.root + "/traces/aim-random/traces/\($0).trace")) != nil
    }

  @Test func thereAreFortyEight() { #expect(Self.names.count == 48, "\(Self.names)") }

  /// Every command in every field; `stepped` and `event` each, and all results of the three engines.
  @Test(arguments: names, ["ideal", "queued"])
  func random(name: String, frontEnd: String) throws {
    let folder = frontEnd == "ideal" ? "ideal" : "front"
    let reference = try AiMCommandTests.contents(
      Machines.root + "/traces/aim-random/\(folder)/\(name).csv"
    ).split(separator: "\n").dropFirst().map(String.init)
    #expect(reference.count > 10)
    let (system, blocks) = try Self.load("aim-random/traces/\(name).trace", frontEnd: frontEnd)
    var results: [SimulationResult] = []
    for engine in [Engine.stepped, .event] {
      let (result, commands) = try Simulator(system, engine: engine, schedule: .overlapped).trace(
        blocks, isFromHost: true)
      #expect(Self.text(commands, system).sorted() == reference.sorted(), "\(engine)")
      results.append(result)
    }
    var source = ListSource(blocks, isFromHost: true)
    results.append(try Simulator(system, engine: .fast, schedule: .overlapped).run(&source))
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  // MARK: One difference each

  /// The channel turns at the first edge at which WRMAC16 could be issued but for the mode, a clock after the
  /// MAC16 at 57; and is ready nMODCH = 32 later.
  @Test(arguments: ["ideal", "queued"]) func turnsWhenOnlyTheModeHoldsBack(frontEnd: String) throws {
    #expect(
      try Self.commands("aim-cases/c1_TMOD_after_MAC_one_late.trace", frontEnd: frontEnd) == [
        "1,0,ACT16,-1,-1,0,0", "57,0,MAC16,-1,-1,0,0", "58,0,TMOD,-1,-1,-1,0", "90,0,WRMAC16,-1,-1,-1,0",
      ])
  }

  /// Channel 0 opens its second row nRRDS = 5 after the first, though channel 1 is given something between
  /// the two reads.
  @Test(arguments: [("ideal", 1, 57), ("queued", 2, 58)])
  func anotherChannelDoesNotCutABatch(frontEnd: String, activation: Int, mac: Int) throws {
    #expect(
      try Self.commands("aim-cases/c2_batch_cut_by_other_channel.trace", frontEnd: frontEnd).sorted()
        == [
          "1,0,ACT,0,0,0,-1", "6,0,ACT,1,0,0,-1", "37,0,RD,0,0,0,-1", "42,0,RD,1,0,0,-1",
          "\(activation),1,ACT16,-1,-1,0,0", "\(mac),1,MAC16,-1,-1,0,0",
        ].sorted())
  }

  /// Write, read, write of one cell stay in that order: RD after WR by nCWL + nBL + nWTRL = 6 + 2 + 11, WR
  /// after RD by nCL + nBL + 3 - nCWL + nWPRE = 50 + 2 + 3 - 6 + 1.
  @Test(arguments: ["ideal", "queued"]) func accessesToOneCellKeepTheirOrder(frontEnd: String) throws {
    #expect(
      try Self.commands("aim-cases/c3_same_cell_reordered.trace", frontEnd: frontEnd) == [
        "1,0,ACT,0,0,0,0", "29,0,WR,0,0,0,0", "48,0,RD,0,0,0,0", "98,0,WR,0,0,0,0",
      ])
  }

  /// The same in a trace of pimgpt's own, by each engine.
  @Test(arguments: [Engine.stepped, .event]) func accessesToOneCellKeepTheirOrderInOwnTraces(engine: Engine)
    throws
  {
    let system = try Machines.load("pim-gpt", ["refresh.policy=none"])
    var reader = try TraceReader(
      path: Machines.root + "/traces/aim-cases/c3_same_cell_reordered_own_format.trace")
    var blocks: [Block] = []
    while let block = try reader.next() { blocks.append(block) }
    let (_, commands) = try Simulator(system, engine: engine).trace(blocks)
    #expect(commands.map(\.command) == [.ACT, .WR, .RD, .WR])
  }

  /// RD_MAC holds the decoder until its data are back: RDMAC16 at 33, the data nCLREG + nBL = 2 later, the
  /// next line a clock after.
  @Test(arguments: [("ideal", 35), ("queued", 36)]) func resultsHoldTheDecoder(frontEnd: String, second: Int)
    throws
  {
    #expect(
      try Self.commands("aim-cases/b1_blocking_RD_MAC.trace", frontEnd: frontEnd) == [
        "1,0,TMOD,-1,-1,-1,0", "33,0,RDMAC16,-1,-1,-1,0", "\(second),0,RDMAC16,-1,-1,-1,0",
      ])
  }

  /// The last of 64 requests finds room when the 31st is issued, at 57 + 30 · 2 = 117: it is in the queue at
  /// 118, and the line for channel 1 is decoded at 119.
  @Test(arguments: [("ideal", 1), ("queued", 119)]) func aFullQueueHoldsTheDecoder(
    frontEnd: String, start: Int
  )
    throws
  {
    let commands = try Self.commands("aim-cases/b2_queue_head_of_line.trace", frontEnd: frontEnd)
    #expect(
      commands.filter { $0.contains(",1,ACT16") || $0.contains(",1,MAC16") } == [
        "\(start),1,ACT16,-1,-1,0,0", "\(start + 56),1,MAC16,-1,-1,0,0",
      ])
  }

  /// One line a clock: what writes registers takes its turn, too.
  @Test(arguments: [("ideal", 1), ("queued", 5)]) func everyLineTakesItsTurn(frontEnd: String, turn: Int)
    throws
  {
    let commands = try Self.commands("aim-cases/b3_one_line_a_cycle.trace", frontEnd: frontEnd)
    #expect(commands.contains("\(turn),1,TMOD,-1,-1,-1,0"))
  }
}

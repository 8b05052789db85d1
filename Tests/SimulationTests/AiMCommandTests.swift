import Glibc
import PIMChecking
import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMNumerics
import PIMResults
import Testing

/// GDDR6-AiM against the commands that the AiM simulator issues: the traces of traces/aim, command by command
/// and cycle by cycle.
@Suite struct AiMCommandTests {
  private static let folder = Machines.root + "/traces/aim/"
  /// What the reference was made with.
  private static let timings = ["refresh.policy=none", "timing.nRRDS=5", "timing.nRRDL=6"]

  private static func blocks(_ path: String, _ system: System) throws -> [Block] {
    var reader = try AiMTraceReader(path: path, system: system)
    var blocks: [Block] = []
    while let block = try reader.next() { blocks.append(block) }
    return blocks
  }

  static func contents(_ path: String) throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The reference's words for a command: cycles from 1, the bank in its group, -1 where something does not
  /// apply.
  private static func text(_ command: IssuedCommand, _ system: System) -> String {
    let (bank, size) = (Int(command.bank), system.organisation.banksPerGroup)
    let place = bank < 0 ? "-1 -1" : "\(bank / size) \(bank % size)"
    return
      "\(command.cycle + 1) \(command.channel) \(command.command) \(place) \(command.row) \(command.column)"
  }

  @Test(arguments: [
    "g01_mac_1row_1ch", "g03_mac_8rows_1ch", "g05_gemv_tile_1ch", "g08_rd_1bank_16hits",
    "g11_rd_16banks_1each",
    "g16_mac_sbk_vs_bank",
  ])
  func commands(name: String) throws {
    let reference = try Self.contents(Self.folder + name + ".cmds").split(separator: "\n").map(String.init)
    #expect(reference.count > 16)
    // One channel or 32: the other channels have nothing to do.
    for channels in [1, 32] {
      let system = try Machines.load("aim-gddr6", Self.timings + ["organisation.channels=\(channels)"])
      let blocks = try Self.blocks(Self.folder + name + ".trace", system)
      var results: [SimulationResult] = []
      for engine in [Engine.stepped, .event] {
        let (result, commands) = try Simulator(system, engine: engine, schedule: AiMTraceReader.schedule)
          .trace(blocks, isFromHost: true)
        #expect(commands.map { Self.text($0, system) } == reference, "\(engine)")
        results.append(result)
        #expect(violations(commands, on: system) == [])
      }
      var source = ListSource(blocks, isFromHost: true)
      results.append(try Simulator(system, engine: .fast, schedule: AiMTraceReader.schedule).run(&source))
      #expect(results[0] == results[1] && results[0] == results[2])
    }
  }

  /// The commands as the checker judges them.
  private func violations(_ commands: [IssuedCommand], on system: System) -> [String] {
    let size = system.organisation.banksPerGroup
    var checker = CommandChecker(system)
    var found: [String] = []
    func note(_ violation: Violation) { found.append(violation.text(rules: system.rules, file: "checker")) }
    for (index, c) in commands.enumerated() {
      let bank = Int(c.bank)
      checker.check(
        CommandRecord(
          line: index + 2, cycle: c.cycle + 1, channel: Int(c.channel), command: c.command,
          bankGroup: bank < 0 ? -1 : bank / size, bank: bank < 0 ? -1 : bank % size, row: Int(c.row),
          column: Int(c.column)),
        report: note)
    }
    checker.finish(report: note)
    return found
  }

  /// A long trace of everything, on three channels, with refresh: no rule is broken, and every channel
  /// refreshes as often as its time has intervals of 3,333 cycles, those without work, too.
  @Test(arguments: ["strict", "postponed"]) func refresh(policy: String) throws {
    let system = try Machines.load("aim-gddr6", ["organisation.channels=4", "refresh.policy=\(policy)"])
    var random = SeededGenerator(seed: 7)
    var text = ""
    for _ in 0..<6000 {
      let channel = random.pick(0...2)
      let mask = 1 << (31 - channel)
      let (bank, row, register) = (random.pick(0...15), random.pick(0...9), random.pick(0...500))
      text +=
        [
          "AiM WR_GB \(random.pick(1...8)) \(register) \(mask)", "AiM WR_BIAS \(register) \(mask)",
          "AiM MAC_ABK \(random.pick(1...64)) \(mask) \(row)",
          "AiM MAC_SBK \(random.pick(1...64)) \(mask) \(bank) \(row)",
          "AiM RD_MAC \(register) \(mask)", "AiM AF \(mask)", "AiM RD_AF \(register) \(mask)",
          "AiM WR_SBK \(register) \(mask) \(bank) \(row)", "AiM RD_SBK \(register) \(mask) \(bank) \(row)",
          "AiM WR_ABK \(register) \(mask) \(row)", "AiM COPY_BKGB 4 \(mask) \(bank) \(row)",
          "AiM COPY_GBBK 4 \(mask) \(bank) \(row)", "AiM EWMUL 4 \(mask) \(row)", "AiM EWADD 2 \(register) 7",
          "R MEM \(channel) \(bank) \(row)", "W MEM \(channel) \(bank) \(row)",
          "R MEM \(channel) \(bank) \(row)",
          "W GPR 1", "W CFR 2 \(random.pick(0...7))",
        ][random.pick(0...18)] + "\n"
    }
    var reader = try AiMTraceReader(text: text + "AiM EOC\n", system: system)
    var blocks: [Block] = []
    while let block = try reader.next() { blocks.append(block) }
    let (result, commands) = try Simulator(system, schedule: AiMTraceReader.schedule).trace(
      blocks, isFromHost: true)
    #expect(violations(commands, on: system) == [])
    #expect(result.causes.total == result.time)
    let refreshes = result.channels.map { $0.commands[.REFab] }
    let due = result.time / system.commandClockPicoseconds / 3333
    #expect(due > 30)
    // A refresh that falls due when the work has ended counts for some channels and not for others.
    #expect(refreshes.allSatisfy { ($0 - due).magnitude <= 1 }, "\(refreshes), due \(due)")
    #expect(result.channels[3].commands.total == refreshes[3])
  }
}

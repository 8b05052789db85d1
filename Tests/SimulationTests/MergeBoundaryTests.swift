import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMResults
import PIMSimulation
import Testing

/// Channels may be taken for one only if they will agree on causes as well as on times.
@Suite struct MergeBoundaryTests {
  /// Two channels differ in which bank they opened last. After 11 cycles the difference delays nothing any
  /// more, but it still names the cause of the eleventh: waiting for the row, not reading.
  @Test(arguments: [1, 2])
  func anIssueAtTheHorizonStillNamesTheCause(of last: Int) throws {
    var system = try Machines.load("pim-gpt")
    system.organisation.channels = 2
    system.organisation.bankGroups = 1
    system.organisation.banksPerGroup = 2
    system.refresh.policy = .none
    system.completionCycles = system.completionCycles.map { _ in 0 }
    system.rules = [
      TimingRule(scope: .bank, preceding: [.ACT], following: [.MAC], expression: "", delay: 10),
      TimingRule(scope: .bank, preceding: [.ACT], following: [.RD], expression: "", delay: 11),
    ]
    func on(_ opcode: Opcode, channel: Int, bank: Int, length: Int32 = 0) -> Instruction {
      var instruction = Instruction(opcode)
      instruction.channels = .only(channel)
      instruction.bank = Int16(bank)
      (instruction.count, instruction.length) = (1, length)
      instruction.address = Int32(channel * 1024)
      return instruction
    }
    // The bank that each channel opened last is read in one case, the one before in the other.
    let reads = [
      [on(.RD_SBK, channel: 0, bank: 1, length: 16), on(.RD_SBK, channel: 1, bank: 0, length: 32)],
      [on(.RD_SBK, channel: 0, bank: 0, length: 16), on(.RD_SBK, channel: 1, bank: 1, length: 32)],
    ]
    let lists = [
      [on(.MAC_SBK, channel: 0, bank: 0), on(.MAC_SBK, channel: 1, bank: 1)],
      [on(.MAC_SBK, channel: 0, bank: 1), on(.MAC_SBK, channel: 1, bank: 0)], reads[last - 1],
    ]
    var results: [SimulationResult] = []
    for (engine, shares) in [
      (Engine.stepped, false), (.event, false), (.event, true), (.fast, false), (.fast, true),
    ] {
      var source = ListSource(lists)
      results.append(try Simulator(system, engine: engine, sharesChannels: shares).run(&source))
    }
    for result in results { #expect(result.causes == results[0].causes) }
    // Cycles of 500 ps: ACT 0, MAC 10, ACT 11, MAC 21, then the bank just opened waits till 11 + 11 = 22 for
    // its first read, which leaves one cycle for the second; the other bank was opened 21 cycles before and
    // waits for the bus alone.
    #expect(results[0].causes[.rowOpening] + results[0].causes[.bankRead] == 23 * 500)
    #expect(results[0].causes[.bankRead] == (last == 1 ? 500 : 1000))
  }
}

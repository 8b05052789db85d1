import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMResults
import Testing

@Suite struct CommandTests {
  /// What a channel issues for an instruction is the instruction's command, and rows opened and closed for
  /// it.
  @Test(arguments: Opcode.allCases, Engine.allCases)
  func instructionsIssueTheirCommand(opcode: Opcode, engine: Engine) throws {
    var instruction = Instruction(opcode)
    if opcode.unit == .channels { instruction.channels = .only(0) }
    (instruction.length, instruction.count) = (16, 1)
    var issued: [Command] = []
    let system = try Machines.load("pim-gpt", ["organisation.channels=1", "refresh.policy=none"])
    var program = ListSource([[instruction]])
    _ = try Simulator(system, engine: engine).run(&program, commands: { issued.append($0.command) })
    #expect(
      issued.filter { $0 == opcode.command || $0.role != .open && $0.role != .close }
        == (opcode.command.map { [$0] } ?? []))
  }
}

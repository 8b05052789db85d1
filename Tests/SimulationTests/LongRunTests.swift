import PIMFastForward
import PIMHardware
import PIMResults
import PIMSimulation
import Testing

/// Runs near the end of time.
@Suite struct LongRunTests {
  /// A row opened every 2^40 cycles of 500 ps, 549,755,813,888,000 ps: the 132nd after the first is past 2^56
  /// ps, the 131st is not.
  @Test(arguments: [Engine.event, .fast]) func aRunPastTheLongestIsAnError(engine: Engine) throws {
    var system = try Machines.load("pim-gpt", ["refresh.policy=none"])
    for index in system.rules.indices where system.rules[index].expression == "nRP" {
      system.rules[index].delay = 1 << 40
    }
    func run(_ count: Int) throws -> Int64 {
      var source = ListSource(
        (0..<count).map { [Make.readBank(0, row: Int32($0 % 16), length: 16, to: 0)] })
      return try Simulator(system, engine: engine).run(&source).time
    }
    let time = try run(132)
    #expect(time > 131 * 549_755_813_888_000 && time < 1 << 56)
    let error = #expect(throws: SimulationError.self) { _ = try run(133) }
    #expect(
      error?.description == "position 0 goes past 2^56 ps (20 hours) of the machine's time; "
        + "expected a shorter run: fewer positions, shorter timings or faster clocks")
  }
}

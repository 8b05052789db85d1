import PIMFastForward
import PIMInstructions
import PIMNumerics
import PIMResults
import PIMSimulation
import Testing

/// The additions and multiplications of the ASIC are those that its functions are defined by.
@Suite struct ASICOperationTests {
  @Test(arguments: Engine.allCases, [Schedule.serial, .overlapped])
  func operationsOfAProgram(engine: Engine, schedule: Schedule) throws {
    var gelu = Instruction(.GELU)
    gelu.length = 100
    var scale = Instruction(.SCALE)
    (scale.length, scale.address, scale.source) = (48, 256, 256)
    let blocks = [[gelu], [scale, scale], [Make.softmax(rows: 3, length: 70)], [Make.multiply(row: 0)]]
    var source = ListSource(blocks)
    let system = try Machines.load("pim-gpt")
    let result = try Simulator(system, engine: engine, schedule: schedule).run(&source)
    let parameters = ASICFunctionParameters(taylorTerms: 6, reciprocalSteps: 2, inverseSquareRootSteps: 2)
    func cost(_ function: ASICFunction) -> OperationCost {
      OperationCost(of: function, parameters: parameters)
    }
    let (once, twice, thrice) = (cost(.gelu(count: 100)), cost(.scale(count: 48)), cost(.softmax(count: 70)))
    #expect(result.work.asicAdditions == Int64(once.additions + 2 * twice.additions + 3 * thrice.additions))
    #expect(
      result.work.asicMultiplications
        == Int64(once.multiplications + 2 * twice.multiplications + 3 * thrice.multiplications))
    #expect(result.work.asicAdditions > 0 && twice.multiplications == 48)
  }

  /// A first tile of RESCALE_ADD is moved, a later one of 3 rows of 70 multiplied and added: 210
  /// multiplications on 128 multipliers issue in 2 cycles, and one of each takes 4 + 4. ARGMAX of 100
  /// compares 99 times, 7 deep; a later tile's once more with the greatest before it: 1 + 7 · 4 and 1 + 8 · 4
  /// cycles. In all 0 + 10 + 29 + 33 ns.
  @Test(arguments: Engine.allCases, [Schedule.serial, .overlapped])
  func firstTilesCostWhatTheyDo(engine: Engine, schedule: Schedule) throws {
    func tile(_ opcode: Opcode, _ length: Int32, rows: Int32, isFirst: Bool) -> Instruction {
      var i = Instruction(opcode)
      (i.address, i.source, i.source2, i.stride) = (0, 1024, 2048, 128)
      (i.length, i.count, i.immediate) = (length, rows, isFirst ? 1 : 0)
      return i
    }
    let system = try Machines.load("pim-gpt")
    func run(_ instructions: [Instruction]) throws -> SimulationResult {
      var source = ListSource(instructions.map { [$0] })
      return try Simulator(system, engine: engine, schedule: schedule).run(&source)
    }
    let moved = tile(.RESCALE_ADD, 70, rows: 3, isFirst: true)
    let added = tile(.RESCALE_ADD, 70, rows: 3, isFirst: false)
    let (first, later) = (
      tile(.ARGMAX, 100, rows: 0, isFirst: true), tile(.ARGMAX, 100, rows: 0, isFirst: false)
    )
    let expected: [(Instruction, additions: Int64, multiplications: Int64, nanoseconds: Int64)] = [
      (moved, 0, 0, 0), (added, 210, 210, 10), (first, 99, 0, 29), (later, 100, 0, 33),
    ]
    for (instruction, additions, multiplications, nanoseconds) in expected {
      let result = try run([instruction])
      #expect(result.work.asicAdditions == additions && result.work.asicMultiplications == multiplications)
      #expect(result.time == nanoseconds * 1000)
    }
    // What is known of one is not taken for the other.
    let all = try run([moved, added, first, later])
    #expect(all.time == 72_000 && all.work.asicAdditions == 409 && all.work.asicMultiplications == 210)
  }
}

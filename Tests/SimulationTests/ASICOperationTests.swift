import Hardware
import Instructions
import Numerics
import Simulation
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
    #expect(result.asicAdditions == Int64(once.additions + 2 * twice.additions + 3 * thrice.additions))
    #expect(
      result.asicMultiplications
        == Int64(once.multiplications + 2 * twice.multiplications + 3 * thrice.multiplications))
    #expect(result.asicAdditions > 0 && twice.multiplications == 48)
  }
}

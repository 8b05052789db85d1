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

  /// Instructions on rows cost the operations of all rows and the chain of one. 256 adders, 128 multipliers,
  /// latencies of 4 cycles of 1 ns:
  ///
  /// - RMSNORM, 2 rows of 64: squares 128 + 130 on ⌈130/128⌉ = 2 cycles, chain 6 + 1 additions and 2
  ///   multiplications; inverse square root 6 + 14 in 1, chain 3 + 6; products 256 in 2, chain 2: 38 + 37 +
  ///   10.
  /// - ROTATE, 3 rows of 128: 384 additions and 768 multiplications in 6, chain 1 + 1: 14.
  /// - ALIBI, 2 rows of 100: 400 additions and 200 multiplications in 2, chain 2 + 1: 14.
  /// - MULTIPLY of 200: 2 + 4. RELU of 200: 1 + 4. SILU of 100: 1,500 and 1,200 in ⌈1,200/128⌉ = 10, chain
  ///   27: 118. GELU_ERF of 100: 2,600 and 2,500 in 20, chain 26 + 23: 216.
  /// - LAYERNORM of 64 without bias: 63 + 1 in 1, chain 6 + 1; 128 + 65 in 1, chain 6 + 2 + 2; 3 + 7 in 1,
  ///   chain 9; 128 products in 1, chain 2: 29 + 41 + 37 + 9. The bias takes 64 additions and one of the
  ///   chain more.
  @Test(arguments: Engine.allCases) func normsGatesAndPositions(engine: Engine) throws {
    func make(_ opcode: Opcode, _ length: Int32, rows: Int32 = 0, bias: Int32 = Instruction.none)
      -> Instruction
    {
      var i = Instruction(opcode)
      (i.source, i.source2, i.source3, i.stride) = (1024, 2048, bias, 128)
      (i.length, i.count) = (length, rows)
      return i
    }
    let system = try Machines.load("pim-gpt")
    let expected:
      [(Instruction, additions: Int64, multiplications: Int64, nanoseconds: Int64, cause: Cause)] = [
        (make(.RMSNORM, 64, rows: 2), 128 + 6, 130 + 14 + 256, 38 + 37 + 10, .layerNorm),
        (make(.ROTATE, 128, rows: 3), 384, 768, 14, .position),
        (make(.ALIBI, 100, rows: 2), 400, 200, 14, .position),
        (make(.MULTIPLY, 200), 0, 200, 6, .gelu), (make(.RELU, 200), 200, 0, 5, .gelu),
        (make(.SILU, 100), 1500, 1200, 118, .gelu), (make(.GELU_ERF, 100), 2600, 2500, 216, .gelu),
        (make(.LAYERNORM, 64), 63 + 128 + 3, 1 + 65 + 7 + 128, 29 + 41 + 37 + 9, .layerNorm),
        (
          make(.LAYERNORM, 64, bias: 3072), 63 + 128 + 3 + 64, 1 + 65 + 7 + 128, 29 + 41 + 37 + 13,
          .layerNorm
        ),
      ]
    for (instruction, additions, multiplications, nanoseconds, cause) in expected {
      var source = ListSource([[instruction]])
      let result = try Simulator(system, engine: engine, schedule: .serial).run(&source)
      #expect(result.work.asicAdditions == additions, "\(instruction.opcode)")
      #expect(result.work.asicMultiplications == multiplications, "\(instruction.opcode)")
      #expect(result.time == nanoseconds * 1000, "\(instruction.opcode)")
      #expect(result.causes[cause] == result.time, "\(instruction.opcode)")
    }
  }
}

import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMResults
import PIMSimulation
import PIMTestModels
import PIMWorkload
import Testing

/// Compiled decoders of random features on the systems: the engines against each other, and the checker.
@Suite struct FeatureEngineTests {
  static let systems = ["pim-gpt", "aim-gddr6", "hbm-pim", "gddr6", "pim-gpt-idd"]
  static let seeds: Range<UInt64> = 0..<400

  /// Commands and results of `stepped` and `event` are equal, `fast` has the results of `event`, and the
  /// commands are clean by the checker.
  @Test(arguments: seeds) func enginesAgree(seed: UInt64) throws {
    let name = Self.systems[Int(seed) % Self.systems.count]
    let system = try Machines.load(name)
    var random = SeededGenerator(seed: seed ^ 0xDEC0DE)
    func pick<T>(_ values: [T]) -> T { values[random.nextIndex(below: values.count)] }
    let size = (pick([40, 97, 291, 64, 7]), pick([50, 160, 3, 291]), 20 + random.nextIndex(below: 180))
    let model = try ModelDescription(featuresOf: seed, size: size, random: &random)
    let run = try RunDescription(tokens: 12, lmHead: pick([true, false]), embedding: pick([true, false]))
    let schedule = pick(PIMInstructions.Schedule.allCases)
    let policy = MappingPolicy(
      valueLayout: pick([.interleaved, .blocked, .grouped]), valueWrite: system.has(.WRA16) ? .allBanks : .masked,
      bias: system.has(.WRMAC16) && system.hasMACUnits ? pick([.asic, .preset]) : .asic, schedule: schedule,
      rowOpening: system.hasMACUnits ? pick([.onDemand, .ahead]) : .onDemand,
      productTiles: pick([1, 3]), attention: pick([.sequential, .pipelined]), attentionGroups: pick([1, 2]),
      queryOrder: pick([.heads, .rows]), sharedQueries: pick([1, 2, 64]),
      parameterPrefetch: pick([.none, .ahead]), scoreRows: pick([.packed, .aligned]))
    let compiled = try CompiledModel(model, on: system, policy: policy, run: run)
    var blocks: [Block] = []
    let first = random.nextIndex(below: 9)
    var program = ModelProgram(compiled, positions: first..<first + 3)
    while let block = program.next() { blocks.append(block) }
    func simulator(_ engine: Engine) -> Simulator { Simulator(system, engine: engine, schedule: schedule) }
    let stepped = try simulator(.stepped).trace(blocks)
    let event = try simulator(.event).trace(blocks)
    let what = "\(name), \(model), \(policy)"
    #expect(Differential.compare(stepped.1, event.1) == nil, "\(what)")
    #expect(Differential.compare(stepped.0, event.0) == nil, "\(what)")
    #expect(event.0.causes.total == event.0.time)
    #expect(Differential.violation(event.1, system) == nil, "\(what)")
    program = ModelProgram(compiled, positions: first..<first + 3)
    let fast = try simulator(.fast).run(&program)
    program = ModelProgram(compiled, positions: first..<first + 3)
    let reference = try simulator(.event).run(&program)
    #expect(Differential.compare(reference, fast) == nil, "\(what)")
    #expect(reference.time == event.0.time)
  }
}

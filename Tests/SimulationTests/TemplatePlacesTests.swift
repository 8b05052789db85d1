import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMSimulation
import PIMTestModels
import PIMWorkload
import Testing

/// Templates of equal shape and places are run by one plan under the overlapped schedule.
@Suite struct TemplatePlacesTests {
  /// What a plan has of a template: the work of each step, and the granules that the step reads and writes.
  private static func plan(_ template: Template, _ system: System) -> [String] {
    var timing = ASICTiming(asic: system.asic, lanes: system.organisation.elementsPerColumn)
    let (steps, operands) = Step.steps(of: template.instructions, organisation: system.organisation) {
      timing.function(of: $0)
    }
    return steps.map {
      "\($0.work) \(operands.reads[$0.operands.reads]) \(operands.writes[$0.operands.writes])"
    }
  }

  /// The plans of all positions of random decoders are equal where shape and places are.
  @Test(arguments: 0..<80 as Range<UInt64>) func equalPlacesHaveEqualPlans(seed: UInt64) throws {
    let name = FeatureEngineTests.systems[Int(seed) % 4]
    let system = try Machines.load(name)
    var random = SeededGenerator(seed: seed ^ 0x91ACE5)
    func pick<T>(_ values: [T]) -> T { values[random.nextIndex(below: values.count)] }
    let size = (pick([40, 97, 64]), pick([50, 160, 3]), 20 + random.nextIndex(below: 80))
    let model = try ModelDescription(featuresOf: seed, size: size, random: &random)
    let run = try RunDescription(tokens: 50, extendContext: true)
    let policy = MappingPolicy(
      valueWrite: system.has(.WRA16) ? .allBanks : .masked, scoreBufferBytes: pick([1 << 10, 4 << 10, 32 << 10]),
      schedule: .overlapped, rowOpening: system.hasMACUnits ? pick([.onDemand, .ahead]) : .onDemand,
      attention: pick([.sequential, .pipelined]), attentionGroups: pick([1, 2]),
      queryOrder: pick([.heads, .rows]), sharedQueries: pick([1, 2, 64]), scoreRows: seed % 4 == 0 ? .packed : .aligned)
    let compiled = try CompiledModel(model, on: system, policy: policy, run: run)
    struct Key: Hashable {
      let shape: Template.Shape
      let places: [Int]
    }
    var known: [Key: (position: Int, plan: [String])] = [:]
    var shared = 0
    var program = ModelProgram(compiled)
    while let block = program.next() {
      guard let shape = block.template.shape else { continue }
      let key = Key(shape: shape, places: block.template.places)
      let plan = Self.plan(block.template, system)
      guard let other = known[key] else {
        known[key] = (block.label.position, plan)
        continue
      }
      if other.position != block.label.position { shared += 1 }
      #expect(plan == other.plan, "\(name), \(model), \(policy): \(block.label) and position \(other.position)")
      if plan != other.plan { return }
    }
    // The ASIC reads banks as far as they have keys, so each position has another shape there.
    if policy.scoreRows == .aligned, system.hasMACUnits { #expect(shared > 0) }
  }
}

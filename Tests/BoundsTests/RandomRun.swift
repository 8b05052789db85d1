import PIMBounds
import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMResults
import PIMSimulation
import PIMTestModels
import PIMWorkload

/// A random model on a random machine under a random mapping.
struct RandomRun {
  static let systems = ["pim-gpt", "aim-gddr6", "hbm-pim", "gddr6", "pim-gpt-idd"]

  var system: System
  var model: ModelDescription
  var policy: MappingPolicy
  var run: RunDescription
  var positions: Range<Int>
  var text: String

  init(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed ^ 0xB0_0BD5)
    func pick<T>(_ values: [T]) -> T { values[random.nextIndex(below: values.count)] }
    let name = Self.systems[Int(seed % UInt64(Self.systems.count))]
    var overrides: [String] = []
    func maybe(_ override: @autoclosure () -> String) {
      if pick([0, 0, 0, 1]) == 1 { overrides.append(override()) }
    }
    let hasMACUnits = name != "gddr6"
    if hasMACUnits {
      maybe("organisation.channels=\(pick([1, 2, 3, 5, 16]))")
      maybe("organisation.bankGroups=\(pick([1, 2]))")
      maybe("globalBuffer.size=\(pick([1, 2, 7, 16, 100]) * 32) B")
      if name != "aim-gddr6" { maybe("timing.tMACRD=\(pick([1, 3, 25])) ns") }
      maybe("timing.nRFCBuffer=\(pick([1, 30, 400]))")
    }
    if name.hasPrefix("pim-gpt") {
      maybe("timing.tRTP=\(pick([1, 50])) ns")
      maybe("timing.tRP=\(pick([1, 60])) ns")
      maybe("timing.tRCDRD=\(pick([1, 80])) ns")
    }
    maybe("refresh.policy=\(pick(["none", "postponed", "postponed"]))")
    maybe("organisation.rowSize=\(pick([256, 1024, 4096])) B")
    maybe("asic.adders=\(pick([4, 32, 1024]))")
    maybe("asic.multipliers=\(pick([4, 32, 1024]))")
    maybe("asic.adderLatency=\(pick([1, 9]))")
    maybe("asic.clock=\(pick([500, 2000])) MHz")
    maybe("asic.sram=512 KiB")
    system = try Machines.load(name, overrides)

    func size() -> Int { pick([40, 97, 291, 64, 7, 128, 256, 384, 1024]) }
    model = try ModelDescription(
      featuresOf: seed,
      size: (size(), pick([50, 160, 3, 291, 512, 2048]), 20 + random.nextIndex(below: 3000)),
      random: &random)
    let first = pick([0, 0, 5, 30, 200, 1100])
    let count = pick([1, 2, 3, 8])
    run = try RunDescription(
      tokens: count + (pick([true, false]) ? first : 0),
      promptLength: max(1, pick([first, first + 1, first + count])),
      lmHead: pick([true, false]), embedding: pick([true, false]), extendContext: true)
    let last = run.positions.upperBound
    positions = max(0, min(first, last - count))..<last
    if positions.count > 24 { positions = last - 24..<last }
    policy = MappingPolicy(
      valueLayout: pick([.interleaved, .blocked, .grouped]),
      valueWrite: system.has(.WRA16) ? pick([.allBanks, .masked]) : .masked,
      bias: system.has(.WRMAC16) && hasMACUnits ? pick([.asic, .preset]) : .asic,
      partialBufferBytes: pick([1, 4, 32, 48]) << 10, scoreBufferBytes: pick([1, 4, 32, 52]) << 9,
      parameterBufferBytes: pick([1, 16]) << 10, schedule: pick([.serial, .overlapped, .overlapped]),
      rowOpening: hasMACUnits ? pick([.onDemand, .ahead]) : .onDemand,
      productTiles: pick([1, 2, 3, 6, 100]), attention: pick([.sequential, .pipelined]),
      attentionGroups: pick([1, 2, 3, 12]), queryOrder: pick([.heads, .rows]),
      sharedQueries: pick([1, 2, 64]), parameterPrefetch: pick([.none, .ahead]),
      scoreRows: pick([.packed, .aligned]))
    // Half of the mappings choose for single operators.
    if pick([true, false]) {
      policy.pipelinedFrom = pick([1, 4, 100])
      for one in MappedOperator.allCases where pick([true, false]) {
        let opening: MappingPolicy.RowOpening? = hasMACUnits ? pick([nil, .onDemand, .ahead]) : nil
        policy.operators[one] = OperatorChoice(tiles: pick([nil, 1, 4, 30]), rowOpening: opening)
      }
    }
    text = "seed \(seed): \(name) \(overrides), \(model), \(policy), \(run), \(positions)"
  }

  /// The times of the run; nil if the machine has no room for it, or the model no positions.
  func simulate() throws -> SimulationResult? {
    let compiled: CompiledModel
    do {
      compiled = try CompiledModel(model, on: system, policy: policy, run: run)
    } catch is MappingError {
      return nil
    } catch is WorkloadError {
      // Some rotations have no more positions than the model's context.
      return nil
    }
    var program = ModelProgram(compiled, positions: positions)
    return try Simulator(system, engine: .fast, schedule: policy.schedule).run(&program)
  }

  /// The bounds of the run and of its positions.
  func bound(_ fixed: FixedChoices) throws -> (run: Int64, positions: [PositionBound]) {
    var bound = try MachineBound(model, on: system, run: run, fixed: fixed)
    var whole = RunBound()
    let own = positions.map { bound.position($0) }
    for position in own { whole.add(position) }
    return (whole.withRefresh(bound.refresh), own)
  }
}

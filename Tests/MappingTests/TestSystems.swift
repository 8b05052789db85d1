import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMWorkload

/// A system with those sizes. Timing does not matter to a mapping.
func makeSystem(
  channels: Int = 8, bankGroups: Int = 4, banksPerGroup: Int = 4, rows: Int = 16384, columns: Int = 64,
  lanes: Int = 16, globalBufferColumns: Int = 64, readClears: Bool = true, sramBytes: Int = 128 << 10,
  without missing: [Command] = []
) -> System {
  System(
    name: "test", commandClockPicoseconds: 1000,
    organisation: System.Organisation(
      channels: channels, bankGroups: bankGroups, banksPerGroup: banksPerGroup, rows: rows, columns: columns,
      elementsPerColumn: lanes),
    timings: [], rules: [], completionCycles: Array(repeating: 0, count: Command.count),
    supported: Command.allCases.map { !missing.contains($0) },
    mode: Array(repeating: nil, count: Command.count), modeNames: [],
    refresh: System.Refresh(policy: .none, intervalCycles: 6825, durationCycles: 455, postponeLimit: 8),
    macUnit: System.MACUnitDescription(lanes: lanes, readClears: readClears),
    globalBufferColumns: globalBufferColumns,
    link: System.Link(pins: 16, bitsPerSecondPerPin: 16_000_000_000, burstCycles: 1),
    asic: System.ASIC(
      clockPicoseconds: 1000, adders: 256, multipliers: 128, adderLatency: 1, multiplierLatency: 1,
      sramBytes: sramBytes, taylorTerms: 6, reciprocalSteps: 3, inverseSquareRootSteps: 3),
    hostWindow: 16)
}

func makeModel(
  _ name: String = "m", layers: Int = 2, width: Int, heads: Int, headWidth: Int? = nil, ffnWidth: Int? = nil,
  vocabulary: Int = 50257, contextLimit: Int = 1024
) throws -> ModelDescription {
  try ModelDescription(
    name: name, layers: layers, width: width, heads: heads, headWidth: headWidth, ffnWidth: ffnWidth,
    vocabulary: vocabulary, contextLimit: contextLimit)
}

/// A random small case: odd widths, odd banks, one to seven channels, small buffers.
struct RandomCase {
  var system: System
  var model: ModelDescription
  var policy: MappingPolicy
  var run: RunDescription

  init(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func pick<T>(_ values: [T]) -> T { values.randomElement(using: &random)! }
    let banksPerGroup = pick([1, 2, 3, 4])
    let bankGroups = pick([1, 2, 3])
    let channels = Int.random(in: 1...7, using: &random)
    let lanes = pick([4, 8, 16])
    let globalBufferColumns = pick([1, 2, 3, 5, 8])
    let outputsPerSlot = channels * banksPerGroup * bankGroups
    system = makeSystem(
      channels: channels, bankGroups: bankGroups, banksPerGroup: banksPerGroup, rows: 1 << 14,
      columns: pick([4, 8, 13]), lanes: lanes, globalBufferColumns: globalBufferColumns,
      readClears: pick([true, false]), sramBytes: 1 << 20)
    let heads = Int.random(in: 1...5, using: &random)
    model = try makeModel(
      layers: pick([1, 2]), width: pick([40, 97, 64, 33, 7, 1]), heads: heads,
      headWidth: pick([5, 1, 8, 16, 21]), ffnWidth: pick([50, 160, 3]),
      vocabulary: Int.random(in: 20...200, using: &random), contextLimit: 60)
    policy = MappingPolicy(
      valueLayout: pick([.interleaved, .blocked, .grouped]), valueWrite: pick([.allBanks, .masked]),
      bias: pick([.asic, .preset]),
      // At least one slot of 160 inputs, and one tile of scores.
      partialBufferBytes: pick([1, 2, 1000]) * 2 * outputsPerSlot * (160 / (lanes * globalBufferColumns) + 1),
      scoreBufferBytes: pick([1, 3, 100]) * 2 * lanes * banksPerGroup * bankGroups
        * (21 / (lanes * globalBufferColumns) + 1),
      parameterBufferBytes: pick([1, 300, 4096]), schedule: .serial)
    run = try RunDescription(
      tokens: Int.random(in: 1...25, using: &random), promptLength: pick([1, 2, 4]),
      lmHead: pick([true, false]), embedding: pick([true, false]), maximumContext: pick([nil, 40]))
    // Half of the cases let ASIC and channels work at the same time.
    if pick([true, false]) {
      policy.productTiles = pick([1, 2, 3, 7])
      policy.attention = pick([.sequential, .pipelined, .pipelined])
      policy.attentionGroups = pick([1, 2, 3])
      policy.parameterPrefetch = pick([.none, .ahead, .ahead])
      policy.scoreRows = pick([.packed, .aligned])
    }
    // Half of the cases choose for single operators.
    if pick([true, false]) {
      policy.pipelinedFrom = pick([1, 5, 20])
      for one in MappedOperator.allCases where pick([true, false]) {
        policy.operators[one] = OperatorChoice(
          tiles: pick([nil, 1, 4]), rowOpening: pick([nil, .onDemand, .ahead]))
      }
    }
  }

  /// The same machine with conventional channels; half of the SRAM is the least that weights need to stream
  /// through, or a little more.
  mutating func removeMACUnits() {
    for command in [Command.MAC, .MAC16, .WRGB, .RDMAC16, .WRMAC16, .WRA16] {
      system.supported[Int(command.rawValue)] = false
    }
    policy.bias = .asic
    let geometry = Geometry(system)
    let chunk = min(160, geometry.globalBufferElements)
    let slot = geometry.outputsPerSlot * max(chunk, geometry.globalBufferElements)
    system.asic.sramBytes = (slot + slot % 3 * slot / 2 + 16) * 8 + (40 << 10)
  }

  func compile() throws -> CompiledModel { try CompiledModel(model, on: system, policy: policy, run: run) }
}

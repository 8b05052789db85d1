import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMWorkload

/// A system with those sizes. Timing does not matter to execution.
func makeSystem(
  channels: Int = 2, bankGroups: Int = 1, banksPerGroup: Int = 4, rows: Int = 1 << 12, columns: Int = 4,
  lanes: Int = 16, globalBufferColumns: Int = 3, readClears: Bool = true, sramBytes: Int = 1 << 20
) -> System {
  System(
    name: "test", commandClockPicoseconds: 1000,
    organisation: System.Organisation(
      channels: channels, bankGroups: bankGroups, banksPerGroup: banksPerGroup, rows: rows, columns: columns,
      elementsPerColumn: lanes),
    timings: [], rules: [], completionCycles: Array(repeating: 0, count: Command.count),
    supported: Array(repeating: true, count: Command.count),
    mode: Array(repeating: nil, count: Command.count),
    modeNames: [],
    refresh: System.Refresh(policy: .none, intervalCycles: 6825, durationCycles: 455, postponeLimit: 8),
    macUnit: System.MACUnitDescription(lanes: lanes, readClears: readClears),
    globalBufferColumns: globalBufferColumns,
    link: System.Link(pins: 16, bitsPerSecondPerPin: 16_000_000_000, burstCycles: 1),
    asic: System.ASIC(
      clockPicoseconds: 1000, adders: 256, multipliers: 128, adderLatency: 1, multiplierLatency: 1,
      sramBytes: sramBytes, taylorTerms: 6, reciprocalSteps: 2, inverseSquareRootSteps: 2),
    hostWindow: 16)
}

/// A random case: odd widths, few banks, small rows and buffers, so that all their boundaries are soon
/// crossed.
struct RandomCase {
  var system: System
  var model: ModelDescription
  var policy: MappingPolicy
  var run: RunDescription

  /// The same machine with conventional channels, and an SRAM of which half is enough for weights to stream
  /// through.
  mutating func removeMACUnits() {
    for command in [Command.MAC, .MAC16, .WRGB, .RDMAC16, .WRMAC16, .WRA16] {
      system.supported[Int(command.rawValue)] = false
    }
    policy.bias = .asic
    let geometry = Geometry(system)
    system.asic.sramBytes = (geometry.outputsPerSlot * geometry.globalBufferElements + 16) * 8 + (64 << 10)
  }

  init(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func pick<T>(_ values: [T]) -> T { values[random.nextIndex(below: values.count)] }
    let channels = pick([1, 2, 3, 4, 5, 7, 8])
    let (bankGroups, banksPerGroup) = (pick([1, 2, 4]), pick([1, 2, 3, 4]))
    let lanes = pick([4, 8, 16, 16])
    let buffer = pick([1, 2, 3, 5, 8])
    let headWidth = pick([5, 5, 1, 8, 16, 21, 32])
    let heads = pick([1, 2, 3, 5])
    // Width 40, 97 · 3, and others that are no multiple of anything.
    let width = pick([40, 291, 97, 64, 33, 7])
    let ffnWidth = pick([50, 160, 3, 291])
    let banks = bankGroups * banksPerGroup
    system = makeSystem(
      channels: channels, bankGroups: bankGroups, banksPerGroup: banksPerGroup, rows: 1 << 15,
      columns: pick([4, 8, 13]),
      lanes: lanes, globalBufferColumns: buffer, readClears: pick([true, false]))
    model = try ModelDescription(
      name: "random", layers: pick([1, 2]), width: width, heads: heads, headWidth: headWidth,
      ffnWidth: ffnWidth,
      vocabulary: 20 + random.nextIndex(below: 180), contextLimit: 60)
    let chunks = max(width, ffnWidth, heads * headWidth) / (lanes * buffer) + 1
    let pieces = headWidth / (lanes * buffer) + 1
    // The shortest tile of scores: whole columns of tokens, and a token in every bank.
    let tile = (1...banks).map { $0 * lanes }.first { $0 % banks == 0 }!
    policy = MappingPolicy(
      valueLayout: pick([.interleaved, .blocked, .grouped]), valueWrite: pick([.allBanks, .masked]),
      bias: pick([.asic, .preset]),
      partialBufferBytes: pick([1, 2, 1000]) * 2 * channels * banks * chunks,
      scoreBufferBytes: pick([1, 1, 2, 100]) * 2 * tile * pieces, parameterBufferBytes: pick([1, 300, 4096]),
      schedule: .serial)
    run = try RunDescription(
      tokens: 1 + random.nextIndex(below: 36), promptLength: pick([1, 2, 4]), lmHead: pick([true, false]),
      embedding: pick([true, false]), maximumContext: pick([nil, 40]))
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

  var tokens: [Int] {
    run.positions.map { ModelProgram.placeholderToken(position: $0, vocabulary: model.vocabulary) }
  }
}

import PIMExecution
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

/// Blocks that are already there.
struct BlockList: LocatedBlockSource {
  var blocks: [Block]
  private var index = 0
  var traceLine: InstructionSite.TraceLine? { .init(file: "list", line: index) }

  init(_ blocks: [Block]) { self.blocks = blocks }

  mutating func nextSequence() -> BlockSequence? {
    guard index < blocks.count else { return nil }
    defer { index += 1 }
    return BlockSequence(blocks[index])
  }
}

/// One change to one instruction.
struct Mutation {
  var description: String
  var block: Int
  var instructions: [Instruction]

  init?(of blocks: [Block], random: inout SeededGenerator, machine: System) {
    block = random.nextIndex(below: blocks.count)
    instructions = blocks[block].template.instructions
    let index = random.nextIndex(below: instructions.count)
    let before = instructions[index]
    let fields = before.opcode.form.operands.map(\.field)
    // One in eight changes the order.
    if random.nextIndex(below: 8) == 0 {
      guard index + 1 < instructions.count else { return nil }
      instructions.swapAt(index, index + 1)
      description =
        "\(blocks[block].label) \(index): order of \(before.opcode) and \(instructions[index].opcode)"
      return
    }
    let field = fields[random.nextIndex(below: fields.count)]
    func near(_ value: Int32) -> Int32 {
      let steps: [Int32] = [-1, 1, -2, 2, 4, -4, 16, -16, Int32(random.nextIndex(below: 200)), 1 - 2 * value]
      return value + steps[random.nextIndex(below: steps.count)]
    }
    switch field {
    case .channels:
      instructions[index].channels.rawValue ^=
        1 << UInt64(random.nextIndex(below: machine.organisation.channels))
    case .immediate:
      instructions[index].immediate =
        before.immediate == 0 ? 1 : before.immediate == 1 ? 0 : before.immediate * 2
    case .bank: instructions[index].bank = Int16(random.nextIndex(below: machine.organisation.banks))
    case .row: instructions[index].row = near(before.row)
    case .column: instructions[index].column = near(before.column)
    case .count: instructions[index].count = near(before.count)
    case .offset: instructions[index].offset = near(before.offset)
    case .address: instructions[index].address = near(before.address)
    case .length: instructions[index].length = near(before.length)
    case .source: instructions[index].source = near(before.source)
    case .source2: instructions[index].source2 = near(before.source2)
    case .source3: instructions[index].source3 = near(before.source3)
    case .stride: instructions[index].stride = near(before.stride)
    }
    if instructions[index] == before { return nil }
    description =
      "\(blocks[block].label) \(index): \(field) of \(before.opcode), \(before) -> \(instructions[index])"
  }
}

@Suite struct MutationTests {
  enum Outcome { case refused, caught, harmless, missed }

  /// GPT-2; a Llama with grouped queries and a window; a decoder with ALiBi, a norm of the embedding, gated
  /// exact GELU and a bias of the head.
  private static func features(_ index: Int) -> ModelFeatures {
    var features = ModelFeatures()
    switch index {
    case 0: break
    case 1:
      features.norm = Norm(kind: .rms, hasBias: false)
      features.positions = .rotary(Rotary(width: 4, pairs: .neighbours))
      features.attention = AttentionFeatures(
        hasBias: false, hasOutputBias: false, window: 4, windowPattern: [true, false],
        normsQueriesAndKeys: true)
      features.feedForward = FeedForwardFeatures(activation: .silu, isGated: true, hasBias: false)
      features.head.isTied = false
    default:
      features.positions = .alibi
      features.norm.hasBias = false
      features.attention.window = 5
      features.feedForward = FeedForwardFeatures(activation: .gelu, isGated: true)
      features.residual = .parallelTwoNorms
      features.embedding = EmbeddingFeatures(scale: 3, hasNorm: true)
      features.head = HeadFeatures(isTied: true, hasBias: true)
    }
    return features
  }

  /// Every change of one field is refused, caught by a comparison, or changes no result and no cell.
  @Test(arguments: [0, 1, 2, 3] as [UInt64], [0, 1, 2])
  func everyChangeIsCaughtOrHarmless(seed: UInt64, decoder: Int) throws {
    let mutations = isDebug ? 8 : 300
    let system = makeSystem(
      channels: 3, banksPerGroup: 4, rows: 400, columns: 4, lanes: seed % 2 == 0 ? 4 : 8,
      globalBufferColumns: 3,
      readClears: seed < 2, sramBytes: 8192)
    let model = try ModelDescription(
      name: "mutant", layers: 2, width: 20, heads: 2, keyValueHeads: decoder == 1 ? 1 : 2, headWidth: 5,
      ffnWidth: 27, vocabulary: 31, contextLimit: 16, features: Self.features(decoder))
    let policy = MappingPolicy(
      valueLayout: [.interleaved, .blocked, .grouped, .blocked][Int(seed)],
      valueWrite: seed == 1 ? .masked : .allBanks,
      bias: seed == 2 ? .preset : .asic, partialBufferBytes: 240, scoreBufferBytes: seed == 3 ? 16 : 200,
      parameterBufferBytes: 300, attention: seed == 2 ? .pipelined : .sequential, attentionGroups: 2)
    let tokens = [3, 30, 7, 7, 12, 1, 0, 19, 4, 22]
    let run = try RunDescription(tokens: tokens.count, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: policy, run: run)
    let weights = RandomWeights(seed: seed)
    var blocks: [Block] = []
    var program = ModelProgram(compiled, tokens: tokens)
    while let block = program.next() { blocks.append(block) }

    func verify(_ blocks: [Block]) throws -> (VerificationResult, cells: UInt64) {
      var verifier = try Verifier(compiled, on: system, weights: weights, comparesWithFloat: false)
      verifier.executor.usesThreads = false
      var source = BlockList(blocks)
      let result = try verifier.verify(&source, tokens: tokens)
      return (result, verifier.executor.fingerprint(rows: 0..<compiled.memory.rows))
    }
    let clean = try verify(blocks)
    #expect(clean.0.failure == nil, "\(clean.0.failure.map { "\($0)" } ?? "")")

    var random = SeededGenerator(seed: seed)
    var score: [Outcome: Int] = [:]
    var done = 0
    while done < mutations {
      guard let mutation = Mutation(of: blocks, random: &random, machine: system) else { continue }
      done += 1
      var changed = blocks
      changed[mutation.block] = Block(
        template: Template(id: 0, instructions: mutation.instructions),
        rowOffset: blocks[mutation.block].rowOffset,
        label: blocks[mutation.block].label)
      let (result, cells) = try verify(changed)
      let outcome: Outcome
      switch result.failure {
      case .execution: outcome = .refused
      case .some: outcome = .caught
      case nil: outcome = cells == clean.cells ? .harmless : .missed
      }
      score[outcome, default: 0] += 1
      #expect(outcome != .missed, "\(mutation.description)")
    }
    print(
      "mutations, machine \(seed), decoder \(decoder): \(done) changes; refused \(score[.refused] ?? 0), caught by comparison "
        + "\(score[.caught] ?? 0), changed nothing \(score[.harmless] ?? 0), missed \(score[.missed] ?? 0)")
  }
}

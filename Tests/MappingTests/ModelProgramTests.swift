import PIMInstructions
import PIMMapping
import PIMWorkload
import Testing

@Suite struct ModelProgramTests {
  static func gpt2Small(_ name: String = "gpt2-small", contextLimit: Int = 1024) throws -> ModelDescription {
    try makeModel(name, layers: 12, width: 768, heads: 12, contextLimit: contextLimit)
  }

  static func kinds(_ program: ModelProgram) -> [String] {
    var program = program
    var result: [String] = []
    while let block = program.next() { result.append("\(block.label.layer) \(block.label.kind)") }
    return result
  }

  @Test func blocksOfAStep() throws {
    let model = try makeModel(layers: 1, width: 768, heads: 12)
    let compiled = try CompiledModel(
      model, on: makeSystem(), policy: MappingPolicy(), run: RunDescription(tokens: 1))
    // The four products have one chunk of 768, but the last has three of 1,024.
    #expect(
      Self.kinds(ModelProgram(compiled)) == [
        "0 parameters", "0 layerNorm", "0 qkv", "0 qkvSum", "0 keyValueWrite", "0 scores", "0 softmax",
        "0 context",
        "0 projection", "0 projectionSum", "0 layerNorm", "0 ffnUp", "0 gelu", "0 ffnDown", "0 ffnDownSum",
      ])
  }

  @Test func promptsEndInAHeadOnlyWhereATokenIsGenerated() throws {
    let model = try makeModel(width: 64, heads: 4, vocabulary: 100)
    let run = try RunDescription(tokens: 3, promptLength: 4, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: makeSystem(), policy: MappingPolicy(), run: run)
    var program = ModelProgram(compiled)
    var heads: [Int] = []
    var positions: [Int] = []
    while let block = program.next() {
      if block.label.kind == .sampling { heads.append(block.label.position) }
      if block.label.kind == .embedding, block.label.part == 0 { positions.append(block.label.position) }
    }
    #expect(positions == Array(0..<6))
    #expect(heads == [3, 4, 5])
  }

  @Test func layersShareTemplatesAndDifferInRows() throws {
    let compiled = try CompiledModel(
      Self.gpt2Small(), on: makeSystem(), policy: MappingPolicy(), run: RunDescription(tokens: 2))
    var program = ModelProgram(compiled)
    var byLayer: [[Block]] = Array(repeating: [], count: 24)
    while let block = program.next() { byLayer[block.label.position * 12 + block.label.layer].append(block) }
    for step in byLayer.indices {
      let first = byLayer[step / 12 * 12]
      #expect(byLayer[step].map(\.template.id) == first.map(\.template.id))
      #expect(byLayer[step].allSatisfy { $0.rowOffset == step % 12 * compiled.memory.rowsPerLayer })
    }
    // What depends on the position is new, the rest is not; no identifier stands for two templates.
    let kinds: Set<OperatorKind> = [.keyValueWrite, .scores, .softmax, .context]
    for (a, b) in zip(byLayer[0], byLayer[12]) {
      #expect((a.template.id == b.template.id) == !kinds.contains(a.label.kind))
    }
    #expect(Set(byLayer[0].map(\.template.id)).count == byLayer[0].count)
  }

  @Test func gpt3SmallIsGPT2Small() throws {
    let policy = MappingPolicy()
    let run = try RunDescription(tokens: 1024)
    var two = ModelProgram(
      try CompiledModel(Self.gpt2Small(), on: makeSystem(), policy: policy, run: run))
    var three = ModelProgram(
      try CompiledModel(
        Self.gpt2Small("gpt3-small", contextLimit: 2048), on: makeSystem(), policy: policy, run: run))
    var blocks = 0
    while let a = two.next() {
      let next = three.next()
      let b = try #require(next)
      blocks += 1
      if a.label.layer > 0 { continue }
      guard a.label == b.label, a.rowOffset == b.rowOffset, a.template.instructions == b.template.instructions
      else {
        Issue.record("\(a.label)")
        return
      }
    }
    let rest = three.next()
    #expect(rest == nil)
    // 15 blocks a layer (one chunk of probabilities up to 1,024 tokens), 12 layers, 1,024 tokens.
    #expect(blocks == 15 * 12 * 1024)
  }

  @Test func aPartOfTheRunIsThatPart() throws {
    let compiled = try CompiledModel(
      Self.gpt2Small(), on: makeSystem(), policy: MappingPolicy(), run: RunDescription(tokens: 40))
    var whole = ModelProgram(compiled)
    var part = ModelProgram(compiled, positions: 17..<19)
    while let block = whole.next() {
      guard (17..<19).contains(block.label.position) else { continue }
      let next = part.next()
      let other = try #require(next)
      #expect(other.label == block.label && other.template.instructions == block.template.instructions)
    }
    let rest = part.next()
    #expect(rest == nil)
    #expect(Self.kinds(ModelProgram(compiled, positions: 3..<3)).isEmpty)
  }

  @Test func tokensGuideTheLookUp() throws {
    let model = try makeModel(width: 64, heads: 4, vocabulary: 100)
    let run = try RunDescription(tokens: 2, embedding: true)
    let compiled = try CompiledModel(model, on: makeSystem(), policy: MappingPolicy(), run: run)
    var program = ModelProgram(compiled, tokens: [37])
    let first = program.next()
    let read = try #require(first?.template.instructions.first)
    // Token 37 is unit 2, bank 5: channel 2, slot 0.
    #expect(read.opcode == .RD_SBK && read.bank == 5 && read.channels == .only(2) && read.length == 64)
  }

  /// The random cases would prove little if they stayed away from tiles, pieces, presets and masks.
  @Test func randomCasesReachEverything() throws {
    var opcodes: Set<Opcode> = []
    var partialScores = 0
    var partialContexts = 0
    var tiles = 0
    var laterTiles = 0
    for index in 0..<120 as Range<UInt64> {
      var random = try RandomCase(seed: index / 2)
      if index % 2 == 1 { random.removeMACUnits() }
      var program = ModelProgram(try random.compile())
      while let block = program.next() {
        for instruction in block.template.instructions {
          opcodes.insert(instruction.opcode)
          if instruction.opcode == .SOFTMAX_TILE, instruction.immediate == 0 { laterTiles += 1 }
          guard instruction.opcode == .SUM else { continue }
          if block.label.kind == .softmax { partialScores += 1 }
          if block.label.kind == .contextSum { partialContexts += 1 }
          if block.label.kind == .ffnDownSum, block.label.part > 0 { tiles += 1 }
        }
      }
    }
    let unused: Set<Opcode> = [
      .MAC_SBK, .COPY_BKGB, .COPY_GBBK, .EWMUL, .AF, .RD_AF, .SYNC, .RMSNORM, .MULTIPLY, .GELU_ERF,
      .RELU, .SILU, .ROTATE, .ALIBI,
    ]
    #expect(opcodes == Set(Opcode.allCases).subtracting(unused))
    #expect(partialScores > 0 && partialContexts > 0 && tiles > 0 && laterTiles > 0)
  }
}

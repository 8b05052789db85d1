import PIMInstructions
import PIMMapping
import PIMWorkload
import Testing

/// The order of programs in which ASIC and channels work at the same time.
@Suite struct PipelineTests {
  private func compile(_ policy: MappingPolicy, layers: Int = 1, tokens: Int = 1) throws -> CompiledModel {
    try CompiledModel(
      makeModel(layers: layers, width: 768, heads: 12), on: makeSystem(), policy: policy,
      run: RunDescription(tokens: tokens))
  }

  private func blocks(_ compiled: CompiledModel, _ positions: Range<Int>? = nil) -> [Block] {
    var program = ModelProgram(compiled, positions: positions)
    var result: [Block] = []
    while let block = program.next() { result.append(block) }
    return result
  }

  private func names(_ blocks: [Block]) -> [String] {
    blocks.map { "\($0.label.kind) \($0.label.part)" }
  }

  @Test func productsInParts() throws {
    let all = blocks(try compile(MappingPolicy(productTiles: 3)))
    #expect(
      names(all.filter { [.qkv, .qkvSum].contains($0.label.kind) }) == [
        "qkv 0", "qkvSum 0", "qkv 1", "qkvSum 1", "qkv 2", "qkvSum 2",
      ])
    // 2,304 outputs are 18 slots of 128: 6 each, so that the query is complete, and scaled, after the first
    // part.
    let sums = all.filter { $0.label.kind == .qkvSum }.map { $0.template.instructions.map(\.opcode) }
    #expect(sums == [[.SUM, .SCALE], [.SUM], [.SUM]])
    // The global buffer takes each chunk once: one of c_fc, three of c_proj, of which the last in three parts
    // of 2 of 6 slots.
    func count(_ kind: OperatorKind, _ opcode: Opcode) -> [Int] {
      all.filter { $0.label.kind == kind }.map { $0.template.instructions.count { $0.opcode == opcode } }
    }
    #expect(count(.ffnUp, .WR_GB) == [1, 0, 0] && count(.ffnUp, .MAC_ABK) == [8, 8, 8])
    #expect(count(.ffnDown, .WR_GB) == [3, 0, 0] && count(.ffnDown, .MAC_ABK) == [6 + 6 + 2, 2, 2])
    let sum = all.first { $0.label.kind == .ffnDownSum && $0.label.part == 1 }!.template.instructions[0]
    // Three vectors of 768, of which this part has outputs 256 to 511.
    #expect(sum.count == 3 && sum.stride == 768 && sum.length == 256)
  }

  @Test func tilesUseHalvesInTurn() throws {
    // 3 chunks · 128 outputs · 2 bytes = 768 bytes a slot: 2,048 bytes hold two, and a half of them one; so
    // six tiles of one slot.
    let all = blocks(try compile(MappingPolicy(partialBufferBytes: 2048, productTiles: 2)))
    let results = all.filter { $0.label.kind == .ffnDown }.map { block in
      block.template.instructions.filter { $0.opcode == .RD_MAC }.map(\.address).min()!
    }
    #expect(results.count == 6)
    #expect(results.map { $0 - results[0] } == [0, 384, 0, 384, 0, 384])
  }

  @Test func groupsOfHeads() throws {
    let policy = MappingPolicy(attention: .pipelined, attentionGroups: 3)
    let compiled = try compile(policy, tokens: 1024)
    let kinds: Set<OperatorKind> = [.keyValueWrite, .scores, .softmax, .context]
    // 12 · 1,000 scores of 2 bytes fit 32 KiB: all scores first.
    let all = blocks(compiled, 999..<1000).filter { kinds.contains($0.label.kind) }
    #expect(
      names(all) == [
        "keyValueWrite 0", "scores 0", "softmax 0", "scores 1", "softmax 1", "scores 2", "softmax 2",
        "keyValueWrite 1", "context 0", "context 1", "context 2",
      ])
    #expect(all[0].template.instructions.allSatisfy { $0.opcode == .WR_SBK })
    #expect(all[7].template.instructions.allSatisfy { $0.opcode == .WR_ABK })
    let softmax = all.filter { $0.label.kind == .softmax }.map { $0.template.instructions[0] }
    #expect(softmax.map { $0.address - softmax[0].address } == [0, 4000, 8000])
  }

  @Test func groupsTakeTurnsInASmallBuffer() throws {
    // 17 KiB hold 8,704 scores: two groups of four heads at 1,000 tokens.
    let policy = MappingPolicy(scoreBufferBytes: 17 << 10, attention: .pipelined, attentionGroups: 3)
    let all = blocks(try compile(policy, tokens: 1024), 999..<1000)
    #expect(
      names(all.filter { [.scores, .context].contains($0.label.kind) }) == [
        "scores 0", "scores 1", "context 0", "scores 2", "context 1", "context 2",
      ])
    let softmax = all.filter { $0.label.kind == .softmax }.map { $0.template.instructions[0] }
    #expect(softmax.map { $0.address - softmax[0].address } == [0, 4000, 0])
  }

  @Test func parametersAhead() throws {
    let compiled = try compile(MappingPolicy(parameterPrefetch: .ahead), layers: 2, tokens: 2)
    let rows = Int32(compiled.memory.rowsPerLayer)
    let all = blocks(compiled)
    let loads = all.indices.filter { all[$0].label.kind == .parameters }
    // Group 0 is loaded before the first layer, group 1 with the first norm, and group 0 of the next layer
    // with the second norm. After the last layer follows the first, and after the last position nothing.
    #expect(loads.map { all[$0].label.part } == [0, 1, 0, 1, 0, 1, 0, 1])
    #expect(loads.map { all[$0].rowOffset } == [0, 0, rows, rows, 0, 0, rows, rows])
    #expect(loads.map { all[$0].label.position } == [0, 0, 0, 0, 0, 1, 1, 1])
    #expect(loads.dropFirst().allSatisfy { all[$0 + 1].label.kind == .layerNorm })
    // ln_1 2 · 768, c_attn 2,304, c_proj 768; ln_2 2 · 768, c_fc 3,072, c_proj 768.
    #expect(compiled.sram.buffers.filter { $0.name.hasPrefix("parameters") }.map(\.elements) == [4608, 5376])
  }

  @Test func parametersAheadTakeRoom() throws {
    let policy = MappingPolicy(parameterPrefetch: .ahead)
    let error = #expect(throws: MappingError.self) {
      try CompiledModel(
        ModelProgramTests.gpt2Small(), on: makeSystem(sramBytes: 40_000), policy: policy,
        run: RunDescription(tokens: 1024))
    }
    // 4,608 and 5,376 elements of 2 bytes, both there from the first norm on.
    #expect(
      error?.description
        == "scores (24576 bytes) does not fit the ASIC's SRAM of 40000 bytes; live with it: parameters 0 "
        + "(9216 bytes), hidden (1536 bytes), parameters 1 (10752 bytes), qkv (4608 bytes); expected a larger system.asic.sram")
  }
}

import PIMExecution
import PIMInstructions
import PIMMapping
import PIMWorkload
import Testing

@Suite struct RandomShapeTests {
  /// Execution equals Reference A after every operator, whatever the sizes.
  @Test(arguments: 0..<(isDebug ? 24 : 260) as Range<UInt64>, [true, false])
  func executionEqualsReference(seed: UInt64, hasMACUnits: Bool) throws {
    var random = try RandomCase(seed: seed)
    if !hasMACUnits { random.removeMACUnits() }
    let compiled = try CompiledModel(random.model, on: random.system, policy: random.policy, run: random.run)
    var verifier = try Verifier(
      compiled, on: random.system, weights: RandomWeights(seed: seed), comparesWithFloat: seed % 4 == 0)
    let result = verifier.verify(tokens: random.tokens, seed: seed)
    #expect(
      result.failure == nil, "\(random.model) \(random.policy): \(result.failure.map { "\($0)" } ?? "")")
    #expect(result.positions == random.run.positions.count)
    #expect(result.elementsCompared > 0)
  }

  /// The cases meet everything that lowering can do.
  @Test func casesCoverTheLowering() throws {
    var counts: [String: Int] = [:]
    for seed in 0..<260 as Range<UInt64> {
      let random = try RandomCase(seed: seed)
      let compiled = try CompiledModel(
        random.model, on: random.system, policy: random.policy, run: random.run)
      let last = random.run.positions.upperBound - 1
      var program = ModelProgram(compiled, positions: last..<last + 1)
      var found: Set<String> = []
      while let block = program.next() {
        if block.label.part > 0, [.qkv, .projection, .ffnUp, .ffnDown, .lmHead].contains(block.label.kind) {
          found.insert("products in tiles")
        }
        for instruction in block.template.instructions {
          switch (instruction.opcode, block.label.kind) {
          case (.SOFTMAX_TILE, _):
            found.insert(instruction.immediate == 0 ? "later tiles of scores" : "tiles of scores")
          case (.SUM, .softmax): found.insert("heads longer than a buffer")
          case (.SUM, .contextSum): found.insert("chunks of tokens")
          case (.SUM, .qkvSum) where instruction.count > 1: found.insert("chunks of inputs")
          case (.WR_BIAS, _): found.insert("preset accumulators")
          case (.WR_SBK, .keyValueWrite) where instruction.length == 1: found.insert("masked writes")
          case (.WR_ABK, _): found.insert("all-bank writes")
          case (.MAC_ABK, _) where Int(instruction.column + instruction.count) > compiled.geometry.columns:
            found.insert("products over a row's end")
          default: break
          }
        }
      }
      for name in found { counts[name, default: 0] += 1 }
    }
    print(
      "cases of 260: "
        + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    #expect(counts.count == 10 && counts.values.allSatisfy { $0 >= 10 })
  }
}

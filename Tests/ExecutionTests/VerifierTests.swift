import PIMExecution
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

@Suite struct VerifierTests {
  /// A trace with one column changed: the first wrong instruction is named with its line, place and values.
  @Test func namesTheFirstInstructionThatDiffers() throws {
    let system = makeSystem(
      channels: 2, banksPerGroup: 4, rows: 400, columns: 4, lanes: 4, globalBufferColumns: 3)
    let model = try ModelDescription(
      name: "m", layers: 1, width: 20, heads: 2, headWidth: 5, ffnWidth: 27, vocabulary: 31, contextLimit: 16)
    let run = try RunDescription(tokens: 2, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run)
    var text: [UInt8] = []
    var writer = try TraceWriter(header: TraceHeader(shape: MachineShape(system), schedule: .serial)) {
      text += $0
    }
    var program = ModelProgram(compiled, tokens: [3, 30])
    while let block = program.next() { try writer.write(block) }
    try writer.finish()
    var lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)

    func verify() throws -> VerificationResult {
      var verifier = try Verifier(
        compiled, on: system, weights: RandomWeights(seed: 1), comparesWithFloat: false)
      var reader = try TraceReader(text: lines.joined(separator: "\n") + "\n", name: "m.trace")
      return try verifier.verify(&reader, tokens: [3, 30])
    }
    #expect(try verify().passed)

    let block = try #require(lines.firstIndex { $0.hasPrefix("BLOCK 0 0 ffnUp") })
    let line = try #require(lines[block...].firstIndex { $0.hasPrefix("MAC_ABK") && $0.contains("col=0 ") })
    let old = lines[line]
    let parts = old.split(separator: " ").map { $0 == "col=0" ? "col=1" : String($0) }
    lines[line] = parts.joined(separator: " ")
    let result = try verify()
    guard case .mismatch(let mismatch) = result.failure else {
      Issue.record("\(result.failure.map { "\($0)" } ?? "passed")")
      return
    }
    // The RD_MAC behind the changed MAC_ABK; lines count from 1.
    #expect(mismatch.site.traceLine == .init(file: "m.trace", line: line + 2))
    #expect(mismatch.site.label.kind == .ffnUp && mismatch.site.label.layer == 0)
    #expect(mismatch.site.instruction.opcode == .RD_MAC)
    #expect(mismatch.location?.channel == 0 && mismatch.location?.bank == 0 && mismatch.location?.column == 1)
    #expect(mismatch.content?.hasPrefix("layer 0 ffn up weight") == true)
    #expect(mismatch.found != mismatch.expected)
    print(mismatch)
  }

  @Test func missingBlocks() throws {
    let random = try RandomCase(seed: 2)
    let compiled = try CompiledModel(random.model, on: random.system, policy: random.policy, run: random.run)
    var verifier = try Verifier(
      compiled, on: random.system, weights: RandomWeights(seed: 1), comparesWithFloat: false)
    var source = BlockList([])
    let result = try verifier.verify(&source, tokens: random.tokens)
    guard case .structure(let found, _, _) = result.failure else {
      Issue.record("passed")
      return
    }
    #expect(found == "the end of the program")
  }

  /// On a text, hardware arithmetic predicts almost as well as binary32.
  @Test func accuracy() throws {
    let checkpoint = try Checkpoint(folder: Project.kjv)
    let tokens = try Project.reference().integers("input_ids").map { Int($0) }.prefix(isDebug ? 6 : 130)
    let base = try HardwareArithmetic(Project.system(), policy: MappingPolicy())
    var coarse = base
    coarse.macUnit = MACUnit(accumulatorFormat: .bf16)
    let results = try Accuracy.measure(
      checkpoint.model, weights: checkpoint, tokens: Array(tokens), arithmetics: [base, coarse], window: 65)
    #expect(results[0].predictions == (isDebug ? 5 : 128))
    #expect(results[0].floatLoss == results[1].floatLoss)
    #expect(abs(results[0].hardwareLoss - results[0].floatLoss) < 0.05)
    #expect(results[0].divergence.meanDivergence < results[1].divergence.meanDivergence)
  }
}

import PIMExecution
import PIMMapping
import PIMWorkload
import Testing

@Suite struct TrainedModelTests {
  let checkpoint: Checkpoint

  init() throws { checkpoint = try Checkpoint(folder: Project.kjv) }

  @Test func floatReferenceEqualsPyTorch() throws {
    let file = try Project.reference()
    let tokens = try file.integers("input_ids").map { Int($0) }
    let expected = try file.floats("logits")
    var reference = try FloatReference(model: checkpoint.model, weights: checkpoint)
    var greatest: Float = 0
    for (position, token) in tokens.enumerated() {
      let logits = reference.step(.token(token), position: position)
      for (k, logit) in logits.enumerated() {
        greatest = max(greatest, abs(logit - expected[position * checkpoint.model.vocabulary + k]))
      }
    }
    print("greatest difference from PyTorch's logits: \(greatest)")
    #expect(greatest <= 2e-4)
  }

  @Test func greedyTextEqualsPyTorch() throws {
    let expected = try Project.reference().integers("greedy_ids").map { Int($0) }
    var tokens = Array("In the beginning ".utf8).map { Int($0) }
    #expect(Array(expected.prefix(tokens.count)) == tokens)
    var reference = try FloatReference(model: checkpoint.model, weights: checkpoint)
    for position in 0..<expected.count - 1 {
      let logits = reference.step(.token(tokens[position]), position: position)
      if position + 1 == tokens.count { tokens.append(indexOfGreatest(logits)) }
    }
    #expect(tokens == expected)
  }

  /// Every bit of every operator, over the whole context.
  @Test func executionEqualsHardwareReference() throws {
    let system = try Project.system()
    let tokens = try Project.reference().integers("input_ids").map { Int($0) }
    let count = isDebug ? 3 : tokens.count
    let run = try RunDescription(tokens: tokens.count, lmHead: true, embedding: true)
    let compiled = try CompiledModel(checkpoint.model, on: system, policy: MappingPolicy(), run: run)
    let clock = ContinuousClock()
    let start = clock.now
    var verifier = try Verifier(compiled, on: system, weights: checkpoint)
    let loaded = clock.now
    let result = verifier.verify(tokens: Array(tokens.prefix(count)))
    print("loaded in \(loaded - start), verified \(count) positions in \(clock.now - loaded)")
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
    #expect(result.positions == count)
    #expect(result.choices.count == count)
    print(
      "compared \(result.elementsCompared) elements; against fp32: logits up to \(result.logits!.maximumDifference),"
        + " mean \(result.logits!.meanDifference), KL \(result.logits!.meanDivergence), top-1 \(result.logits!.topOneAgreement)"
    )
    #expect(result.logits!.meanDivergence < 0.01)
  }
}

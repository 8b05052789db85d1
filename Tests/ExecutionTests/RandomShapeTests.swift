import Execution
import Mapping
import Testing
import Workload

@Suite struct RandomShapeTests {
  /// Execution equals Reference A after every operator, whatever the sizes.
  @Test(arguments: 0..<(isDebug ? 24 : 260) as Range<UInt64>)
  func executionEqualsReference(seed: UInt64) throws {
    let random = try RandomCase(seed: seed)
    let compiled = try CompiledModel(random.model, on: random.system, policy: random.policy, run: random.run)
    var verifier = try Verifier(
      compiled, on: random.system, weights: RandomWeights(seed: seed), comparesWithFloat: seed % 4 == 0)
    let result = verifier.verify(tokens: random.tokens, seed: seed)
    #expect(result.failure == nil, "\(random.model) \(random.policy): \(result.failure.map { "\($0)" } ?? "")")
    #expect(result.positions == random.run.positions.count)
    #expect(result.elementsCompared > 0)
  }
}

import PIMExecution
import PIMMapping
import PIMWorkload
import Testing

/// The paper's eight models, cut to two layers, with random weights, on the paper's machine.
@Suite(.serialized) struct ArchitectureTests {
  static let names = [
    "gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt3-small", "gpt3-medium", "gpt3-large",
    "gpt3-xl",
  ]

  @Test(arguments: isDebug ? [] : names, ["paper", "best"])
  func twoLayers(name: String, mapping: String) throws {
    let policy = try Project.policy(mapping)
    let system = try Project.system()
    let model = try Project.model(name).cut(layers: 2, vocabulary: 1000)
    let run = try RunDescription(tokens: 3, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: policy, run: run)
    var verifier = try Verifier(
      compiled, on: system, weights: RandomWeights(seed: 7), comparesWithFloat: false)
    let result = verifier.verify(tokens: [17, 999, 0])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
    #expect(result.positions == 3)
  }

  /// Accumulators that reading does not clear are preset before each product, to the bias or to zero: on
  /// GDDR6-AiM with 32 channels.
  @Test(arguments: isDebug ? [] : [MappingPolicy.Bias.asic, .preset]) func onAiM(bias: MappingPolicy.Bias)
    throws
  {
    let system = try Project.system("aim-gddr6")
    let model = try Project.model("gpt2-small").cut(layers: 2, vocabulary: 1000)
    let run = try RunDescription(tokens: 3, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(bias: bias), run: run)
    var verifier = try Verifier(
      compiled, on: system, weights: RandomWeights(seed: 7), comparesWithFloat: false)
    let result = verifier.verify(tokens: [17, 999, 0])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
  }

  /// Channels without MAC units: all products on the ASIC, in the same order, with masked value writes.
  @Test(arguments: isDebug ? [] : ["gpt2-small", "gpt2-xl", "gpt3-xl"], ["paper", "best"])
  func onConventionalGDDR6(name: String, mapping: String) throws {
    let system = try Project.system("gddr6")
    let model = try Project.model(name).cut(layers: 2, vocabulary: 1000)
    let run = try RunDescription(tokens: 3, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: Project.policy(mapping), run: run)
    var verifier = try Verifier(
      compiled, on: system, weights: RandomWeights(seed: 7), comparesWithFloat: false)
    let result = verifier.verify(tokens: [17, 999, 0])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
    #expect(result.positions == 3)
  }

  /// A machine that only its YAML file knows of: 32 pseudo-channels, rows of 1 KiB, a global buffer of 512 B.
  @Test(.enabled(if: !isDebug)) func onHBM() throws {
    let system = try Project.system("hbm-pim")
    let model = try Project.model("gpt2-small").cut(layers: 2, vocabulary: 1000)
    let run = try RunDescription(tokens: 3, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run)
    var verifier = try Verifier(
      compiled, on: system, weights: RandomWeights(seed: 7), comparesWithFloat: false)
    let result = verifier.verify(tokens: [17, 999, 0])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
    #expect(result.positions == 3)
  }

  /// A small model with the shape of the smallest model's heads and chunks on the paper's machine, for a
  /// debug build.
  @Test func narrowedModel() throws {
    let system = try Project.system()
    let model = try ModelDescription(
      name: "narrow", layers: 2, width: 128, heads: 2, ffnWidth: 1100, vocabulary: 300, contextLimit: 64)
    let run = try RunDescription(tokens: 2, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run)
    var verifier = try Verifier(compiled, on: system, weights: RandomWeights(seed: 7))
    let result = verifier.verify(tokens: [17, 299])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
  }
}

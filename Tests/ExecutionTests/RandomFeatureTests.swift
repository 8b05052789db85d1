import PIMExecution
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMWorkload
import Testing

/// Decoders of any features, with odd sizes, short contexts and small windows.
@Suite struct RandomFeatureTests {
  static let seeds: Range<UInt64> = 0..<(isDebug ? 24 : 400)

  /// Execution equals Reference A after every operator, with MAC units and without.
  @Test(arguments: seeds, [true, false])
  func executionEqualsReference(seed: UInt64, hasMACUnits: Bool) throws {
    var random = try RandomCase(featuresOf: seed)
    if !hasMACUnits {
      random.removeMACUnits()
      random.system.asic.sramBytes += 1 << 17
    }
    let compiled = try CompiledModel(random.model, on: random.system, policy: random.policy, run: random.run)
    var verifier = try Verifier(
      compiled, on: random.system, weights: RandomWeights(seed: seed), comparesWithFloat: seed % 4 == 0)
    let result = verifier.verify(tokens: random.tokens, seed: seed)
    #expect(
      result.failure == nil, "\(random.model) \(random.policy): \(result.failure.map { "\($0)" } ?? "")")
    #expect(result.positions == random.run.positions.count)
  }

  /// A buffer for parameters of any size, read ahead: no group is overwritten while it is in use.
  @Test(arguments: stride(from: 128, through: 1280, by: 64).map { $0 }, ResidualOrder.allCases)
  func parameterBuffersOfAnySize(bytes: Int, residual: ResidualOrder) throws {
    var features = ModelFeatures(norm: Norm(kind: .rms, hasBias: false), residual: residual)
    features.positions = .rotary(Rotary(width: 16))
    features.attention = AttentionFeatures(hasOutputBias: false, normsQueriesAndKeys: true)
    features.feedForward = FeedForwardFeatures(activation: .silu, isGated: true, hasBias: false)
    let model = try ModelDescription(
      name: "prefetched", layers: 3, width: 64, heads: 4, vocabulary: 50, contextLimit: 16, features: features)
    let system = makeSystem()
    let policy = MappingPolicy(parameterBufferBytes: bytes, parameterPrefetch: .ahead)
    let run = try RunDescription(tokens: 3, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: policy, run: run)
    var verifier = try Verifier(compiled, on: system, weights: RandomWeights(seed: 3))
    let result = verifier.verify(tokens: [1, 2, 3])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
  }

  /// A run beyond the context that a model is made for: rotation and ALiBi go on, and a learned position has
  /// another row.
  @Test(arguments: [
    Positions.rotary(Rotary(width: 16)), .alibi, .none, .learned(offset: 2),
  ]) func beyondTheContext(positions: Positions) throws {
    let model = try ModelDescription(
      name: "long", layers: 1, width: 32, heads: 2, vocabulary: 50, contextLimit: 6,
      features: ModelFeatures(positions: positions))
    let system = makeSystem()
    let run = try RunDescription(tokens: 9, lmHead: true, embedding: true, extendContext: true)
    let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run)
    var verifier = try Verifier(compiled, on: system, weights: RandomWeights(seed: 3))
    let result = verifier.verify(tokens: Array(1...9))
    #expect(result.failure == nil && result.positions == 9)
    // Logits of about 1, of which bfloat16 keeps 8 bits.
    #expect(result.logits!.maximumDifference < 0.1)
  }

  /// The cases meet every value of every feature, and grouped queries in all orders.
  @Test func casesCoverTheFeatures() throws {
    var counts: [String: Int] = [:]
    for seed in 0..<400 as Range<UInt64> {
      let random = try RandomCase(featuresOf: seed)
      let (model, features) = (random.model, random.model.features)
      var found: [String] = [
        "\(features.norm.kind)\(features.norm.hasBias)", "\(features.feedForward.activation)",
        "gated \(features.feedForward.isGated)", "\(features.residual)",
        "tied \(features.head.isTied) \(features.head.hasBias)", "norms \(features.attention.normsQueriesAndKeys)",
        "embedding norm \(features.embedding.hasNorm)",
        "group \(model.queryGroup) \(random.policy.queryOrder) \(random.policy.sharedQueries)",
      ]
      switch features.positions {
      case .learned: found.append("learned")
      case .rotary(let rotary): found += ["\(rotary.pairs)", rotary.width < model.headWidth ? "partial" : "whole"]
      case .alibi: found.append(features.attention.window == nil ? "alibi" : "alibi in a window")
      case .none: found.append("no positions")
      }
      if let window = features.attention.window, random.run.positions.count > window {
        found.append("ring \(features.attention.windowPattern)")
      }
      for name in found { counts[name, default: 0] += 1 }
    }
    // 3 norms, 4 activations, 2 gates, 3 orders, 4 heads, 2 + 2 norms, 4 groups · 2 orders · 4 shares;
    // learned, 2 pairs, 2 widths, ALiBi with a window and without, none; 4 patterns of windows.
    #expect(counts.count == 64, "\(counts.sorted { $0.key < $1.key })")
    #expect(counts.values.min()! >= 3)
  }
}

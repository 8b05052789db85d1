import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

@testable import PIMExecution

/// Graphs with changed nodes: what lowering and both references make of them, and what is refused.
@Suite struct GraphVariantTests {
  private static let model = try! ModelDescription(
    name: "m", layers: 2, width: 20, heads: 2, headWidth: 5, ffnWidth: 27, vocabulary: 31, contextLimit: 16)
  private static let run = try! RunDescription(tokens: 3, lmHead: true, embedding: true)
  private static let roles: [ProductRole] = [.queryKeyValue, .projection, .feedForwardUp, .feedForwardDown]

  /// The model's graph, some nodes of a layer changed.
  private static func graph(_ change: (inout [GraphNode]) -> Void) -> OperatorGraph {
    var graph = OperatorGraph(model, context: 3)
    change(&graph.layer)
    return graph
  }

  private static func compile(
    _ graph: OperatorGraph, policy: MappingPolicy = MappingPolicy(), hasMACUnits: Bool = true
  ) throws -> (CompiledModel, System) {
    var random = try RandomCase(seed: 1)
    random.system = makeSystem(
      channels: 2, banksPerGroup: 4, rows: 400, columns: 4, lanes: 4, globalBufferColumns: 6)
    if !hasMACUnits { random.removeMACUnits() }
    return (
      try CompiledModel(model, graph: graph, on: random.system, policy: policy, run: run), random.system
    )
  }

  /// Without the bias of one product, or of all: execution equals Reference A, and Reference B is near.
  @Test(arguments: [[roles[0]], [roles[1]], [roles[2]], [roles[3]], roles], MappingPolicy.Bias.allCases)
  func productsWithoutABias(without removed: [ProductRole], bias: MappingPolicy.Bias) throws {
    let graph = Self.graph { nodes in
      for index in nodes.indices {
        nodes[index].weights.removeAll { weight in removed.contains { weight.role == .bias($0) } }
      }
    }
    let (compiled, system) = try Self.compile(graph, policy: MappingPolicy(bias: bias))
    // Per layer: 12 weights less the removed biases. Outside: two embeddings and two vectors.
    #expect(compiled.memory.placements.count { $0.weight != nil } == 2 * (12 - removed.count) + 4)
    var verifier = try Verifier(compiled, on: system, weights: RandomWeights(seed: 5))
    let result = verifier.verify(tokens: [3, 30, 7])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
    #expect(result.positions == 3)
    try expectNear(graph, compiled, system)
  }

  /// The same on a machine whose ASIC multiplies.
  @Test func noBiasWithoutMACUnits() throws {
    let graph = Self.graph { nodes in
      for index in nodes.indices {
        nodes[index].weights.removeAll { if case .bias = $0.role { true } else { false } }
      }
    }
    let (compiled, system) = try Self.compile(graph, hasMACUnits: false)
    var verifier = try Verifier(
      compiled, on: system, weights: RandomWeights(seed: 5), comparesWithFloat: false)
    let result = verifier.verify(tokens: [3, 30, 7])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
  }

  /// A head with a bias of its own, with and without MAC units.
  @Test(arguments: [(MappingPolicy.Bias.asic, true), (.preset, true), (.asic, false)])
  func aHeadWithABias(bias: MappingPolicy.Bias, hasMACUnits: Bool) throws {
    var graph = OperatorGraph(Self.model, context: 3)
    let head = try #require(graph.suffix.firstIndex { $0.role == .product(.head) })
    graph.suffix[head].weights.append(GraphWeight(.bias(.head), TensorSpec("lm_head.bias", [31])))
    let (compiled, system) = try Self.compile(
      graph, policy: MappingPolicy(bias: bias), hasMACUnits: hasMACUnits)
    var verifier = try Verifier(
      compiled, on: system, weights: RandomWeights(seed: 5), comparesWithFloat: false)
    let result = verifier.verify(tokens: [3, 30, 7])
    #expect(result.failure == nil, "\(result.failure.map { "\($0)" } ?? "")")
    try expectNear(graph, compiled, system)
  }

  /// Logits of Reference A and Reference B for the graph, and logits of the whole model, which differ.
  private func expectNear(_ graph: OperatorGraph, _ compiled: CompiledModel, _ system: System) throws {
    let weights = RandomWeights(seed: 5)
    var hardware = try HardwareReference(
      graph, model: Self.model, weights: weights,
      arithmetic: HardwareArithmetic(system, policy: compiled.policy), includesEmbedding: true,
      includesHead: true)
    var float = try FloatReference(
      graph, model: Self.model, weights: weights, includesEmbedding: true, includesHead: true)
    var whole = try FloatReference(model: Self.model, weights: weights)
    for (position, token) in [3, 30, 7].enumerated() {
      let found = BFloat16.widened(hardware.step(.token(token), position: position))
      let expected = float.step(.token(token), position: position)
      let other = whole.step(.token(token), position: position)
      func distance(_ logits: [Float]) -> Float { zip(found, logits).reduce(0) { max($0, abs($1.0 - $1.1)) } }
      #expect(distance(expected) < 0.1)
      #expect(distance(other) > 2 * distance(expected))
    }
  }

  private static func refusal(_ change: (inout [GraphNode]) -> Void) throws -> String? {
    let error = #expect(throws: MappingError.self) { try compile(graph(change)) }
    return error?.description
  }

  /// An activation behind another product, or behind none, has no operator kind of its own, so it is refused
  /// by the product's name.
  @Test func otherActivationsAreRefused() throws {
    let expected =
      "; expected an activation after the first product of the feed-forward part, and after no other"
    #expect(
      try Self.refusal { $0.removeAll { $0.role == .activation(.geluTanh, isGated: false) } }
        == "mlp.c_fc is not lowered without an activation after it" + expected)
    #expect(
      try Self.refusal { nodes in
        let product = nodes.firstIndex { $0.role == .product(.projection) }!
        var gelu = nodes[nodes.firstIndex { $0.role == .activation(.geluTanh, isGated: false) }!]
        (gelu.inputs, gelu.output) = ([nodes[product].output], nodes[product].output)
        nodes.insert(gelu, at: product + 1)
      } == "attn.c_proj is not lowered with geluTanh after it" + expected)
  }

  /// A layer without attention, or with an operator between the cache writes and the scores, has no lowering.
  @Test func otherLayersAreRefused() throws {
    let expected =
      "the layer is not lowered; expected one attention, right after the writes of its key and value"
    #expect(
      try Self.refusal { nodes in
        nodes.removeAll {
          switch $0.role {
          case .scores, .softmax, .context: true
          case .embedding, .constant, .norm, .headNorm, .rotate, .product, .keyWrite, .valueWrite, .activation,
            .sampling:
            false
          }
        }
      } == expected)
    #expect(
      try Self.refusal { nodes in
        let norm = nodes.remove(at: nodes.firstIndex { $0.name == "ln_2" }!)
        nodes.insert(norm, at: nodes.firstIndex { $0.name == "attn.scores" }!)
      } == expected)
  }

  /// The scale is that of the layer.
  @Test func theScaleIsTheGraphs() throws {
    var graph = Self.graph { _ in }
    graph.attention = [LayerAttention(scale: 0.75), LayerAttention(scale: 0.25)]
    let (compiled, system) = try Self.compile(graph)
    var scales: [Float] = []
    var program = ModelProgram(compiled)
    while let block = program.next() {
      scales += block.template.instructions.filter { $0.opcode == .SCALE }.map(\.immediate)
    }
    // Three positions of two layers.
    #expect(scales == [0.75, 0.25, 0.75, 0.25, 0.75, 0.25])
    var verifier = try Verifier(compiled, on: system, weights: RandomWeights(seed: 5))
    #expect(verifier.verify(tokens: [3, 30, 7]).passed)
  }
}

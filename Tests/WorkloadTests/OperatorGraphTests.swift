import PIMWorkload
import Testing

@Suite struct OperatorGraphTests {
  private static func odd() throws -> (ModelDescription, OperatorGraph) {
    let model = try ModelDescription(
      name: "odd", layers: 3, width: 40, heads: 3, headWidth: 5, ffnWidth: 97, vocabulary: 101,
      contextLimit: 9)
    return (model, OperatorGraph(model, context: 9))
  }

  @Test func weightsOfTheGraphAreTheParametersOfTheModel() throws {
    let (model, graph) = try Self.odd()
    // Of a layer: QKV and projection of 4 · 40 · 15, feed-forward matrices of 2 · 40 · 97, biases of
    // 3 · 15 + 40 + 97 + 40, two norms of 2 · 40.
    #expect(graph.layerParameters == 3 * (2400 + 7760 + 222 + 160))
    // The head is the token embedding of 101 · 40; the final norm has 2 · 40.
    #expect(graph.headParameters == 4040 + 80)
    // Embeddings of 101 tokens and 9 positions.
    #expect(graph.totalParameters == 31_626 + (101 + 9) * 40 + 80)
    #expect(model.layerParameters == 31_626 && model.totalParameters == 36_106)
    #expect(graph.weights.reduce(0) { $0 + $1.tensor.elements } == 36_106)
    // A key and a value of 15 in each of 3 layers; a row of 40 of each embedding.
    #expect(graph.cacheElementsPerToken == 3 * 30)
    #expect(graph.embeddingElementsPerToken == 80)
  }

  /// The closed formulas of a GPT-2 model, for the eight models of the paper.
  @Test(arguments: [
    (12, 768, 12), (24, 1024, 16), (36, 1280, 20), (48, 1600, 25), (24, 1536, 16), (24, 2048, 16),
  ]) func countsAreTheClosedFormulas(layers: Int, width: Int, heads: Int) throws {
    let model = try ModelDescription(
      name: "m", layers: layers, width: width, heads: heads, vocabulary: 50_257, contextLimit: 1024)
    let graph = OperatorGraph(model, context: 7)
    #expect(graph.layerParameters == layers * (12 * width * width + 13 * width))
    #expect(model.totalParameters == graph.layerParameters + (50_257 + 1024 + 2) * width)
    for position in [0, 1, 1023] {
      let expected = layers * (12 * width * width + 2 * (position + 1) * width)
      #expect(graph.layerMACs(position: position) == expected)
      #expect(model.layerMACs(position: position) == expected)
    }
    #expect(graph.headMACs == 50_257 * width && model.headMACs == 50_257 * width)
  }

  /// A head wider than the model's share, and no bias: counts follow the graph, not the description.
  @Test func countsFollowTheGraph() throws {
    var (_, graph) = try Self.odd()
    #expect(graph.layerMACs(position: 4) == 3 * (2400 + 7760 + 2 * 5 * 15))
    for index in graph.layer.indices {
      graph.layer[index].weights.removeAll { $0.role == .bias(.feedForwardUp) }
    }
    #expect(graph.layerParameters == 31_626 - 3 * 97)
    graph.layer.removeAll { $0.role == .product(.feedForwardUp) }
    #expect(graph.layerParameters == 31_626 - 3 * (97 + 40 * 97))
    #expect(graph.layerMACs(position: 4) == 3 * (2400 + 3880 + 2 * 5 * 15))
  }

  /// Each tensor of a checkpoint has one role, and each role one tensor: 12 weights in each of 3 layers, two
  /// embeddings, the final norm.
  @Test func rolesCoverTheCheckpointOnce() throws {
    let (_, graph) = try Self.odd()
    let names = graph.weights.map(\.tensor.name)
    #expect(names.count == 3 * 12 + 4)
    #expect(Set(names).count == names.count)
    let weights = graph.prefix + graph.layer + graph.suffix
    var tensors: [WeightRole: TensorSpec] = [:]
    for weight in weights.flatMap(\.weights) {
      #expect(tensors.updateValue(weight.tensor, forKey: weight.role).map { $0 == weight.tensor } ?? true)
      #expect(graph.weight(weight.role) == weight)
    }
    #expect(tensors.count == 12 + 4)
    #expect(graph.weight(.bias(.head)) == nil)
  }

  /// A node reads what has been written before, and writes a buffer of the graph.
  @Test func everyInputIsMadeBefore() throws {
    let (_, graph) = try Self.odd()
    var made: Set<BufferID> = [.hidden]
    for node in graph.prefix + graph.layer + graph.suffix {
      for input in node.reads { #expect(made.contains(input), "\(node.name) reads \(input)") }
      made.insert(node.output)
    }
    #expect(made.isSubset(of: graph.buffers.map(\.id)))
    #expect(Set(graph.buffers.map(\.id)).count == graph.buffers.count)
  }

  /// Width 40, three heads of 5: 15; FFN 97, nine positions, 101 tokens.
  @Test func sizesOfBuffers() throws {
    let (_, graph) = try Self.odd()
    let sizes: [(BufferID, [Int])] = [
      (.hidden, [40]), (.normed(.attention), [40]), (.queryKeyValue, [45]), (.keys, [9, 15]),
      (.values, [9, 15]), (.scores, [3, 9]), (.attention, [15]), (.inner, [97]), (.logits, [101]),
    ]
    for (id, shape) in sizes { #expect(graph[id].shape == shape, "\(id)") }
    // A matrix has as many inputs as the buffer that it is multiplied with has elements, and as many outputs
    // as its output.
    for node in graph.layer + graph.suffix {
      guard case .product = node.role else { continue }
      #expect(node.weights[0].inputs == graph[node.inputs[0]].elements, "\(node.name)")
      #expect(node.weights[0].outputs == graph[node.output].elements, "\(node.name)")
      #expect(node.residual.map { graph[$0].elements } ?? node.weights[0].outputs == node.weights[0].outputs)
    }
  }

  /// Only the residual stream goes from one layer to the next.
  @Test func theResidualStreamIsCarried() throws {
    #expect(try Self.odd().1.carried == [.hidden])
  }
}

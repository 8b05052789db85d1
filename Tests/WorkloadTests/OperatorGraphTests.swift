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
    let block = graph.block.flatMap(\.weights).reduce(0) { $0 + $1.tensor.elements }
    #expect(block == model.blockMatrixElements + model.blockVectorElements)
    let outside = Set((graph.prefix + graph.suffix).flatMap(\.weights)).reduce(0) { $0 + $1.tensor.elements }
    #expect(graph.layers * block + outside == model.totalParameters)
  }

  /// Each tensor of a checkpoint has one role, and each role one tensor: 12 weights in each of 3 layers, two
  /// embeddings, the final norm.
  @Test func rolesCoverTheCheckpointOnce() throws {
    let (_, graph) = try Self.odd()
    let names = graph.weightTensors.map(\.name)
    #expect(names.count == 3 * 12 + 4)
    #expect(Set(names).count == names.count)
    let weights = graph.prefix + graph.block + graph.suffix
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
    for node in graph.prefix + graph.block + graph.suffix {
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
    for node in graph.block + graph.suffix {
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

/// What a model does with one token at one position: the one source of operators, buffers and weights for whoever lowers, executes,
/// counts or reports.
public struct OperatorGraph: Sendable, Hashable {
  /// Before the layers, where a run has the embedding switched on.
  public var prefix: [GraphNode]
  /// One layer; the next layer begins with what it leaves in the residual stream.
  public var block: [GraphNode]
  /// The number of layers.
  public var layers: Int
  /// After the layers, where a run has the LM head switched on and the position generates.
  public var suffix: [GraphNode]
  /// The buffers of all nodes, each once.
  public private(set) var buffers: [GraphBuffer]

  init(
    prefix: [GraphNode], block: [GraphNode], layers: Int, suffix: [GraphNode], buffers: [GraphBuffer]
  ) {
    self.prefix = prefix
    self.block = block
    self.layers = layers
    self.suffix = suffix
    self.buffers = buffers
  }

  /// The buffer of that identity.
  ///
  /// - Precondition: the graph has it.
  public subscript(id: BufferID) -> GraphBuffer {
    guard let buffer = buffers.first(where: { $0.id == id }) else {
      preconditionFailure("the graph has no buffer \(id)")
    }
    return buffer
  }

  /// The buffers that carry values from one layer to the next: a layer reads them before it writes them.
  public var carried: Set<BufferID> {
    var written: Set<BufferID> = []
    var carried: Set<BufferID> = []
    for node in block {
      carried.formUnion(node.reads.filter { !written.contains($0) })
      written.insert(node.output)
    }
    return carried
  }

  /// The weight of that role, by its name without a layer; nil for a role that the model has no weight of.
  public func weight(_ role: WeightRole) -> GraphWeight? {
    for node in prefix + block + suffix {
      if let weight = node.weights.first(where: { $0.role == role }) { return weight }
    }
    return nil
  }

  /// Every tensor of weights under its full name, each once: layer by layer, then the model's own.
  public var weightTensors: [TensorSpec] {
    var result: [TensorSpec] = []
    for layer in 0..<layers {
      for weight in block.flatMap(\.weights) {
        result.append(TensorSpec(OperatorGraph.name(weight.tensor.name, layer: layer), weight.tensor.shape))
      }
    }
    for weight in (prefix + suffix).flatMap(\.weights).map(\.tensor) where !result.contains(weight) {
      result.append(weight)
    }
    return result
  }

  /// The name of a layer's tensor in GPT-2 checkpoints.
  public static func name(_ tensor: String, layer: Int) -> String { "h.\(layer).\(tensor)" }
}

/// The operators, buffers and weights of a model's computation for one token at one position. Lowering,
/// execution, work counts and reports are all derived from it.
public struct OperatorGraph: Sendable, Hashable {
  /// Nodes before the layers. Without the embedding only constants are left (`prefix(embedding:)`).
  public var prefix: [GraphNode]
  /// Nodes of one layer. A layer's input is the residual stream that the layer before it leaves.
  public var layer: [GraphNode]
  /// The number of layers.
  public var layers: Int
  /// What differs from layer to layer.
  public var attention: [LayerAttention]
  /// Nodes after the layers, computed if a run has the LM head switched on and the position generates.
  public var suffix: [GraphNode]
  /// The buffers of all nodes, each once.
  public private(set) var buffers: [GraphBuffer]

  init(
    prefix: [GraphNode], layer: [GraphNode], layers: Int, suffix: [GraphNode], attention: [LayerAttention],
    buffers: [GraphBuffer]
  ) {
    self.prefix = prefix
    self.layer = layer
    self.layers = layers
    self.suffix = suffix
    self.attention = attention
    self.buffers = buffers
  }

  /// True if the graph has a buffer.
  public func has(_ id: BufferID) -> Bool { buffers.contains { $0.id == id } }

  /// The buffer of an identity.
  ///
  /// - Precondition: the graph has it.
  public subscript(id: BufferID) -> GraphBuffer {
    guard let buffer = buffers.first(where: { $0.id == id }) else {
      preconditionFailure("the graph has no buffer \(id)")
    }
    return buffer
  }

  /// The nodes before the layers: all of them, or without the embedding only the constants that layers use.
  package func prefix(embedding: Bool) -> [GraphNode] {
    embedding
      ? prefix
      : prefix.filter { if case .constant = $0.role { true } else { false } }
  }

  /// The buffers that carry values from one layer to the next: those that a layer reads before it writes
  /// them. Constants of a position are among them.
  public var carried: Set<BufferID> {
    var written: Set<BufferID> = []
    var carried: Set<BufferID> = []
    for node in layer {
      carried.formUnion(node.reads.filter { !written.contains($0) })
      written.insert(node.output)
    }
    return carried
  }

  /// The weight of a role, with its name without a layer; nil if the model has no such weight.
  public func weight(_ role: WeightRole) -> GraphWeight? {
    for node in prefix + layer + suffix {
      if let weight = node.weights.first(where: { $0.role == role }) { return weight }
    }
    return nil
  }

  /// Every weight once, constants included, its tensor under its full name: layer by layer, then those
  /// outside the layers.
  package var weights: [GraphWeight] {
    let ofLayer = layer.flatMap(\.weights)
    return (0..<layers).flatMap { number in ofLayer.map { $0.inLayer(number) } } + outsideWeights
  }

  /// Every weight outside the layers once: a weight that two nodes share, such as a tied head, is one.
  var outsideWeights: [GraphWeight] {
    var result: [GraphWeight] = []
    for weight in (prefix + suffix).flatMap(\.weights) where !result.contains(weight) {
      result.append(weight)
    }
    return result
  }

  /// The name of a layer's tensor, as in GPT-2's checkpoints.
  package static func name(_ tensor: String, layer: Int) -> String { "h.\(layer).\(tensor)" }

  /// The number of the layer in such a name; nil for a tensor outside the layers.
  package static func layer(of name: String) -> Int? {
    guard name.hasPrefix("h.") else { return nil }
    return Int(name.dropFirst(2).prefix { $0 != "." })
  }
}

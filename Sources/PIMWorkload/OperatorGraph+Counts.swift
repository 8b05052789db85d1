extension GraphNode {
  /// Elements of the node's weights, without constants.
  public var parameters: Int { weights.reduce(0) { $0 + ($1.role.isConstant ? 0 : $1.tensor.elements) } }
}

extension OperatorGraph {
  /// Parameters of all layers together: what the paper counts.
  public var layerParameters: Int { layers * layer.reduce(0) { $0 + $1.parameters } }

  /// Parameters of the nodes after the layers: final norm and LM head. A tied head's matrix is counted, since
  /// its product reads it.
  public var headParameters: Int { suffix.reduce(0) { $0 + $1.parameters } }

  /// Parameters of the whole model, each weight counted once.
  public var totalParameters: Int {
    layerParameters + outsideWeights.reduce(0) { $0 + ($1.role.isConstant ? 0 : $1.tensor.elements) }
  }

  /// Elements that a token adds to the caches of all layers.
  public var cacheElementsPerToken: Int {
    layers * buffers.filter { $0.storage == .cache }.reduce(0) { $0 + $1.shape[1] }
  }

  /// Elements of the rows of embeddings that a token and its position look up.
  public var embeddingElementsPerToken: Int {
    prefix.flatMap(\.weights).filter(\.role.isEmbedding).reduce(0) { $0 + $1.inputs }
  }

  /// Multiply-accumulates of the layers' products for the token at `position`: products with weights, and
  /// with the keys and values of the tokens that it sees.
  public func layerMACs(position: Int) -> Int {
    let once = layer.reduce(0) { $0 + macs(of: $1, tokens: 0) }
    let forEachToken = layer.reduce(0) { $0 + macs(of: $1, tokens: 1) } - once
    return attention.reduce(0) { $0 + once + $1.tokens(position: position) * forEachToken }
  }

  /// Multiply-accumulates of the nodes after the layers for one token.
  public var headMACs: Int { suffix.reduce(0) { $0 + macs(of: $1, tokens: 1) } }

  /// Multiply-accumulates of a node, if a query sees `tokens` rows of the caches.
  private func macs(of node: GraphNode, tokens: Int) -> Int {
    switch node.role {
    // A vector with a matrix: one for each element of the matrix.
    case .product: node.matrix.tensor.elements
    // A query with the keys, or probabilities with the values: one for each element of a query and each
    // token.
    case .scores, .context: tokens * self[.attention].elements
    case .embedding, .constant, .norm, .headNorm, .rotate, .keyWrite, .valueWrite, .softmax, .activation,
      .sampling:
      0
    }
  }
}

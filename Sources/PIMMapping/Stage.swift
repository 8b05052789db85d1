import PIMWorkload

/// Operators that are lowered together, since their blocks alternate.
///
/// A *phase* is the blocks of one operator kind of a stage. Phases of a position are counted through all
/// stages of the graph; live ranges of SRAM buffers are ranges of phases.
enum Stage {
  case embedding(GraphNode)
  /// A row of constants, which is read with the embedding.
  case constant(GraphNode)
  case norm(GraphNode, NormRole, NormFunction)
  /// A product, and the functions of its outputs that follow it: an activation, or norms and rotations of
  /// heads.
  case product(GraphNode, ProductRole, followers: [GraphNode])
  case keyValueWrite(key: GraphNode, value: GraphNode)
  /// Scores, softmax and context, group of heads by group of heads.
  case attention(scores: GraphNode, softmax: GraphNode, context: GraphNode)
  /// A product whose outputs are more than SRAM holds, and the choice of the largest.
  case head(GraphNode, ProductRole)

  /// Divides nodes into stages, in order.
  static func stages(of nodes: [GraphNode]) -> [Stage] {
    var stages: [Stage] = []
    var index = 0
    while index < nodes.count {
      let node = nodes[index]
      index += 1
      switch node.role {
      case .embedding: stages.append(.embedding(node))
      case .constant: stages.append(.constant(node))
      case .norm(let role, let function): stages.append(.norm(node, role, function))
      case .product(let role):
        var followers: [GraphNode] = []
        while index < nodes.count, nodes[index].followsProduct {
          precondition(
            nodes[index].inputs.first == node.output && nodes[index].output == node.output,
            "\(nodes[index].name) works on the product before it, in place")
          followers.append(nodes[index])
          index += 1
        }
        guard index < nodes.count, nodes[index].role == .sampling else {
          stages.append(.product(node, role, followers: followers))
          continue
        }
        precondition(
          node.residual == nil && followers.isEmpty, "nothing is added to the logits but a bias")
        stages.append(.head(node, role))
        index += 1
      case .keyWrite:
        guard index < nodes.count, nodes[index].role == .valueWrite, nodes[index].inputs == node.inputs else {
          preconditionFailure("a position's key and value are written together")
        }
        stages.append(.keyValueWrite(key: node, value: nodes[index]))
        index += 1
      case .scores:
        guard index + 1 < nodes.count, nodes[index].role == .softmax, nodes[index + 1].role == .context else {
          preconditionFailure("softmax and context follow the scores")
        }
        stages.append(.attention(scores: node, softmax: nodes[index], context: nodes[index + 1]))
        index += 2
      case .valueWrite, .softmax, .context, .activation, .headNorm, .rotate, .sampling:
        preconditionFailure("\(node.name) follows the operator that it belongs to")
      }
    }
    return stages
  }

  /// The number of phases: one for rows of tables, a norm and the cache writes; two for a product and its
  /// sum, and for the head and its sampling; four for scores, softmax, context and the context's sum.
  var phases: Int {
    switch self {
    case .embedding, .constant, .norm, .keyValueWrite: 1
    case .product, .head: 2
    case .attention: 4
    }
  }

  /// True if the instructions of the stage differ from position to position.
  var dependsOnPosition: Bool {
    switch self {
    case .embedding, .constant, .keyValueWrite, .attention: true
    case .norm, .product, .head: false
    }
  }

  /// The operators whose parameters the stage uses in all its phases.
  var parameters: [OperatorRole] {
    switch self {
    case .norm(let node, _, _), .head(let node, _): [node.role]
    case .product(let node, _, let followers): [node.role] + followers.map(\.role)
    case .embedding, .constant, .keyValueWrite, .attention: []
    }
  }

  /// The buffers that the stage uses, each with the first and the last of the stage's phases in which it must
  /// not be overwritten. Constants are carried from the beginning of a position through all layers.
  var uses: [(buffer: SRAMBufferID, phases: ClosedRange<Int>)] {
    switch self {
    case .embedding(let node):
      return [(.graph(node.output), 0...0), (.graph(.tokenRow), 0...0), (.graph(.positionRow), 0...0)]
    case .constant(let node): return [(.graph(node.output), 0...0)]
    case .norm(let node, _, _): return [(.graph(node.inputs[0]), 0...0), (.graph(node.output), 0...0)]
    case .product(let node, let role, _):
      return [(.graph(node.inputs[0]), 0...0), (.graph(node.output), 0...1), (.partials(role), 0...1)]
        + (node.residual.map { [(.graph($0), 0...1)] } ?? [])
    case .keyValueWrite(let key, _): return [(.graph(key.inputs[0]), 0...0)]
    case .attention(let scores, _, let context):
      // Scores of later groups of heads are computed between the contexts of earlier ones.
      return [
        (.graph(scores.inputs[0]), 0...2), (.graph(scores.output), 0...2), (.tileState, 0...3),
        (.contextPartials, 2...3), (.graph(context.output), 2...3),
      ]
    case .head(let node, let role):
      // Each tile of logits goes to the argmax before the next is computed.
      return [(.graph(node.inputs[0]), 0...0), (.partials(role), 0...1), (.argmax, 0...1)]
    }
  }
}

extension GraphNode {
  /// True for a function of a product's outputs that is lowered with the product.
  fileprivate var followsProduct: Bool {
    switch role {
    case .activation, .headNorm, .rotate: true
    case .embedding, .constant, .norm, .product, .keyWrite, .valueWrite, .scores, .softmax, .context,
      .sampling:
      false
    }
  }
}

/// An operator with its operands.
public struct GraphNode: Sendable, Hashable {
  /// The name in messages, as in GPT-2's checkpoints: `attn.c_attn`.
  public var name: String
  /// The computation.
  public var role: OperatorRole
  /// The operands, in the order of the role's documentation.
  public var inputs: [BufferID]
  /// The vector that a product adds to its result; nil for none.
  public var residual: BufferID?
  /// The weights, a matrix before its bias, a gain before its shift.
  public var weights: [GraphWeight]
  /// The buffer that the node writes.
  public var output: BufferID

  init(
    _ name: String, _ role: OperatorRole, inputs: [BufferID], residual: BufferID? = nil,
    weights: [GraphWeight] = [], output: BufferID
  ) {
    self.name = name
    self.role = role
    self.inputs = inputs
    self.residual = residual
    self.weights = weights
    self.output = output
  }

  /// The matrix of a product.
  ///
  /// - Precondition: the node is a product.
  public var matrix: GraphWeight {
    guard case .product = role, let first = weights.first, !first.isVector else {
      preconditionFailure("\(name) has no matrix")
    }
    return first
  }

  /// The bias of a product; nil for none.
  public var bias: GraphWeight? {
    guard case .product(let product) = role else { return nil }
    return weights.first { $0.role == .bias(product) }
  }

  /// All buffers that the node reads.
  public var reads: [BufferID] { inputs + (residual.map { [$0] } ?? []) }
  /// The weights that are vectors: what the ASIC reads as parameters.
  public var vectors: [GraphWeight] { weights.filter(\.isVector) }
}

/// A weight of the graph: its role and its tensor in the checkpoint.
public struct GraphWeight: Sendable, Hashable {
  /// The order of a matrix in memory.
  public enum Order: Sendable, Hashable {
    /// Shape [inputs, outputs].
    case inputsFirst
    /// Shape [outputs, inputs]; an embedding is such a matrix, with a row for each output.
    case outputsFirst
  }

  /// The role in the model.
  public var role: WeightRole
  /// The tensor; the name of a weight of a layer is without that layer (`OperatorGraph.name`).
  public var tensor: TensorSpec
  /// The order of a matrix; without meaning for a vector.
  public var order: Order

  /// Creates a weight.
  public init(_ role: WeightRole, _ tensor: TensorSpec, order: Order = .inputsFirst) {
    self.role = role
    self.tensor = tensor
    self.order = order
  }

  /// The weight of one layer: the tensor's name is that in the checkpoint.
  package func inLayer(_ layer: Int) -> GraphWeight {
    GraphWeight(
      role, TensorSpec(OperatorGraph.name(tensor.name, layer: layer), tensor.shape), order: order)
  }

  /// True for gains, shifts and biases, false for matrices.
  public var isVector: Bool { tensor.shape.count == 1 }
  /// The number of inputs of a matrix.
  public var inputs: Int { tensor.shape[order == .inputsFirst ? 0 : 1] }
  /// The number of outputs of a matrix.
  public var outputs: Int { tensor.shape[order == .inputsFirst ? 1 : 0] }
}

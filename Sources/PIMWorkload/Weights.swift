/// Where a model's weights come from: a checkpoint, or random numbers.
///
/// Tensors go by the names of the operator graph, those of a block with their layer: `h.3.attn.c_attn.weight`.
public protocol Weights: Sendable {
  /// What the user should know of them, a line each.
  var notes: [String] { get }
  /// The data of a tensor.
  ///
  /// A position embedding may have fewer rows than the graph asks for, where a run extends the model's context.
  func tensor(_ spec: TensorSpec) throws(CheckpointError) -> TensorData
}

extension Weights {
  public var notes: [String] { [] }
}

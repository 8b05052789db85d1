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

extension OperatorGraph {
  /// Every tensor of weights, under its full name, each once: layer by layer, then the model's own.
  public var weightTensors: [TensorSpec] {
    var result: [TensorSpec] = []
    for layer in 0..<layers {
      for weight in block.flatMap(\.weights) {
        result.append(TensorSpec(OperatorGraph.name(weight.name, layer: layer), weight.shape))
      }
    }
    for weight in (prefix + suffix).flatMap(\.weights) where !result.contains(weight) {
      result.append(weight)
    }
    return result
  }
}

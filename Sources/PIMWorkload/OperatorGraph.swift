/// A tensor of the graph: a name and a shape, row-major.
public struct TensorSpec: Sendable, Hashable {
  public var name: String
  public var shape: [Int]
  public var elements: Int { shape.reduce(1, *) }

  public init(_ name: String, _ shape: [Int]) {
    self.name = name
    self.shape = shape
  }
}

/// What a node of the graph computes.
public enum GraphOperation: Sendable, Hashable {
  /// output ← row `token` of weights[0] + row `position` of weights[1].
  case embed
  /// output ← (x − mean) / sqrt(variance + epsilon) · weights[0] + weights[1].
  case layerNorm(epsilon: Float)
  /// output ← inputs[0] · weights[0] + weights[1] + inputs[1]: the matrix is [in, out], bias and residual are optional.
  case linear
  /// output ← inputs[0] · weights[0]ᵀ: the matrix is [out, in].
  case linearTransposed
  /// Row `position` of the cache ← the slice of inputs[0] that begins at `offset`.
  case append(offset: Int)
  /// output[h, t] ← scale · q_h · key_h(t): inputs are q (the first slice of QKV) and the key cache. The scale is
  /// applied to q, before the product.
  case scores(scale: Float)
  /// Each row of the output ← softmax of the same row of the input.
  case softmax
  /// output_h ← Σ_t inputs[0][h, t] · value_h(t): inputs are the probabilities and the value cache.
  case context
  /// output ← x/2 · (1 + tanh(sqrt(2/π) · (x + 0.044715 x³))).
  case gelu
  /// output ← index of the largest element, the first of equals.
  case argmax
}

/// An operator with its operands.
public struct GraphNode: Sendable, Hashable {
  public var name: String
  public var operation: GraphOperation
  public var inputs: [TensorSpec]
  public var weights: [TensorSpec]
  public var output: TensorSpec

  public init(
    _ name: String, _ operation: GraphOperation, inputs: [TensorSpec], weights: [TensorSpec] = [],
    output: TensorSpec
  ) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.weights = weights
    self.output = output
  }
}

/// One step of a model: what happens to one token at one position.
///
/// Weights of a block are named without their layer: `attn.c_attn.weight` is `h.3.attn.c_attn.weight` in layer 3.
public struct OperatorGraph: Sendable, Hashable {
  /// Before the layers, where a run has the embedding switched on.
  public var prefix: [GraphNode]
  /// One layer; its input and its last output are the residual stream.
  public var block: [GraphNode]
  public var layers: Int
  /// After the layers, where a run has the LM head switched on and the step generates.
  public var suffix: [GraphNode]

  /// The name of a block's tensor in a layer, as in GPT-2 checkpoints.
  public static func name(_ tensor: String, layer: Int) -> String { "h.\(layer).\(tensor)" }
}

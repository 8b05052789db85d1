/// The computation of a node.
///
/// Uses of the role are switches without a default, so the compiler finds every place that a new operator
/// needs.
public enum OperatorRole: Sendable, Hashable {
  /// output ← row `token` of the token embedding + row `position` of the position embedding.
  case embedding
  /// output ← (x − mean) / sqrt(variance + epsilon) · gain + shift.
  case norm(NormRole, epsilon: Float)
  /// output ← x · matrix + bias + residual; bias and residual are optional.
  case product(ProductRole)
  /// Row `position` of the key cache ← the key in QKV; row `position` of the value cache ← the value.
  case keyWrite, valueWrite
  /// output[h, t] ← scale · q_h · key_h(t). The scale is applied to q, before the product.
  case scores(scale: Float)
  /// Each row of the output ← softmax of the same row of the input.
  case softmax
  /// output_h ← Σ_t probabilities[h, t] · value_h(t).
  case context
  /// output ← the function of each element.
  case activation(Activation)
  /// output ← index of the largest element, the first of equals.
  case sampling

  /// True if the instructions of the operator differ from position to position.
  public var dependsOnPosition: Bool {
    switch self {
    case .embedding, .keyWrite, .valueWrite, .scores, .softmax, .context: true
    case .norm, .product, .activation, .sampling: false
    }
  }
}

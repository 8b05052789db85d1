/// The computation of a node.
///
/// Uses of the role are switches without a default, so the compiler finds every place that a new operator
/// needs.
public enum OperatorRole: Sendable, Hashable {
  /// output ← row `token` of the token embedding · scale + row `position + positionOffset` of the position
  /// embedding; the position embedding is the second weight, which may be absent.
  case embedding(scale: Float, positionOffset: Int)
  /// output ← a row of a table of constants, once a position.
  case constant(ConstantRole)
  /// output ← the norm of the input, times a gain, plus a shift if the node has one.
  case norm(NormRole, NormFunction)
  /// output ← x · matrix + bias + residual; bias and residual are optional.
  case product(ProductRole)
  /// Each head of query or key ← its norm, times a gain that all heads share. In place.
  case headNorm(HeadPart, NormFunction)
  /// The first `width` elements of each head of query or key ← their rotation. In place; the second input is
  /// the position's cosines and sines.
  case rotate(HeadPart, width: Int, Rotary.Pairs)
  /// A row of the key cache ← the key in QKV; a row of the value cache ← the value (`LayerAttention.row`).
  case keyWrite, valueWrite
  /// output[h, t] ← scale · q_h · key(t), of the key head that h shares, less slope_h times the distance of t
  /// if a third input has slopes. The scale (`LayerAttention`) is applied to q, before the product.
  case scores
  /// Each row of the output ← softmax of the same row of the input.
  case softmax
  /// output_h ← Σ_t probabilities[h, t] · value(t), of the value head that h shares.
  case context
  /// output ← the function of each element. Gated: the function of the input's first half, times its second
  /// half; the result is the first half.
  case activation(Activation, isGated: Bool)
  /// output ← index of the largest element, the first of equals.
  case sampling
}

/// A table of constants that follow from the model.
public enum ConstantRole: Sendable, Hashable, CaseIterable {
  /// Row `position`: the cosines and sines of a rotation.
  case rotation
  /// The only row: the slope of each head.
  case slopes
}

/// A part of QKV that has heads of its own in the scores.
public enum HeadPart: Sendable, Hashable, CaseIterable {
  /// All query heads.
  case query
  /// All key heads.
  case key
}

/// The function of a norm.
public struct NormFunction: Sendable, Hashable {
  /// The function.
  public var kind: Norm.Kind
  /// Addend to the variance, or to the mean square.
  public var epsilon: Float

  /// Creates a function.
  public init(kind: Norm.Kind = .layer, epsilon: Float) {
    self.kind = kind
    self.epsilon = epsilon
  }

  init(_ norm: Norm) { self.init(kind: norm.kind, epsilon: norm.epsilon) }
}

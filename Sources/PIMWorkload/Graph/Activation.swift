/// The non-linear function of a feed-forward part.
public enum Activation: String, Sendable, Hashable, CaseIterable {
  /// x/2 · (1 + tanh(sqrt(2/π) · (x + 0.044715 x³))).
  case geluTanh
  /// x/2 · (1 + erf(x / sqrt 2)).
  case gelu
  /// max(x, 0).
  case relu
  /// x / (1 + exp(−x)).
  case silu
}

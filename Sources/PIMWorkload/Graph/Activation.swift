/// The non-linear function of a feed-forward part.
public enum Activation: Sendable, Hashable {
  /// x/2 · (1 + tanh(sqrt(2/π) · (x + 0.044715 x³))).
  case gelu
}

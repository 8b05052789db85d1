/// The role of a weight in a model, independent of its name in a checkpoint.
public enum WeightRole: Sendable, Hashable {
  /// A row for each token of the vocabulary.
  case tokenEmbedding
  /// A row for each position.
  case positionEmbedding
  /// The factors of a norm.
  case gain(NormRole)
  /// The addends of a norm.
  case shift(NormRole)
  /// The matrix of a product.
  case matrix(ProductRole)
  /// The bias of a product.
  case bias(ProductRole)

  /// True for a matrix whose rows are looked up.
  public var isEmbedding: Bool {
    switch self {
    case .tokenEmbedding, .positionEmbedding: true
    case .gain, .shift, .matrix, .bias: false
    }
  }
}

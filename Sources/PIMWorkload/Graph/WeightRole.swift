/// The role of a weight in a model, independent of its name in a checkpoint.
public enum WeightRole: Sendable, Hashable {
  /// A row for each token of the vocabulary.
  case tokenEmbedding
  /// A row for each position.
  case positionEmbedding
  /// The factors and the addends of a norm.
  case gain(NormRole)
  case shift(NormRole)
  /// The matrix and the bias of a product.
  case matrix(ProductRole)
  case bias(ProductRole)
}

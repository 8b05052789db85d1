/// The place of a product with a weight matrix in a model.
public enum ProductRole: Sendable, Hashable, CaseIterable {
  /// Query, key and value of all heads in one product.
  case queryKeyValue
  /// From the heads back to the residual stream.
  case projection
  /// The first and the second product of the feed-forward part.
  case feedForwardUp, feedForwardDown
  /// From the final norm to the vocabulary.
  case head
}

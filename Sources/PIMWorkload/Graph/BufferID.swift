/// The identity of a buffer, named for its contents.
public enum BufferID: Sendable, Hashable {
  /// Rows of the two embeddings.
  case tokenRow, positionRow
  /// The residual stream.
  case hidden
  /// The output of a norm.
  case normed(NormRole)
  /// Query, key and value of all heads, one after the other.
  case queryKeyValue
  /// Keys and values of all positions so far: caches, which lie in DRAM.
  case keys, values
  /// Scores and then probabilities of all heads, for all positions so far.
  case scores
  /// The weighted sums of values of all heads.
  case attention
  /// The inner vector of the feed-forward part.
  case inner
  /// A number for each token of the vocabulary.
  case logits
  /// The chosen token.
  case token
}

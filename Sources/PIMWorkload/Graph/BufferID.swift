/// The identity of a buffer, named for its contents.
public enum BufferID: Sendable, Hashable {
  /// Rows of the two embeddings.
  case tokenRow, positionRow
  /// Cosines and sines of the position's rotation; slopes of the heads.
  case rotation, slopes
  /// The residual stream.
  case hidden
  /// The output of a norm.
  case normed(NormRole)
  /// All query heads, all key heads and all value heads, one after the other.
  case queryKeyValue
  /// Keys and values of all positions so far: caches, which lie in DRAM.
  case keys, values
  /// Scores and then probabilities of all heads, for all positions so far.
  case scores
  /// The weighted sums of values of all heads.
  case attention
  /// The inner vector of the feed-forward part; of a gated one, gate and up, one after the other.
  case inner
  /// A number for each token of the vocabulary.
  case logits
  /// The chosen token.
  case token
}

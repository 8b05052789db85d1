/// The identity of a buffer: what a position's computation keeps there.
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

/// A buffer of the graph: a vector of one position, or a cache with a row for each.
public struct GraphBuffer: Sendable, Hashable {
  /// The place of its elements.
  public enum Storage: Sendable, Hashable {
    /// The ASIC's SRAM, for a part of a position's time.
    case sram
    /// DRAM, for the whole run.
    case cache
  }

  /// The identity.
  public var id: BufferID
  /// The name in messages and tables.
  public var name: String
  /// Extents, the slowest first.
  public var shape: [Int]
  /// The place of its elements.
  public var storage: Storage
  /// Number of elements.
  public var elements: Int { shape.reduce(1, *) }

  init(_ id: BufferID, _ name: String, _ shape: [Int], storage: Storage = .sram) {
    self.id = id
    self.name = name
    self.shape = shape
    self.storage = storage
  }
}

/// The division of attention into groups of heads and tiles of tokens whose scores fit the score buffer.
///
/// Groups have balanced sizes. If the scores of a single head do not fit, each head is a group, and its
/// tokens are divided into tiles.
struct AttentionPlan: Hashable {
  let tokens: Int
  /// Query heads.
  let heads: Int
  let groups: Int
  /// Tokens of a tile; the last tile may be shorter. With one tile, all tokens.
  let tileTokens: Int
  let tiles: Int
  /// Number of groups whose scores are in the buffer at a time, each in a place of its own.
  let depth: Int
  /// Elements from the scores of one head to those of the next; with tiles, a tile's tokens.
  let rowElements: Int
  /// Elements from one place to the next.
  let placeElements: Int
  /// Heads of each group but the last, if groups are those of the key cache; nil if they have balanced sizes.
  private let fixedHeads: Int?

  var isTiled: Bool { tiles > 1 }

  func heads(of group: Int) -> Range<Int> {
    guard let fixedHeads else { return heads * group / groups..<heads * (group + 1) / groups }
    return group * fixedHeads..<min(heads, (group + 1) * fixedHeads)
  }

  func tokens(of tile: Int) -> Range<Int> { tile * tileTokens..<min(tokens, (tile + 1) * tileTokens) }

  /// Heads of the largest group.
  var groupHeads: Int { fixedHeads ?? ceilDivide(heads, groups) }

  /// Elements of the score buffer in use.
  var scoreElements: Int { (depth - 1) * placeElements + groupHeads * pieces * rowElements }
  private let pieces: Int

  /// Plans the attention over a number of tokens.
  ///
  /// - Throws: `MappingError.policy` if the shortest tile does not fit.
  init(tokens: Int, key: KeyLayout, policy: MappingPolicy) throws(MappingError) {
    let scoreBufferBytes = policy.scoreBufferBytes
    let geometry = key.geometry
    self.tokens = tokens
    heads = key.heads * key.queryGroup
    pieces = key.pieces
    // A head in several pieces has a partial score of each.
    let room = scoreBufferBytes / (2 * key.pieces)
    let aligned = roundUp(tokens, to: SRAMPlan.alignment)
    let row = policy.scoreRows == .aligned && aligned <= room ? aligned : tokens
    if tokens <= room, policy.attention(tokens: tokens) == .pipelined {
      // Groups have the policy's number of heads, or fewer if two groups do not fit at a time.
      func place(_ heads: Int) -> Int { roundUp(heads * key.pieces * row, to: SRAMPlan.alignment) }
      func places(_ heads: Int) -> Int {
        let own = heads * key.pieces * row
        return own > scoreBufferBytes / 2 ? 0 : (scoreBufferBytes / 2 - own) / place(heads) + 1
      }
      var size = AttentionPlan.heads(ofGroup: key.heads, policy: policy) * key.queryGroup
      while size > 1, places(size) < min(2, ceilDivide(heads, size)) {
        // Queries that share a key head stay together as far as there is room.
        size = size > key.queryGroup ? (size - 1) / key.queryGroup * key.queryGroup : size - 1
      }
      groups = ceilDivide(heads, size)
      fixedHeads = size
      tileTokens = tokens
      rowElements = row
      tiles = 1
      depth = min(groups, places(size))
      placeElements = place(size)
      return
    }
    depth = 1
    placeElements = 0
    fixedHeads = nil
    if tokens <= room {
      groups = ceilDivide(heads, room / row)
      tileTokens = tokens
      rowElements = row
      tiles = 1
      return
    }
    // A tile begins at a unit of the key cache and at a column of the value cache.
    let multiple = leastCommonMultiple(geometry.banks, geometry.lanes)
    let most = room / multiple * multiple
    guard most > 0 else {
      throw .policy(
        option: "scoreBuffer", bytes: scoreBufferBytes, neededBytes: multiple * 2 * key.pieces,
        why: "the scores of one head for \(multiple) tokens")
    }
    groups = heads
    let count = ceilDivide(tokens, most)
    tileTokens = min(most, roundUp(ceilDivide(tokens, count), to: multiple))
    tiles = ceilDivide(tokens, tileTokens)
    rowElements = tileTokens
  }

  /// Key heads of a group under the policy; the last group may have fewer.
  static func heads(ofGroup heads: Int, policy: MappingPolicy) -> Int {
    ceilDivide(heads, min(heads, policy.attentionGroups))
  }
}

func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return a / x * b
}

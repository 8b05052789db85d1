/// How attention over a number of tokens is cut so that its scores fit their buffer.
///
/// Heads are processed in groups of balanced size. Where the scores of a single head do not fit, it is a group of its own and
/// its tokens are cut into tiles.
struct AttentionPlan: Hashable {
  let tokens: Int
  let heads: Int
  let groups: Int
  /// Tokens of a tile; the last may be shorter. All of them where `tiles` is 1.
  let tileTokens: Int
  let tiles: Int
  /// Groups whose scores are in the buffer at a time, each in a place of its own.
  let depth: Int
  /// Elements from one place to the next.
  let placeElements: Int
  /// Heads of each group but the last, where groups are those of the key cache; nil where they are of balanced size.
  private let fixedHeads: Int?

  var isTiled: Bool { tiles > 1 }

  func heads(of group: Int) -> Range<Int> {
    guard let fixedHeads else { return heads * group / groups..<heads * (group + 1) / groups }
    return group * fixedHeads..<min(heads, (group + 1) * fixedHeads)
  }

  func tokens(of tile: Int) -> Range<Int> { tile * tileTokens..<min(tokens, (tile + 1) * tileTokens) }

  /// Most heads of a group.
  var groupHeads: Int { fixedHeads ?? ceilDivide(heads, groups) }

  /// Elements of the score buffer in use.
  var scoreElements: Int { (depth - 1) * placeElements + groupHeads * pieces * tileTokens }
  private let pieces: Int

  /// - Throws: `MappingError.policy` when not even the shortest tile fits.
  init(tokens: Int, key: KeyLayout, policy: MappingPolicy) throws(MappingError) {
    let scoreBufferBytes = policy.scoreBufferBytes
    let geometry = key.geometry
    self.tokens = tokens
    heads = key.heads
    pieces = key.pieces
    // A head cut into pieces has a partial score of each.
    let room = scoreBufferBytes / (2 * key.pieces)
    if tokens <= room, policy.attention == .pipelined {
      // As many heads as the policy says; fewer, where not even two groups would have room at a time.
      func place(_ heads: Int) -> Int { roundUp(heads * key.pieces * tokens, to: SRAMPlan.alignment) }
      func places(_ heads: Int) -> Int {
        let own = heads * key.pieces * tokens
        return own > scoreBufferBytes / 2 ? 0 : (scoreBufferBytes / 2 - own) / place(heads) + 1
      }
      var size = AttentionPlan.heads(ofGroup: key.heads, policy: policy)
      while size > 1, places(size) < min(2, ceilDivide(key.heads, size)) { size -= 1 }
      groups = ceilDivide(key.heads, size)
      fixedHeads = size
      tileTokens = tokens
      tiles = 1
      depth = min(groups, places(size))
      placeElements = place(size)
      return
    }
    depth = 1
    placeElements = 0
    fixedHeads = nil
    if tokens <= room {
      groups = ceilDivide(key.heads, room / tokens)
      tileTokens = tokens
      tiles = 1
      return
    }
    // A tile begins at a unit of the key cache and at a column of the value cache.
    let step = leastCommonMultiple(geometry.banks, geometry.lanes)
    let most = room / step * step
    guard most > 0 else {
      throw .policy(
        option: "scoreBuffer", bytes: scoreBufferBytes, neededBytes: step * 2 * key.pieces,
        why: "the scores of one head for \(step) tokens")
    }
    groups = key.heads
    let count = ceilDivide(tokens, most)
    tileTokens = min(most, roundUp(ceilDivide(tokens, count), to: step))
    tiles = ceilDivide(tokens, tileTokens)
  }

  /// Heads that the policy wants in a group, the last of which may have fewer.
  static func heads(ofGroup heads: Int, policy: MappingPolicy) -> Int {
    ceilDivide(heads, min(heads, policy.attentionGroups))
  }
}

func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return a / x * b
}

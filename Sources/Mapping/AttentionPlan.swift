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

  var isTiled: Bool { tiles > 1 }

  func heads(of group: Int) -> Range<Int> { heads * group / groups..<heads * (group + 1) / groups }

  func tokens(of tile: Int) -> Range<Int> { tile * tileTokens..<min(tokens, (tile + 1) * tileTokens) }

  /// Most heads of a group.
  var groupHeads: Int { ceilDivide(heads, groups) }

  /// - Throws: `MappingError.policy` when not even the shortest tile fits.
  init(tokens: Int, key: KeyLayout, scoreBufferBytes: Int) throws(MappingError) {
    let geometry = key.geometry
    self.tokens = tokens
    heads = key.heads
    // A head cut into pieces has a partial score of each.
    let room = scoreBufferBytes / (2 * key.pieces)
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
}

func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return a / x * b
}

/// The division of a softmax into tiles, if it has more scores than the ASIC has room for.
package struct ScoreTiling: Sendable, Hashable {
  /// Number of scores that the ASIC has room for.
  package var bufferElements: Int
  /// Banks of a channel. A tile begins at a multiple of banks and lanes, that is, at a bank of the key cache
  /// and a column of the value cache.
  package var banks: Int
  /// Elements of a column access.
  package var lanes: Int

  /// Creates a division.
  package init(bufferElements: Int, banks: Int, lanes: Int) {
    self.bufferElements = bufferElements
    self.banks = banks
    self.lanes = lanes
  }

  /// Tokens of a tile of one head's scores. The number of tiles is the least that there is room for, and
  /// their sizes are balanced. With one tile, all tokens.
  ///
  /// - Parameter pieces: partial scores of each token, if a head is longer than a global buffer.
  package func tileTokens(tokens: Int, pieces: Int) -> Int {
    let room = bufferElements / pieces
    if tokens <= room { return tokens }
    var step = max(banks, lanes)
    while step % banks != 0 || step % lanes != 0 { step += 1 }
    let greatest = room / step * step
    precondition(greatest > 0, "the score buffer holds no tile")
    let tiles = (tokens + greatest - 1) / greatest
    let even = (tokens + tiles - 1) / tiles
    return min(greatest, (even + step - 1) / step * step)
  }
}

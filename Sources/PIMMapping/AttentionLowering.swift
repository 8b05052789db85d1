import PIMInstructions
import PIMWorkload

/// Lowers the operators whose instructions depend on the position: cache writes, scores, softmax, context.
struct AttentionLowering: Sendable {
  let key: KeyLayout
  let keyRow: Int
  let value: ValueLayout
  let valueRow: Int
  let policy: MappingPolicy
  // Addresses in the ASIC's SRAM.
  let qkv: Int32
  let scores: Int32
  let attention: Int32
  let contextPartials: Int32
  let tileState: Int32
  /// Slopes of the heads; nil without ALiBi.
  let slopes: Int32?
  let multiplier: Multiplier

  var geometry: Geometry { key.geometry }
  var headWidth: Int { key.headWidth }
  private var keyValueWidth: Int { key.heads * key.headWidth }
  private var attentionWidth: Int { keyValueWidth * key.queryGroup }

  /// All blocks of the attention of a layer at a position, in order.
  func lower(position: Int, _ layer: LayerAttention) throws(MappingError) -> [LoweredBlock] {
    let tokens = layer.tokens(position: position)
    let plan = try AttentionPlan(tokens: tokens, key: key, policy: policy)
    let row = layer.row(position: position)
    let parts = plan.groups * plan.tiles
    var blocks: [LoweredBlock] = []
    let order = policy.attention(tokens: tokens)
    switch order {
    case .sequential:
      blocks.append(
        LoweredBlock(.keyValueWrite, keyWrites(row: row) + valueWrites(row: row)))
    case .pipelined: blocks.append(LoweredBlock(.keyValueWrite, keyWrites(row: row)))
    }
    var scored = 0
    for part in 0..<parts {
      while scored < min(parts, part + plan.depth) {
        blocks += scoreBlocks(
          Part(scored, of: plan, scores: scores), row: row, ring: layer.window ?? 0)
        scored += 1
      }
      if order == .pipelined, part == 0 {
        blocks.append(LoweredBlock(.keyValueWrite, part: 1, valueWrites(row: row)))
      }
      blocks += contextBlocks(Part(part, of: plan, scores: scores), of: plan)
    }
    return blocks
  }

  /// A group of heads, or a tile of one head's tokens, whose scores, softmax and context are lowered
  /// together.
  struct Part {
    let index: Int
    let heads: Range<Int>
    let tokens: Range<Int>
    /// The tile of tokens; nil unless the softmax is in tiles.
    let tile: Int?
    /// Address of the part's first score.
    let scores: Int32
    /// Elements from the scores of one head to those of the next.
    let row: Int

    /// With the columns and units of a shape, these determine the granules of all scores: places and aligned
    /// rows begin at a granule, and a packed row says how many tokens there are.
    var places: [Int] { [Int(scores), row] }

    init(_ index: Int, of plan: AttentionPlan, scores: Int32) {
      let (group, tile) = index.quotientAndRemainder(dividingBy: plan.tiles)
      self.index = index
      heads = plan.heads(of: group)
      tokens = plan.tokens(of: tile)
      self.tile = plan.isTiled ? tile : nil
      self.scores = scores + Int32(group % plan.depth * plan.placeElements)
      row = plan.isTiled ? tokens.count : plan.rowElements
    }
  }

  private func scoreBlocks(_ part: Part, row: Int, ring: Int) -> [LoweredBlock] {
    [
      LoweredBlock(
        scoresShape(heads: part.heads, tokens: part.tokens), part: part.index, places: part.places
      ) {
        multiplier.lower(geometry: geometry, ScoreNest(attention: self, part: part))
      },
      LoweredBlock(.softmax, part: part.index, softmax(part, row: row, ring: ring)),
    ]
  }

  private func contextBlocks(_ part: Part, of plan: AttentionPlan) -> [LoweredBlock] {
    var blocks = [
      LoweredBlock(
        contextShape(heads: part.heads, tokens: part.tokens, isTiled: plan.isTiled), part: part.index,
        places: part.places
      ) {
        multiplier.lower(geometry: geometry, ContextNest(attention: self, part: part))
      }
    ]
    let sum = contextSum(part, isLast: part.tile == plan.tiles - 1)
    if !sum.isEmpty { blocks.append(LoweredBlock(.contextSum, part: part.index, sum)) }
    return blocks
  }

  /// Number of chunks of probabilities, each of which fits the global buffer.
  func contextChunks(tokens: Int) -> Int { ceilDivide(tokens, geometry.globalBufferElements) }

  // MARK: Cache writes

  private func keyWrites(row: Int) -> [Instruction] {
    var result: [Instruction] = []
    let unit = row / geometry.banks
    var write = Instruction(.WR_SBK)
    write.channels = .only(unit % geometry.channels)
    write.bank = Int16(row % geometry.banks)
    for chunk in key.chunks {
      let column = chunk.firstColumn + unit / geometry.channels * chunk.columns
      forEachRun(of: chunk, heads: chunk.firstHead..<chunk.firstHead + chunk.heads) {
        feature, offset, length in
        geometry.setPlace(of: &write, row: keyRow, column: column + offset)
        write.address = qkv + Int32(attentionWidth + feature)
        write.length = Int32(length)
        result.append(write)
      }
    }
    return result
  }

  /// Calls `body` with heads as ranges without gaps, in SRAM and in columns from the first of a slot or of
  /// the global buffer on. A head that is a whole number of columns leaves no gap, so neighbours are one
  /// range.
  func forEachRun(
    of chunk: KeyLayout.Chunk, heads: some RandomAccessCollection<Int>,
    _ body: (_ firstFeature: Int, _ firstColumn: Int, _ length: Int) -> Void
  ) {
    let isWhole = key.pieces == 1 && headWidth % geometry.lanes == 0
    var column = 0
    var rest = heads[...]
    while let first = rest.popFirst() {
      var count = 1
      while isWhole, rest.first == first + count {
        rest.removeFirst()
        count += 1
      }
      body(
        first * headWidth + chunk.piece * geometry.globalBufferElements, column,
        isWhole ? count * headWidth : key.elements(of: chunk))
      column += count * key.columns(of: chunk)
    }
  }

  private func valueWrites(row: Int) -> [Instruction] {
    var result: [Instruction] = []
    let (column, lane) = row.quotientAndRemainder(dividingBy: geometry.lanes)
    let source = qkv + Int32(attentionWidth + keyValueWidth)
    for group in value.writeGroups {
      var write = Instruction(policy.valueWrite == .allBanks ? .WR_ABK : .WR_SBK)
      geometry.setPlace(of: &write, row: valueRow, column: group.slot * value.slotColumns + column)
      write.offset = Int32(lane)
      switch policy.valueWrite {
      case .allBanks:
        write.channels = .range(group.channels)
        write.address = source + Int32(group.firstFeature)
        write.length = Int32(group.features)
        result.append(write)
      case .masked:
        write.length = 1
        for feature in 0..<group.features {
          write.channels = .only(group.channels.lowerBound + feature / geometry.banks)
          write.bank = Int16(feature % geometry.banks)
          write.address = source + Int32(group.firstFeature + feature)
          result.append(write)
        }
      }
    }
    return result
  }

  // MARK: Products

  /// The shape of a block of scores. Blocks of tokens that end in the same unit differ only in lengths and
  /// addresses.
  private func scoresShape(heads: Range<Int>, tokens: Range<Int>) -> Template.Shape {
    // The ASIC reads banks as far as they have keys, and a product has the length of the tokens.
    if case .asic = multiplier {
      return Template.Shape(
        .scores, heads.lowerBound, heads.upperBound, tokens.lowerBound, tokens.upperBound)
    }
    return Template.Shape(
      .scores, heads.lowerBound, heads.upperBound, tokens.lowerBound / geometry.banks,
      ceilDivide(tokens.upperBound, geometry.banks))
  }

  /// The shape of a block of contexts. Blocks of tokens that end in the same column differ only in lengths
  /// and addresses.
  private func contextShape(heads: Range<Int>, tokens: Range<Int>, isTiled: Bool) -> Template.Shape {
    if case .asic = multiplier {
      return Template.Shape(
        .context, heads.lowerBound, heads.upperBound, tokens.lowerBound, tokens.count, isTiled ? 1 : 0)
    }
    return Template.Shape(
      .context, heads.lowerBound, heads.upperBound, tokens.lowerBound / geometry.lanes,
      ceilDivide(tokens.count, geometry.lanes), isTiled ? 1 : 0)
  }

  // MARK: ASIC

  /// - Parameters:
  ///   - row: the row of the caches with the query's own token.
  ///   - ring: rows of the ring that the caches are.
  private func softmax(_ part: Part, row: Int, ring: Int) -> [Instruction] {
    let (heads, tokens) = (part.heads, part.tokens)
    var result: [Instruction] = []
    if key.pieces > 1 {
      // What lies between aligned rows has no values to add.
      let rows = part.row == tokens.count ? 1 : heads.count
      for row in 0..<rows {
        var sum = Instruction(.SUM)
        sum.address = part.scores + Int32(row * part.row)
        sum.source = sum.address
        sum.count = Int32(key.pieces)
        sum.stride = Int32(heads.count * part.row)
        sum.length = Int32(heads.count / rows * tokens.count)
        result.append(sum)
      }
    }
    if let slopes {
      // Rows of the caches up to the query's own hold the latest tokens. Rows after it, in a ring, hold
      // tokens that are a whole ring earlier.
      for range in [0..<row + 1, row + 1..<Int.max] {
        let own = tokens.clamped(to: range)
        if own.isEmpty { continue }
        let newest = range.lowerBound == 0 ? row : row + ring
        var bias = Instruction(.ALIBI)
        bias.address = part.scores + Int32(own.lowerBound - tokens.lowerBound)
        bias.source = bias.address
        bias.source2 = slopes + Int32(heads.lowerBound)
        bias.count = Int32(heads.count)
        bias.length = Int32(own.count)
        bias.stride = Int32(part.row)
        bias.offset = Int32(newest - own.lowerBound)
        result.append(bias)
      }
    }
    var softmax = Instruction(part.tile == nil ? .SOFTMAX : .SOFTMAX_TILE)
    softmax.address = part.scores
    softmax.source = part.scores
    softmax.count = Int32(heads.count)
    softmax.length = Int32(tokens.count)
    softmax.stride = Int32(part.row)
    if let tile = part.tile {
      softmax.source2 = tileState
      softmax.immediate = tile == 0 ? 1 : 0
    }
    result.append(softmax)
    return result
  }

  private func contextSum(_ part: Part, isLast: Bool) -> [Instruction] {
    let (heads, tokens, tile) = (part.heads, part.tokens, part.tile)
    let chunks = contextChunks(tokens: tokens.count)
    let elements = Int32(heads.count * headWidth)
    let output = attention + Int32(heads.lowerBound * headWidth)
    var result: [Instruction] = []
    if chunks > 1 {
      var sum = Instruction(.SUM)
      sum.address = tile == nil ? output : contextPartials
      sum.source = contextPartials
      sum.count = Int32(chunks)
      sum.stride = elements
      sum.length = elements
      result.append(sum)
    }
    guard let tile else { return result }
    var add = Instruction(.RESCALE_ADD)
    add.address = output
    add.source = contextPartials
    add.source2 = tileState
    add.count = 1
    add.length = elements
    add.stride = elements
    add.immediate = tile == 0 ? 1 : 0
    result.append(add)
    if isLast {
      var normalise = Instruction(.NORMALISE)
      normalise.address = output
      normalise.source2 = tileState
      normalise.count = 1
      normalise.length = elements
      normalise.stride = elements
      result.append(normalise)
    }
    return result
  }
}

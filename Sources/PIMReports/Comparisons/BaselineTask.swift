internal import PIMWorkload

/// The work of a run, as far as a baseline needs it to do the same.
struct BaselineTask: Sendable, Hashable {
  var model: ModelDescription
  var positions: Range<Int>
  /// The last so many positions generate a token each; those before only fill the KV cache.
  var generatedTokens: Int
  var embedding: Bool
  var lmHead: Bool

  /// - Returns: nil for a report whose model or positions no experiment can have.
  init?(_ record: SimulationRecord) {
    let shape = record.model
    guard record.positions.upperBound <= 1 << 24,
      let model = try? ModelDescription(
        name: shape.name, layers: shape.layers, width: shape.width, heads: shape.heads,
        headWidth: shape.headWidth,
        ffnWidth: shape.ffnWidth, vocabulary: shape.vocabulary, contextLimit: shape.contextLimit)
    else { return nil }
    self.model = model
    positions = record.positions
    generatedTokens = record.generatedTokens
    embedding = record.run.embedding
    lmHead = record.run.lmHead
  }

  /// The ends of the stretches of positions that can go through the model together, so that its weights move
  /// once for each: the prompt up to and with the first generated token, then one position each.
  private var passEnds: Range<Int> {
    let first = positions.upperBound - max(1, generatedTokens)
    return max(positions.lowerBound, first) + 1..<positions.upperBound + 1
  }

  /// Elements that move between memory and processor at least, if nothing stays on the chip from one pass to
  /// the next.
  ///
  /// A pass that ends before position e moves every weight of the blocks once, reads the keys and values of
  /// the positions before it and writes its own: 2 · layers · attentionWidth · e elements. The embedding is
  /// two rows a position; the LM head all of the token embedding, and the final norm, for each generated
  /// token.
  var movedElements: Int128 {
    if positions.isEmpty { return 0 }
    let ends = passEnds
    let passes = Int128(ends.count)
    // The sum of an arithmetic sequence.
    let sumOfEnds = passes * Int128(ends.lowerBound + ends.upperBound - 1) / 2
    var elements = passes * Int128(model.blockParameters)
    elements += 2 * Int128(model.layers) * Int128(model.attentionWidth) * sumOfEnds
    if embedding { elements += 2 * Int128(model.width) * Int128(positions.count) }
    if lmHead { elements += Int128(generatedTokens) * (Int128(model.headMACs) + 2 * Int128(model.width)) }
    return elements
  }
}

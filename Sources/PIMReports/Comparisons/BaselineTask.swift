internal import PIMWorkload

/// The properties of a run's work that a baseline's time and energy depend on.
struct BaselineTask: Sendable, Hashable {
  var model: ModelDescription
  var positions: Range<Int>
  /// The number of positions at the end that generate a token each; earlier positions only fill the KV cache.
  var generatedTokens: Int
  var embedding: Bool
  var lmHead: Bool

  /// - Returns: nil for a report with a model or positions that no experiment can have.
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

  /// The end position of each pass through the model. A pass moves the weights once: the first covers the
  /// prompt and the first generated token, every later pass one position.
  private var passEnds: Range<Int> {
    let first = positions.upperBound - max(1, generatedTokens)
    return max(positions.lowerBound, first) + 1..<positions.upperBound + 1
  }

  /// The least number of elements that move between memory and processor if nothing stays on the chip from
  /// one pass to the next.
  ///
  /// A pass that ends before position e moves every weight of the layers once, reads the keys and values of
  /// the positions before it and writes its own: 2 · layers · attentionWidth · e elements. The embedding
  /// moves two rows a position. For each generated token the LM head moves the whole token embedding and the
  /// parameters of the final norm.
  var movedElements: Int128 {
    if positions.isEmpty { return 0 }
    let ends = passEnds
    let passes = Int128(ends.count)
    // The sum of an arithmetic sequence.
    let sumOfEnds = passes * Int128(ends.lowerBound + ends.upperBound - 1) / 2
    let graph = OperatorGraph(model, context: model.contextLimit)
    var elements = passes * Int128(graph.layerParameters)
    elements += Int128(graph.cacheElementsPerToken) * sumOfEnds
    if embedding { elements += Int128(graph.embeddingElementsPerToken) * Int128(positions.count) }
    if lmHead { elements += Int128(generatedTokens) * Int128(graph.headParameters) }
    return elements
  }
}

internal import PIMWorkload

/// The properties of a run's work that a baseline's time and energy depend on.
struct BaselineTask: Sendable, Hashable {
  var model: ModelRecord
  var positions: Range<Int>
  /// The number of positions at the end that generate a token each; earlier positions only fill the KV cache.
  var generatedTokens: Int
  var embedding: Bool
  var lmHead: Bool

  /// - Returns: nil for a report with a model or positions that no experiment can have.
  init?(_ record: SimulationRecord) {
    let model = record.model
    // The bounds of a model (`ModelDescription`), which keep every product below from overflowing.
    guard record.positions.upperBound <= 1 << 24, (1...1 << 24).contains(model.layers),
      (1...1 << 24).contains(model.keyValueHeads), (1...1 << 24).contains(model.headWidth),
      Int128(model.keyValueHeads) * Int128(model.headWidth) <= 1 << 24,
      (0...1 << 45).contains(model.layerParameters), (0...1 << 45).contains(model.headParameters),
      (0...1 << 26).contains(model.embeddingElementsPerToken), model.windows.allSatisfy({ $0 >= 0 })
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
  /// the positions that it sees before it and writes its own: 2 · keyValueWidth · min(e, window) elements of
  /// a layer. The embedding moves its rows for each position. For each generated token the LM head moves its
  /// matrix and the parameters of the final norm.
  var movedElements: Int128 {
    if positions.isEmpty { return 0 }
    let ends = passEnds
    let passes = Int128(ends.count)
    var elements = passes * Int128(model.layerParameters)
    let row = 2 * Int128(model.keyValueHeads) * Int128(model.headWidth)
    if model.windows.isEmpty { elements += row * Int128(model.layers) * sumOfRows(window: .max, ends) }
    for window in model.windows { elements += row * sumOfRows(window: window == 0 ? .max : window, ends) }
    if embedding { elements += Int128(model.embeddingElementsPerToken) * Int128(positions.count) }
    if lmHead { elements += Int128(generatedTokens) * Int128(model.headParameters) }
    return elements
  }

  /// The sum of min(e, window) over the ends of passes: an arithmetic sequence, and then a constant.
  private func sumOfRows(window: Int, _ ends: Range<Int>) -> Int128 {
    let growing = ends.clamped(to: 0..<min(window, ends.upperBound))
    let sum =
      growing.isEmpty
      ? 0 : Int128(growing.count) * Int128(growing.lowerBound + growing.upperBound - 1) / 2
    return sum + Int128(ends.count - growing.count) * Int128(min(window, ends.upperBound))
  }
}

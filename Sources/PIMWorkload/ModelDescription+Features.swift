extension ModelDescription {
  /// Checks that the features fit each other and the sizes.
  ///
  /// - Throws: `WorkloadError` for the first contradiction.
  func checkFeatures() throws(WorkloadError) {
    let place = "model \(name)"
    guard keyValueHeads <= heads, heads % keyValueHeads == 0 else {
      throw WorkloadError(
        place, "\(keyValueHeads) key and value heads do not divide \(heads) query heads",
        expected: "a divisor of heads", key: "keyValueHeads")
    }
    let norm = features.norm
    guard norm.epsilon > 0, norm.epsilon.isFinite else {
      throw WorkloadError(
        place, "the epsilon of the norms is \(norm.epsilon)", expected: "a positive number", key: "norm")
    }
    guard norm.kind == .layer || !norm.hasBias else {
      throw WorkloadError(
        place, "an RMS norm has no bias", expected: "norm.bias: false", key: "norm")
    }
    try checkPositions(place)
    try checkAttention(place)
    guard features.embedding.scale.isFinite, features.embedding.scale != 0 else {
      throw WorkloadError(
        place, "the embedding's scale is \(features.embedding.scale)",
        expected: "a finite number other than 0", key: "embedding")
    }
  }

  private func checkPositions(_ place: String) throws(WorkloadError) {
    switch features.positions {
    case .learned(let offset):
      guard (0...1 << 20).contains(offset) else {
        throw WorkloadError(
          place, "the offset of the positions is \(offset)", expected: "a number from 0 to 2^20", key: "positions")
      }
    case .rotary(let rotary):
      guard rotary.width >= 2, rotary.width % 2 == 0, rotary.width <= headWidth else {
        throw WorkloadError(
          place, "\(rotary.width) elements of a head of \(headWidth) cannot be rotated in pairs",
          expected: "positions.width, an even number of at most \(headWidth)", key: "positions")
      }
      guard rotary.base.isFinite, rotary.base > 1 else {
        throw WorkloadError(
          place, "the base of the rotation is \(rotary.base)", expected: "a number above 1", key: "positions")
      }
      switch rotary.scaling {
      case nil: break
      case .linear(let factor), .dynamic(let factor): try checkFactor(factor, place)
      case .llama3(let factor, let low, let high, let original):
        try checkFactor(factor, place)
        guard low > 0, high > low, high.isFinite, original >= 1 else {
          throw WorkloadError(
            place, "low frequencies end at \(low) turns and high ones begin at \(high), of \(original) tokens",
            expected: "0 < lowFrequencyFactor < highFrequencyFactor and originalContext of at least 1", key: "positions")
        }
      }
    case .alibi, .none: break
    }
  }

  private func checkFactor(_ factor: Float, _ place: String) throws(WorkloadError) {
    guard factor.isFinite, factor >= 1 else {
      throw WorkloadError(
        place, "the factor of the rotation's scaling is \(factor)", expected: "a number of at least 1", key: "positions")
    }
  }

  private func checkAttention(_ place: String) throws(WorkloadError) {
    let attention = features.attention
    if let scale = attention.scale, !(scale.isFinite && scale > 0) {
      throw WorkloadError(
        place, "the scale of the scores is \(scale)", expected: "a positive number", key: "attention")
    }
    if let window = attention.window, window < 1 {
      throw WorkloadError(
        place, "a window of \(window) tokens", expected: "at least 1, the query's own token", key: "attention")
    }
    guard attention.window != nil || attention.windowPattern.isEmpty else {
      throw WorkloadError(
        place, "a pattern of windows without a window", expected: "attention.window as well", key: "attention")
    }
    guard attention.windowPattern.isEmpty || attention.windowPattern.contains(true) else {
      throw WorkloadError(
        place, "a window that no layer has", expected: "no attention.window", key: "attention")
    }
  }

  /// The scale and the window of each layer's attention.
  package var layerAttention: [LayerAttention] {
    let attention = features.attention
    let scale = attention.scale ?? 1 / Float(headWidth).squareRoot()
    return (0..<layers).map { layer in
      LayerAttention(
        scale: attention.dividesByLayer ? scale / Float(layer + 1) : scale,
        window: attention.window(ofLayer: layer))
    }
  }
}

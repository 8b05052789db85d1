extension ModelDescription {
  /// Elements of one block's four matrices.
  public var blockMatrixElements: Int { 4 * width * attentionWidth + 2 * width * ffnWidth }

  /// Elements of one block's biases, layer norm gains and layer norm biases.
  public var blockVectorElements: Int { 3 * attentionWidth + ffnWidth + 6 * width }

  /// Parameters of the blocks alone: what the paper counts, and close to 12 · layers · width².
  public var blockParameters: Int { layers * (blockMatrixElements + blockVectorElements) }

  /// Parameters of the whole model: blocks, token and position embeddings, final norm. The LM head is the
  /// token embedding and is not counted again.
  public var totalParameters: Int { blockParameters + (vocabulary + contextLimit) * width + 2 * width }

  /// Multiply-accumulates of the blocks' vector–matrix products for the token at `position`: products with
  /// weights, and with the keys and values of `position + 1` tokens.
  public func blockMACs(position: Int) -> Int {
    layers * (blockMatrixElements + 2 * (position + 1) * attentionWidth)
  }

  /// Multiply-accumulates of the LM head for one token.
  public var headMACs: Int { vocabulary * width }
}

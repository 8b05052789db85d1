/// Sums over the operator graph (`OperatorGraph`), which each of them creates.
extension ModelDescription {
  /// Parameters of the layers alone: what the paper counts, and of GPT-2 close to 12 · layers · width².
  public var layerParameters: Int { graph.layerParameters }

  /// Parameters of the whole model, each weight once: an LM head that is the token embedding is not counted
  /// again.
  public var totalParameters: Int { graph.totalParameters }

  /// Multiply-accumulates of the layers' vector–matrix products for the token at `position`: products with
  /// weights, and with the keys and values of the tokens that it sees.
  public func layerMACs(position: Int) -> Int { graph.layerMACs(position: position) }

  /// Multiply-accumulates of the LM head for one token.
  public var headMACs: Int { graph.headMACs }

  /// The graph over the model's own context.
  private var graph: OperatorGraph { OperatorGraph(self, context: contextLimit) }
}

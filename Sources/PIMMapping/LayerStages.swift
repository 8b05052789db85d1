import PIMWorkload

/// The stages of a layer, divided at those whose instructions differ from position to position.
struct LayerStages {
  /// Stages before the writes of key and value.
  let before: ArraySlice<Stage>
  /// Stages after the attention.
  let after: ArraySlice<Stage>
  /// The scores and the context of the layer's attention.
  let scores: GraphNode
  let context: GraphNode

  /// The buffer of query, key and value.
  var query: BufferID { scores.inputs[0] }

  /// Divides the stages of a layer.
  ///
  /// - Throws: `MappingError.graph` unless the layer has one attention that follows the writes of key and
  ///   value of the same buffer, and nothing else depends on the position.
  init(_ nodes: [GraphNode]) throws(MappingError) {
    let stages = Stage.stages(of: nodes)
    let dependent = stages.indices.filter { stages[$0].dependsOnPosition }
    guard dependent.count == 2, dependent[1] == dependent[0] + 1,
      case .keyValueWrite(let key, _) = stages[dependent[0]],
      case .attention(let scores, _, let context) = stages[dependent[1]],
      key.inputs[0] == scores.inputs[0]
    else {
      throw .graph(
        node: "the layer", problem: "is not lowered",
        expected: "one attention, right after the writes of its key and value")
    }
    before = stages[..<dependent[0]]
    after = stages[(dependent[1] + 1)...]
    self.scores = scores
    self.context = context
  }
}

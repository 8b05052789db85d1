import PIMInstructions
internal import PIMWorkload

/// Counts the work of positions, one after the other.
package struct WorkCounter: Sendable {
  private let compiled: CompiledModel
  /// The work of blocks by shape at the last position. The next position has mostly the same shapes.
  private var shapes: [Template.Shape] = []
  private var shaped: ChannelWorkTable

  /// Creates a counter for a compiled model.
  package init(_ compiled: CompiledModel) {
    self.compiled = compiled
    shaped = ChannelWorkTable(geometry: compiled.geometry)
  }

  /// The work of one position.
  ///
  /// - Complexity: that of lowering the blocks that differ from those of the position before.
  package mutating func counts(position: Int) -> WorkCounts {
    var number = 0
    return counts(
      position: position,
      attention: compiled.attentionBlocks(position: position).map { $0.template(number: &number).template })
  }

  /// The work of one position.
  ///
  /// - Parameter attention: the templates of the position's attention. A template keeps its instructions, so
  ///   what is counted and run is lowered once.
  mutating func counts(position: Int, attention: [Template]) -> WorkCounts {
    precondition(compiled.run.positions.contains(position), "the run has no position \(position)")
    let (geometry, graph) = (compiled.geometry, compiled.graph)
    let generates = compiled.run.lmHead && compiled.run.generates(at: position)
    let newShapes = attention.compactMap(\.shape)
    if newShapes != shapes {
      shapes = newShapes
      shaped = ChannelWorkTable(geometry: geometry)
      for template in attention where template.shape != nil { shaped.count(template.instructions) }
    }
    // A template without a shape reads no rows with MAC units.
    var work = ChannelWorkTable(geometry: geometry)
    for template in attention where template.shape == nil { work.count(template.instructions) }
    work.add(shaped, times: 1)
    var total = ChannelWorkTable(geometry: geometry)
    total.add(compiled.layerWork, times: graph.layers)
    total.add(work, times: graph.layers)
    if generates { total.add(compiled.headWork, times: 1) }
    if let embedding = compiled.embedding {
      let token = ModelProgram.placeholderToken(position: position, vocabulary: compiled.model.vocabulary)
      for block in embedding.lower(token: token, position: position) { total.count(block.instructions) }
    }
    var counts = total.workCounts(geometry: geometry)
    counts.usefulMACs = graph.layerMACs(position: position) + (generates ? graph.headMACs : 0)
    return counts
  }
}

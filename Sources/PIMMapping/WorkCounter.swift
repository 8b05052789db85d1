import PIMInstructions
import PIMWorkload

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
    counts(position: position, attention: compiled.attentionBlocks(position: position))
  }

  /// The work of one position.
  ///
  /// - Parameter blocks: the blocks of the position's attention.
  mutating func counts(position: Int, attention blocks: [LoweredBlock]) -> WorkCounts {
    precondition(compiled.run.positions.contains(position), "the run has no position \(position)")
    let (geometry, model) = (compiled.geometry, compiled.model)
    let generates = compiled.run.lmHead && compiled.run.generates(at: position)
    let newShapes = blocks.compactMap(\.shape)
    if newShapes != shapes {
      shapes = newShapes
      shaped = ChannelWorkTable(geometry: geometry)
      for block in blocks where block.shape != nil { shaped.count(block.instructions, kind: block.kind) }
    }
    // A block without a shape reads no rows with MAC units.
    var attention = ChannelWorkTable(geometry: geometry)
    for block in blocks where block.shape == nil { attention.count(block.instructions, kind: block.kind) }
    attention.add(shaped, times: 1)
    var total = ChannelWorkTable(geometry: geometry)
    total.add(compiled.layerWork, times: model.layers)
    total.add(attention, times: model.layers)
    if generates { total.add(compiled.headWork, times: 1) }
    if let embedding = compiled.embedding {
      let token = ModelProgram.placeholderToken(position: position, vocabulary: model.vocabulary)
      for block in embedding.lower(token: token, position: position) {
        total.count(block.instructions, kind: block.kind)
      }
    }
    var counts = total.workCounts(geometry: geometry)
    counts.usefulMACs = model.blockMACs(position: position) + (generates ? model.headMACs : 0)
    return counts
  }
}

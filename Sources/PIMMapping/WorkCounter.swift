import PIMInstructions
internal import PIMWorkload

/// Counts the work of positions, one after the other.
package struct WorkCounter: Sendable {
  private let compiled: CompiledModel
  /// The work of the attention's blocks by window, of the last position. The next position has mostly the
  /// same shapes.
  private var known: [Int?: Known] = [:]

  private struct Known: Sendable {
    var shapes: [Template.Shape]
    var work: ChannelWorkTable
  }

  /// Creates a counter for a compiled model.
  package init(_ compiled: CompiledModel) { self.compiled = compiled }

  /// The work of one position.
  ///
  /// - Complexity: that of lowering the blocks that differ from those of the position before.
  package mutating func counts(position: Int) -> WorkCounts {
    var number = 0
    var attention: [Int?: [Template]] = [:]
    for variant in compiled.variants where attention[variant.attention.window] == nil {
      attention[variant.attention.window] = compiled.attentionBlocks(
        position: position, variant.attention
      ).map { $0.template(number: &number).template }
    }
    return counts(position: position, attention: attention)
  }

  /// The work of one position.
  ///
  /// - Parameter attention: the templates of the position's attention by window. A template keeps its
  ///   instructions, so what is counted and run is lowered once.
  mutating func counts(position: Int, attention: [Int?: [Template]]) -> WorkCounts {
    precondition(compiled.run.positions.contains(position), "the run has no position \(position)")
    let (geometry, graph) = (compiled.geometry, compiled.graph)
    let generates = compiled.run.lmHead && compiled.run.generates(at: position)
    var total = ChannelWorkTable(geometry: geometry)
    for (index, variant) in compiled.variants.enumerated() {
      let layers = compiled.variantOfLayer.count { $0 == index }
      let window = variant.attention.window
      total.add(variant.work, times: layers)
      total.add(work(of: attention[window]!, window: window), times: layers)
    }
    if generates { total.add(compiled.headWork, times: 1) }
    if let prefix = compiled.prefix {
      let token = ModelProgram.placeholderToken(position: position, vocabulary: compiled.model.vocabulary)
      for block in prefix.lower(token: token, position: position) { total.count(block.instructions) }
      for block in compiled.afterPrefix { total.count(block.template.instructions) }
    }
    var counts = total.workCounts(geometry: geometry)
    counts.usefulMACs = graph.layerMACs(position: position) + (generates ? graph.headMACs : 0)
    return counts
  }

  /// The work of the attention of one layer.
  private mutating func work(of attention: [Template], window: Int?) -> ChannelWorkTable {
    let shapes = attention.compactMap(\.shape)
    if known[window]?.shapes != shapes {
      var work = ChannelWorkTable(geometry: compiled.geometry)
      for template in attention where template.shape != nil { work.count(template.instructions) }
      known[window] = Known(shapes: shapes, work: work)
    }
    // A template without a shape reads no rows with MAC units.
    var work = ChannelWorkTable(geometry: compiled.geometry)
    for template in attention where template.shape == nil { work.count(template.instructions) }
    work.add(known[window]!.work, times: 1)
    return work
  }
}

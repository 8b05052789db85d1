import PIMInstructions
internal import PIMWorkload

/// Counts the work of positions, one after the other.
package struct WorkCounter: Sendable {
  private let compiled: CompiledModel
  /// The work of all layers besides the attention.
  private let besides: ChannelWorkTable
  /// The layers with each window.
  private let layers: [(window: Int?, count: Int)]
  /// The work of the attention's blocks by window, of the last position. The next position has mostly the
  /// same shapes.
  private var known: [Int?: Known] = [:]

  private struct Known: Sendable {
    var shapes: [Template.Shape]
    var work: ChannelWorkTable

    func isOf(_ templates: [Template]) -> Bool {
      var next = 0
      for template in templates {
        guard let shape = template.shape else { continue }
        if next == shapes.count || shapes[next] != shape { return false }
        next += 1
      }
      return next == shapes.count
    }
  }

  /// Creates a counter for a compiled model.
  package init(_ compiled: CompiledModel) {
    self.compiled = compiled
    var besides = ChannelWorkTable(geometry: compiled.geometry)
    var layers: [(window: Int?, count: Int)] = []
    for (index, variant) in compiled.variants.enumerated() {
      let count = compiled.variantOfLayer.count { $0 == index }
      besides.add(variant.work, times: count)
      if let same = layers.firstIndex(where: { $0.window == variant.attention.window }) {
        layers[same].count += count
      } else {
        layers.append((variant.attention.window, count))
      }
    }
    (self.besides, self.layers) = (besides, layers)
  }

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
    var total = besides
    for (window, count) in layers { add(attention[window]!, window: window, times: count, to: &total) }
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

  /// Adds the work of the attention of layers with the same window.
  private mutating func add(
    _ attention: [Template], window: Int?, times: Int, to total: inout ChannelWorkTable
  ) {
    if known[window]?.isOf(attention) != true {
      var work = ChannelWorkTable(geometry: compiled.geometry)
      for template in attention where template.shape != nil { work.count(template.instructions) }
      known[window] = Known(shapes: attention.compactMap(\.shape), work: work)
    }
    total.add(known[window]!.work, times: times)
    // A template without a shape reads no rows with MAC units.
    for template in attention where template.shape == nil {
      total.count(template.instructions, times: times)
    }
  }
}

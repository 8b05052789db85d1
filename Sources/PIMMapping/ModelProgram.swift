public import PIMInstructions
import PIMWorkload

/// The blocks of a compiled model, position by position.
///
/// With `parameterPrefetch: ahead` the first position also loads the parameters that its first layer begins
/// with, and the last position loads none for a next one.
///
/// Only the templates of the current position are alive. Those that depend on the position are lowered at its
/// beginning and shared by all layers.
public struct ModelProgram: BlockSource, Sendable {
  /// The mapped model.
  public let compiled: CompiledModel
  /// The positions of the program.
  public let positions: Range<Int>
  /// Vocabulary indices by position, for the embedding look-up; `placeholderToken` replaces those that are
  /// missing. Changes between blocks are allowed: a position's token is read at the position's beginning.
  public var tokens: [Int]

  private var position: Int
  private var nextTemplate: Int
  /// The sequences left of the position, the last first.
  private var sequences: [BlockSequence] = []
  /// The sequence of the next block.
  private var cursor: BlockCursor?
  /// Counts the work of each position at its beginning; nil without `countsWork`.
  private var counter: WorkCounter?
  /// The work of each position that has begun, in order; empty without `countsWork`.
  package private(set) var work: [WorkCounts] = []

  /// Creates the program of a part of a run.
  ///
  /// - Parameters:
  ///   - positions: a range of the run's positions; all of them for nil.
  ///   - tokens: vocabulary indices by position.
  ///   - countsWork: true to collect `work`.
  public init(
    _ compiled: CompiledModel, positions: Range<Int>? = nil, tokens: [Int] = [], countsWork: Bool = false
  ) {
    let positions = positions ?? compiled.run.positions
    precondition(
      positions.isEmpty
        || positions.lowerBound >= 0 && positions.upperBound <= compiled.run.positions.upperBound,
      "positions \(positions) are not all of the run's \(compiled.run.positions)")
    self.compiled = compiled
    self.positions = positions
    self.tokens = tokens
    position = positions.lowerBound - 1
    nextTemplate = compiled.firstFreeTemplate
    counter = countsWork ? WorkCounter(compiled) : nil
  }

  /// The vocabulary index of a position without a token: spread over the vocabulary, the same in every run.
  package static func placeholderToken(position: Int, vocabulary: Int) -> Int {
    // Knuth's multiplicative hash: 2³² divided by the golden ratio.
    Int(UInt32(truncatingIfNeeded: position) &* 2_654_435_761) % vocabulary
  }

  /// The next block, or nil at the end.
  public mutating func next() -> Block? {
    while true {
      if let block = cursor?.next() { return block }
      guard let sequence = nextSequence() else { return nil }
      cursor = BlockCursor(sequence)
    }
  }

  /// The next sequence: the blocks before the layers, of one or more layers, or after the layers of a
  /// position; nil at the end.
  public mutating func nextSequence() -> BlockSequence? {
    while sequences.isEmpty {
      guard position + 1 < positions.upperBound else { return nil }
      begin(position: position + 1)
    }
    return sequences.removeLast()
  }

  private mutating func begin(position: Int) {
    self.position = position
    if compiled.run.generates(at: position), !compiled.head.isEmpty {
      sequences.append(BlockSequence(compiled.head, position: position))
    }
    // Layers with the same window have the same blocks that depend on the position.
    var attention: [Int?: [BlockSequence.Element]] = [:]
    for variant in compiled.variants where attention[variant.attention.window] == nil {
      attention[variant.attention.window] = compiled.attentionBlocks(
        position: position, variant.attention
      ).map { $0.template(number: &nextTemplate) }
    }
    if let counts = counter?.counts(position: position, attention: attention.mapValues { $0.map(\.template) }) {
      work.append(counts)
    }
    let layers = compiled.variants.map {
      $0.beforeAttention + attention[$0.attention.window]! + compiled.afterAttention
    }
    // Neighbours of the same kind are one sequence; the last comes first.
    var end = compiled.graph.layers
    while end > 0 {
      let kind = compiled.variantOfLayer[end - 1]
      var start = end - 1
      while start > 0, compiled.variantOfLayer[start - 1] == kind { start -= 1 }
      appendLayers(layers[kind], start..<end)
      end = start
    }
    if let prefix = compiled.prefix {
      let token =
        position < tokens.count
        ? tokens[position]
        : ModelProgram.placeholderToken(position: position, vocabulary: compiled.model.vocabulary)
      let blocks = prefix.lower(token: token, position: position).map {
        $0.template(number: &nextTemplate)
      }
      sequences.append(BlockSequence(blocks + compiled.afterPrefix, position: position))
    }
  }

  /// Appends layers of one kind of the current position, the last first. All are alike except the first of
  /// the program and the last.
  private mutating func appendLayers(_ layer: [BlockSequence.Element], _ own: Range<Int>) {
    let count = compiled.graph.layers
    func append(_ elements: [BlockSequence.Element], _ layers: Range<Int>) {
      if layers.isEmpty { return }
      sequences.append(
        BlockSequence(
          elements, position: position, layers: layers, layerCount: count,
          rowsPerLayer: Int32(compiled.memory.rowsPerLayer)))
    }
    let isFirst =
      own.lowerBound == 0 && position == positions.lowerBound && !compiled.firstLoads.isEmpty
    // The last layer of the program loads no parameters for a next one.
    let isLast =
      own.upperBound == count && position == positions.upperBound - 1
      && layer.contains { $0.isForNextLayer }
    let last = isLast ? layer.filter { !$0.isForNextLayer } : layer
    if own.count == 1 {
      append((isFirst ? compiled.firstLoads : []) + last, own)
      return
    }
    if isLast { append(last, own.upperBound - 1..<own.upperBound) }
    append(layer, own.lowerBound + (isFirst ? 1 : 0)..<own.upperBound - (isLast ? 1 : 0))
    if isFirst { append(compiled.firstLoads + layer, 0..<1) }
  }
}

extension CompiledModel {
  /// Lowers the attention of one position, for any layer with the same window.
  func attentionBlocks(position: Int, _ layer: LayerAttention) -> [LoweredBlock] {
    do {
      return try attention.lower(position: position, layer).map {
        $0.openingRows(policy, geometry: geometry)
      }
    } catch {
      // The same plan was made for every position of the run to find the sizes of its buffers.
      preconditionFailure("position \(position): \(error)")
    }
  }
}

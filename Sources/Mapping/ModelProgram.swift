public import Instructions
import Workload

/// The blocks of a compiled model, position by position.
///
/// With `parameterPrefetch: ahead` the first position also loads what its first layer begins with, and the last position loads nothing
/// for a next one.
///
/// Only the templates of the position at hand are alive: those that depend on it are lowered when it begins, and shared by
/// all layers.
public struct ModelProgram: BlockSource, Sendable {
  public let compiled: CompiledModel
  /// The positions that it runs through.
  public let positions: Range<Int>
  /// Vocabulary indices by position, for the embedding look-up; a position beyond the last has `placeholderToken`. May be
  /// changed between blocks: a position's token is looked at when the position begins.
  public var tokens: [Int]

  private var position: Int
  private var prefix: [TemplateBlock] = []
  private var layer: [TemplateBlock] = []
  private var suffix: [TemplateBlock] = []
  private var nextTemplate: Int
  /// -1: before the layers; `layers`: after them.
  private var layerIndex = -1
  private var index = 0

  /// - Parameter positions: a part of the run's; all of it where nil.
  public init(_ compiled: CompiledModel, positions: Range<Int>? = nil, tokens: [Int] = []) {
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
    layerIndex = compiled.graph.layers
  }

  /// The vocabulary index assumed where none is known: spread over the vocabulary, the same in every run.
  public static func placeholderToken(position: Int, vocabulary: Int) -> Int {
    // Knuth's multiplicative hash: 2³² divided by the golden ratio.
    Int(UInt32(truncatingIfNeeded: position) &* 2_654_435_761) % vocabulary
  }

  /// The next block, or nil at the end.
  public mutating func next() -> Block? {
    while true {
      if layerIndex < 0 {
        if index < prefix.count { return take(prefix[index], layer: -1, rowOffset: 0) }
        layerIndex = 0
        index = 0
      }
      if layerIndex < compiled.graph.layers {
        if index < layer.count {
          let block = layer[index]
          let isLast = layerIndex == compiled.graph.layers - 1
          if block.isForNextLayer, isLast, position == positions.upperBound - 1 {
            index += 1
            continue
          }
          // After the last layer comes the first, of the next position.
          let rows = !block.isForNextLayer ? layerIndex : isLast ? 0 : layerIndex + 1
          return take(block, layer: layerIndex, rowOffset: Int32(rows * compiled.memory.rowsPerLayer))
        }
        if layerIndex == 0, position == positions.lowerBound { layer.removeFirst(compiled.firstLoads.count) }
        layerIndex += 1
        index = 0
        continue
      }
      if index < suffix.count { return take(suffix[index], layer: -1, rowOffset: 0) }
      guard position + 1 < positions.upperBound else { return nil }
      begin(position: position + 1)
    }
  }

  private mutating func take(_ block: TemplateBlock, layer: Int, rowOffset: Int32) -> Block {
    index += 1
    return Block(
      template: block.template, rowOffset: rowOffset,
      label: BlockLabel(position: position, layer: layer, kind: block.kind, part: block.part))
  }

  private mutating func begin(position: Int) {
    self.position = position
    if let embedding = compiled.embedding {
      let token =
        position < tokens.count
        ? tokens[position]
        : ModelProgram.placeholderToken(position: position, vocabulary: compiled.model.vocabulary)
      prefix = embedding.lower(token: token, position: position).map { $0.template(number: &nextTemplate) }
    }
    // Removed again when the first layer is through.
    layer = position == positions.lowerBound ? compiled.firstLoads : []
    layer += compiled.beforeAttention
    for block in compiled.attentionBlocks(position: position) {
      layer.append(block.template(number: &nextTemplate))
    }
    layer += compiled.afterAttention
    suffix = compiled.run.generates(at: position) ? compiled.head : []
    layerIndex = -1
    index = 0
  }
}

extension CompiledModel {
  /// Lowers the attention of one position, for any layer.
  func attentionBlocks(position: Int) -> [LoweredBlock] {
    do {
      return try attention.lower(position: position).map { $0.openingRows(policy, geometry: geometry) }
    } catch {
      // The same plan was made for every position of the run when its buffers were measured.
      preconditionFailure("position \(position): \(error)")
    }
  }
}

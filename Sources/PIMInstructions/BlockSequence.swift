/// Blocks in program order, run once or once for each layer of a range. Every layer has the same templates,
/// on rows of its own, so a repeated layer is described once.
public struct BlockSequence: Sendable {
  /// One block of the sequence, without layer and position.
  public struct Element: Sendable {
    /// The instructions, with rows relative to `BlockSequence.rowOffset`.
    public var template: Template
    /// The operator of the block.
    public var kind: OperatorKind
    /// Index of the block among the blocks of the operator in one layer, from 0.
    public var part: Int
    /// True for a block on the rows of the following layer; the last layer is followed by layer 0, of the
    /// next position.
    public var isForNextLayer: Bool
    /// Lines of the host's trace for each instruction; see `Block.lines`.
    public var lines: [Int32]

    /// An element with the given properties.
    public init(
      template: Template, kind: OperatorKind, part: Int = 0, isForNextLayer: Bool = false,
      lines: [Int32] = []
    ) {
      self.template = template
      self.kind = kind
      self.part = part
      self.isForNextLayer = isForNextLayer
      self.lines = lines
    }
  }

  /// The blocks of one layer, in order.
  public let elements: [Element]
  /// Position of the token in the sequence of tokens, from 0.
  public let position: Int
  /// The layers for which the elements are repeated; -1 ..< 0 for blocks outside the layers.
  public let layers: Range<Int>
  /// The number of layers of the model.
  public let layerCount: Int
  /// The row offset of layer 0, and of blocks outside the layers.
  public let firstRow: Int32
  /// Rows from the offset of one layer to the offset of the next.
  public let rowsPerLayer: Int32

  /// A sequence of elements; by default a sequence outside the layers, at row offset 0.
  public init(
    _ elements: [Element], position: Int, layers: Range<Int> = -1..<0, layerCount: Int = 1,
    firstRow: Int32 = 0,
    rowsPerLayer: Int32 = 0
  ) {
    self.elements = elements
    self.position = position
    self.layers = layers
    self.layerCount = layerCount
    self.firstRow = firstRow
    self.rowsPerLayer = rowsPerLayer
  }

  /// A sequence of a single block.
  public init(_ block: Block) {
    self.init(
      [
        Element(
          template: block.template, kind: block.label.kind, part: block.label.part,
          lines: block.lines)
      ], position: block.label.position, layers: block.label.layer..<block.label.layer + 1,
      firstRow: block.rowOffset)
  }

  /// The row offset of a block in a layer: it is added to the row of every instruction that names a row.
  ///
  /// - Parameter isForNextLayer: `Element.isForNextLayer` of the block's element.
  public func rowOffset(isForNextLayer: Bool, layer: Int) -> Int32 {
    if layer < 0 { return firstRow }
    let rows = !isForNextLayer ? layer : layer + 1 == layerCount ? 0 : layer + 1
    return firstRow + Int32(rows) * rowsPerLayer
  }

  /// The block of an element in a layer, with its row offset and label.
  public func block(_ element: Element, layer: Int) -> Block {
    Block(
      template: element.template, rowOffset: rowOffset(isForNextLayer: element.isForNextLayer, layer: layer),
      label: BlockLabel(position: position, layer: layer, kind: element.kind, part: element.part),
      lines: element.lines)
  }
}

/// Blocks that follow each other, once over or for each layer of a range, each layer on rows of its own: what
/// repeats from layer to layer is described once.
public struct BlockSequence: Sendable {
  /// Everything of a block but its layer and position.
  public struct Element: Sendable {
    public var template: Template
    public var kind: OperatorKind
    public var part: Int
    /// Whether it works on the rows of the layer after its own; after the last layer comes the first, of the
    /// next position.
    public var isForNextLayer: Bool
    /// See `Block.lines`.
    public var lines: [Int32]

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

  public let elements: [Element]
  /// Position of the token.
  public let position: Int
  /// The layers that it is repeated for, or -1 ..< 0 outside the layers.
  public let layers: Range<Int>
  /// All layers of the model.
  public let layerCount: Int
  /// Rows of layer 0.
  public let firstRow: Int32
  public let rowsPerLayer: Int32

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

  /// A single block.
  public init(_ block: Block) {
    self.init(
      [
        Element(
          template: block.template, kind: block.label.kind, part: block.label.part,
          lines: block.lines)
      ], position: block.label.position, layers: block.label.layer..<block.label.layer + 1,
      firstRow: block.rowOffset)
  }

  /// What is added to the rows of instructions in a layer.
  ///
  /// - Parameter isForNextLayer: that of the element.
  public func rowOffset(isForNextLayer: Bool, layer: Int) -> Int32 {
    if layer < 0 { return firstRow }
    let rows = !isForNextLayer ? layer : layer + 1 == layerCount ? 0 : layer + 1
    return firstRow + Int32(rows) * rowsPerLayer
  }

  public func block(_ element: Element, layer: Int) -> Block {
    Block(
      template: element.template, rowOffset: rowOffset(isForNextLayer: element.isForNextLayer, layer: layer),
      label: BlockLabel(position: position, layer: layer, kind: element.kind, part: element.part),
      lines: element.lines)
  }
}

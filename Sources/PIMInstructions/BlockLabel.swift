/// The place of a block in the model: position, layer, operator, and tile.
public struct BlockLabel: Hashable, Sendable {
  /// Position of the token in the sequence, from 0.
  public var position: Int
  /// Layer from 0, or -1 outside the layers.
  public var layer: Int
  /// The operator of the block.
  public var kind: OperatorKind
  /// Index of the block among the blocks (tiles) of the operator in one layer, from 0.
  public var part: Int

  /// A label; by default of the first block of its operator.
  public init(position: Int, layer: Int, kind: OperatorKind, part: Int = 0) {
    self.position = position
    self.layer = layer
    self.kind = kind
    self.part = part
  }
}

/// A tensor of a checkpoint: its name and its shape, row-major.
public struct TensorSpec: Sendable, Hashable {
  /// The name in the checkpoint: `h.3.attn.c_attn.weight`.
  public var name: String
  /// Extents, the slowest first.
  public var shape: [Int]
  /// Number of elements: the product of the extents.
  public var elements: Int { shape.reduce(1, *) }

  /// Creates a tensor from its name and its extents.
  public init(_ name: String, _ shape: [Int]) {
    self.name = name
    self.shape = shape
  }
}

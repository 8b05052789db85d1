/// What differs from layer to layer: the factor of the scores, and the tokens that a query sees.
public struct LayerAttention: Sendable, Hashable {
  /// The factor of the scores. It is applied to the query, before the product.
  public var scale: Float
  /// Tokens that a query sees, its own and those right before it; nil for all. The caches then are rings:
  /// token t is in row t mod window.
  public var window: Int?

  /// Creates the values of a layer.
  public init(scale: Float, window: Int? = nil) {
    self.scale = scale
    self.window = window
  }

  /// Rows of the caches that the query of a position sees.
  public func tokens(position: Int) -> Int { min(position + 1, window ?? .max) }

  /// The row of the caches that a position's key and value go to.
  public func row(position: Int) -> Int { window.map { position % $0 } ?? position }
}

internal import PIMInstructions
public import PIMWorkload

/// What a mapping chooses for one operator instead of for all.
public struct OperatorChoice: Sendable, Hashable {
  /// The least number of parts of the outputs; nil for the mapping's `productTiles`.
  public var tiles: Int?
  /// The time at which rows are opened; nil for the mapping's.
  public var rowOpening: MappingPolicy.RowOpening?

  /// Creates a choice; what is nil is as for all operators.
  public init(tiles: Int? = nil, rowOpening: MappingPolicy.RowOpening? = nil) {
    self.tiles = tiles
    self.rowOpening = rowOpening
  }
}

/// An operator on channels that a mapping chooses for.
public enum MappedOperator: Sendable, Hashable, CaseIterable {
  /// A product with a weight matrix.
  case product(ProductRole)
  /// Queries times keys.
  case scores
  /// Probabilities times values.
  case context

  /// All operators, in the order of a layer.
  public static let allCases: [MappedOperator] = [
    .product(.queryKeyValue), .scores, .context, .product(.projection), .product(.feedForwardUp),
    .product(.feedForwardDown), .product(.head),
  ]

  /// The name in YAML.
  public var name: String {
    switch self {
    case .product(.queryKeyValue): "queryKeyValue"
    case .product(.projection): "projection"
    case .product(.feedForwardUp): "feedForwardUp"
    case .product(.feedForwardDown): "feedForwardDown"
    case .product(.head): "head"
    case .scores: "scores"
    case .context: "context"
    }
  }

  /// The operator whose channel work has a kind; nil for work without products.
  init?(_ kind: OperatorKind) {
    switch kind {
    case .qkv: self = .product(.queryKeyValue)
    case .projection: self = .product(.projection)
    case .ffnUp: self = .product(.feedForwardUp)
    case .ffnDown: self = .product(.feedForwardDown)
    case .lmHead: self = .product(.head)
    case .scores: self = .scores
    case .context: self = .context
    default: return nil
    }
  }
}

extension MappingPolicy {
  /// The least number of parts of a product's outputs.
  func tiles(of role: ProductRole) -> Int { operators[.product(role)]?.tiles ?? productTiles }

  /// The time at which the rows of a block are opened.
  func rowOpening(of kind: OperatorKind) -> RowOpening {
    MappedOperator(kind).flatMap { operators[$0]?.rowOpening } ?? rowOpening
  }

  /// The order of attention over a number of tokens.
  package func attention(tokens: Int) -> Attention { tokens < pipelinedFrom ? .sequential : attention }
}

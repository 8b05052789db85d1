import PIMInstructions
import PIMWorkload

extension ProductRole {
  /// The kinds of the two blocks of a product: its channel work, and the ASIC's work on the outputs, which
  /// ends in the activation that follows the product; nil if no operator kind stands for the pair.
  func kinds(activation: Activation?) -> (product: OperatorKind, sum: OperatorKind)? {
    switch (self, activation) {
    case (.queryKeyValue, nil): (.qkv, .qkvSum)
    case (.projection, nil): (.projection, .projectionSum)
    case (.feedForwardUp, _?): (.ffnUp, .gelu)
    case (.feedForwardDown, nil): (.ffnDown, .ffnDownSum)
    case (.head, nil): (.lmHead, .sampling)
    case (.feedForwardUp, nil), (.queryKeyValue, _?), (.projection, _?), (.feedForwardDown, _?), (.head, _?):
      nil
    }
  }
}

extension NormRole {
  /// The kind and the part of a norm's block.
  var kind: (kind: OperatorKind, part: Int) {
    switch self {
    case .attention: (.layerNorm, 0)
    case .feedForward: (.layerNorm, 1)
    case .final: (.finalNorm, 0)
    // After the look-up and the sum.
    case .embedding: (.embedding, 2)
    }
  }
}

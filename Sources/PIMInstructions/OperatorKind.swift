/// The kinds of operators; the raw value is the name in a report.
public enum OperatorKind: String, CaseIterable, Sendable, Hashable {
  /// Operators from the embedding to the attention.
  case embedding, parameters, layerNorm, qkv, qkvSum, keyValueWrite, scores, softmax, context, contextSum
  /// Operators after the attention, and work of no operator.
  case projection, projectionSum, ffnUp, gelu, ffnDown, ffnDownSum, finalNorm, lmHead, sampling, other

  /// The index in `allCases`. The switch avoids hashing the name, since every block needs the index.
  public var index: Int {
    switch self {
    case .embedding: 0
    case .parameters: 1
    case .layerNorm: 2
    case .qkv: 3
    case .qkvSum: 4
    case .keyValueWrite: 5
    case .scores: 6
    case .softmax: 7
    case .context: 8
    case .contextSum: 9
    case .projection: 10
    case .projectionSum: 11
    case .ffnUp: 12
    case .gelu: 13
    case .ffnDown: 14
    case .ffnDownSum: 15
    case .finalNorm: 16
    case .lmHead: 17
    case .sampling: 18
    case .other: 19
    }
  }
}

internal import PIMInstructions
internal import PIMResults

/// Groups of operators in the page's tables and charts.
enum LayerKind: CaseIterable {
  case projections, attention, feedForward, norms, rest

  var title: String {
    switch self {
    case .projections: "QKV and projection"
    case .attention: "attention over the KV cache"
    case .feedForward: "feed-forward network"
    case .norms: "layer norms and parameters"
    case .rest: "other"
    }
  }

  /// The class of the style sheet that gives the group's colour.
  var style: String {
    switch self {
    case .projections: "mac"
    case .attention: "rows"
    case .feedForward: "transfer"
    case .norms: "asic"
    case .rest: "other"
    }
  }

  static func of(_ kind: OperatorKind) -> LayerKind {
    switch kind {
    case .qkv, .qkvSum, .projection, .projectionSum: .projections
    case .keyValueWrite, .scores, .softmax, .context, .contextSum: .attention
    case .ffnUp, .gelu, .ffnDown, .ffnDownSum: .feedForward
    case .layerNorm, .parameters: .norms
    case .embedding, .finalNorm, .lmHead, .sampling, .other: .rest
    }
  }

  /// Picoseconds of the latency by group of operators.
  static func times(of result: SimulationResult) -> [(kind: LayerKind, time: Int64)] {
    allCases.map { kind in
      (
        kind,
        zip(OperatorKind.allCases, result.operators).reduce(0) { $0 + (of($1.0) == kind ? $1.1.total : 0) }
      )
    }
  }
}

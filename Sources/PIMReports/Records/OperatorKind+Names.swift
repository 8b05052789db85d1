internal import PIMInstructions

extension OperatorKind {
  var title: String {
    switch self {
    case .embedding: "embedding"
    case .parameters: "parameters"
    case .layerNorm: "norm"
    case .qkv: "QKV"
    case .qkvSum: "QKV sum"
    case .keyValueWrite: "KV write"
    case .scores: "scores"
    case .softmax: "softmax"
    case .context: "context"
    case .contextSum: "context sum"
    case .projection: "projection"
    case .projectionSum: "projection sum"
    case .ffnUp: "FFN up"
    case .gelu: "activation function"
    case .ffnDown: "FFN down"
    case .ffnDownSum: "FFN down sum"
    case .finalNorm: "final norm"
    case .lmHead: "LM head"
    case .sampling: "sampling"
    case .other: "other"
    }
  }
}

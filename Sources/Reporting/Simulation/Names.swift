internal import Instructions
internal import Simulation

extension Cause {
  /// The key of reports: the case's own name.
  var key: String { String(describing: self) }

  var title: String {
    switch self {
    case .mac: "MAC"
    case .rowOpening: "row opening"
    case .bufferWrite: "buffer write"
    case .resultRead: "result read"
    case .keyValueWrite: "KV write"
    case .bankRead: "bank read"
    case .accumulatorPreset: "accumulator preset"
    case .inMemoryFunction: "in-memory function"
    case .modeChange: "mode change"
    case .refresh: "refresh"
    case .link: "link"
    case .layerNorm: "layer norm"
    case .sum: "sum"
    case .scale: "scale"
    case .gelu: "GELU"
    case .softmax: "softmax"
    case .argmax: "argmax"
    case .clockCrossing: "clock crossing"
    case .idle: "idle"
    }
  }
}

extension OperatorKind {
  var title: String {
    switch self {
    case .embedding: "embedding"
    case .parameters: "parameters"
    case .layerNorm: "layer norm"
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
    case .gelu: "GELU"
    case .ffnDown: "FFN down"
    case .ffnDownSum: "FFN down sum"
    case .finalNorm: "final norm"
    case .lmHead: "LM head"
    case .sampling: "sampling"
    case .other: "other"
    }
  }
}

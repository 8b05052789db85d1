internal import PIMResults

extension Cause {
  /// The cause's key in reports: the name of the case.
  package var key: String { String(describing: self) }

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
    case .layerNorm: "norm"
    case .sum: "sum"
    case .scale: "scale"
    case .gelu: "activation function"
    case .softmax: "softmax"
    case .argmax: "argmax"
    case .clockCrossing: "clock crossing"
    case .idle: "idle"
    case .product: "product on the ASIC"
    case .frontEnd: "front end"
    case .position: "positions"
    }
  }
}

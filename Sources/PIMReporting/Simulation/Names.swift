internal import PIMEnergy
internal import PIMFastForward
internal import PIMInstructions
internal import PIMSimulation

extension Engine {
  /// The engine that runs when this one is asked for: `fast` does not make the commands that it skips, and leaves a run of which
  /// they are wanted to `event`, and a host's program, too (`Simulator.run`).
  func running(handsOutCommands: Bool, isFromHost: Bool = false) -> Engine {
    self == .fast && (handsOutCommands || isFromHost) ? .event : self
  }
}

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
    case .product: "product on the ASIC"
    case .frontEnd: "front end"
    }
  }
}

extension EnergyComponent {
  /// The key of reports.
  var key: String {
    switch self {
    case .activation: "activation"
    case .read: "read"
    case .write: "write"
    case .arrayAccess: "array_access"
    case .macUnits: "mac_units"
    case .globalBuffer: "global_buffer"
    case .refresh: "refresh"
    case .backgroundActive: "background_active"
    case .backgroundPrecharged: "background_precharged"
    case .linkToChannels: "link_to_channels"
    case .linkFromChannels: "link_from_channels"
    case .asicDynamic: "asic_dynamic"
    case .asicStatic: "asic_static"
    }
  }

  var title: String {
    switch self {
    case .activation: "activation"
    case .read: "read"
    case .write: "write"
    case .arrayAccess: "array access by MACs"
    case .macUnits: "MAC units"
    case .globalBuffer: "global buffer"
    case .refresh: "refresh"
    case .backgroundActive: "standby, rows open"
    case .backgroundPrecharged: "standby, rows closed"
    case .linkToChannels: "link to channels"
    case .linkFromChannels: "link to ASIC"
    case .asicDynamic: "ASIC, dynamic"
    case .asicStatic: "ASIC, static"
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

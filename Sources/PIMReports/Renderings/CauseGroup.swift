package import PIMResults

/// Causes that share a colour in charts.
package enum CauseGroup: String, CaseIterable {
  case mac, rows, transfer, refresh, asic, other

  package var title: String {
    switch self {
    case .mac: "MAC units"
    case .rows: "row opening"
    case .transfer: "data transfer"
    case .refresh: "refresh"
    case .asic: "ASIC functions"
    case .other: "other"
    }
  }

  static func of(_ cause: Cause) -> CauseGroup {
    switch cause {
    case .mac, .inMemoryFunction: .mac
    case .rowOpening: .rows
    case .bufferWrite, .resultRead, .keyValueWrite, .bankRead, .accumulatorPreset, .link: .transfer
    case .refresh: .refresh
    case .layerNorm, .sum, .scale, .gelu, .softmax, .argmax, .product, .position: .asic
    case .modeChange, .clockCrossing, .idle, .frontEnd: .other
    }
  }

  /// Picoseconds of a ledger by group. A negative amount, which the overlapped schedule can cause, counts as
  /// 0.
  package static func times(of ledger: Ledger) -> [(group: CauseGroup, time: Int64)] {
    allCases.map { group in
      (group, Cause.allCases.reduce(Int64(0)) { $0 + (of($1) == group ? max(0, ledger[$1]) : 0) })
    }
  }
}

internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

/// A metric of a run, divided into parts that sum to the metric exactly.
public struct Breakdown: Sendable, Hashable {
  /// The divided metric and the criterion of division.
  public enum Kind: String, CaseIterable, Sendable {
    /// Picoseconds of the latency by cause.
    case cause
    /// Picoseconds of the latency by operator.
    case `operator`
    /// Yoctojoules of the energy by component.
    case component
    /// Commands by mnemonic.
    case command

    /// The metric that the parts sum to.
    public var metric: Metric {
      switch self {
      case .cause, .operator: .latency
      case .component: .energy
      case .command: .commands
      }
    }

    /// The key and the title of each part, in the order of reports.
    package var names: [(key: String, title: String)] {
      switch self {
      case .cause: Cause.allCases.map { ($0.key, $0.title) }
      case .operator:
        OperatorKind.allCases.map { ($0.rawValue, $0.title) } + [(Self.debtKey, "refresh owed at the end")]
      case .component: EnergyComponent.allCases.map { ($0.key, $0.title) }
      case .command: Command.allCases.map { ($0.mnemonic, $0.mnemonic) }
      }
    }

    /// The key of the latency that belongs to no operator: refresh owed at the end of the run.
    static let debtKey = "refresh_debt"
  }

  /// The divided metric and the criterion of division.
  public let kind: Kind
  /// Amounts, indexed as `kind.names`; nil for a part that is not modelled, as opposed to 0.
  public private(set) var parts: [Int128?]

  /// A breakdown without amounts: every part is nil.
  package init(_ kind: Kind) {
    self.kind = kind
    parts = Array(repeating: kind == .component ? nil : 0, count: kind.names.count)
  }

  /// The sum of all parts.
  public var total: Int128 { parts.reduce(0) { $0 + ($1 ?? 0) } }

  /// The part of a key; nil if it is not modelled, or the kind has no such key.
  public subscript(key: String) -> Int128? {
    kind.names.firstIndex { $0.key == key }.flatMap { parts[$0] }
  }

  /// True if any part is modelled.
  var isModelled: Bool { parts.contains { $0 != nil } }

  /// - Returns: false if the kind has no such key.
  package mutating func set(_ key: String, to amount: Int128) -> Bool {
    guard let index = kind.names.firstIndex(where: { $0.key == key }) else { return false }
    parts[index] = amount
    return true
  }

  mutating func set(at index: Int, to amount: Int128?) { parts[index] = amount }
}

public import PIMResults

/// The energy of a run by operator of each layer, and by position, in whole yoctojoules.
///
/// Operators and `remainder` sum to the run in every component, and layers sum to the operators. Positions
/// and `remainder` sum to the run. No entry is negative.
public struct EnergyDivision: Sendable, Hashable {
  /// By layer and then by operator, indexed as `SimulationResult.spending`: the totals over the components.
  public let layers: [[Int128]]
  /// By operator, indexed as `OperatorKind.allCases`: the components.
  public let operators: [EnergyLedger]
  /// By position, in the order of `SimulationResult.tokens`: the totals over the components.
  public let positions: [Int128]
  /// The energy of no block: of the rest of the last clock cycle, and under the overlapped schedule of
  /// channels after their last command.
  public let remainder: EnergyLedger

  /// Divides the energy of a run.
  ///
  /// - Parameter model: the prices of the run's activity.
  /// - Returns: nil if the result does not have the activity of its operators, as an older report.
  public init?(_ result: SimulationResult, _ model: EnergyModel) {
    guard result.layers.count == result.spending.count else { return nil }
    let width = result.operators.count
    let nothing = Array(repeating: Activity(), count: width)
    let used = result.spending.indices.filter { result.spending[$0].map(\.activity) != nothing }
    var cells = used.flatMap { result.spending[$0].map { model.ledger(of: $0.activity) } }
    let unsettled = model.ledger(of: result.remainder)
    var rest = unsettled
    Self.settleStandby(of: &cells, &rest)
    var totals = Array(repeating: Array(repeating: Int128(0), count: width), count: result.spending.count)
    for (place, row) in used.enumerated() {
      totals[row] = cells[place * width..<(place + 1) * width].map(\.total)
    }
    layers = totals
    operators = (0..<width).map { kind in
      stride(from: kind, to: cells.count, by: width).reduce(into: model.ledger(of: Activity())) {
        $0 += cells[$1]
      }
    }
    var positions = result.tokens.map { model.total(of: $0.activity ?? Activity()) }
    // What the remainder gained, the last positions lose; what it lost, the last one gains.
    var more = rest.total - unsettled.total
    for index in positions.indices.reversed() where more != 0 {
      let taken = min(more, positions[index])
      positions[index] -= taken
      more -= taken
    }
    self.positions = positions
    remainder = rest
  }

  /// Creates a division from stored values.
  package init(
    layers: [[Int128]], operators: [EnergyLedger], positions: [Int128], remainder: EnergyLedger
  ) {
    (self.layers, self.operators, self.positions, self.remainder) = (layers, operators, positions, remainder)
  }

  /// Takes what is lacking of a component from a ledger, as far as it has any.
  private static func take(_ lack: inout Int128, _ component: EnergyComponent, from own: inout EnergyLedger) {
    let taken = min(lack, max(0, own[component] ?? 0))
    if taken == 0 { return }
    own.add(-taken, to: component)
    lack -= taken
  }

  /// Under gross accounting a command takes standby out of the time that it lasts. If it outlasts its
  /// operator, what the operator lacks is taken from the next operators that have standby; if it outlasts
  /// the run, what the remainder lacks is taken from the last in the order of layers and operators.
  private static func settleStandby(of cells: inout [EnergyLedger], _ rest: inout EnergyLedger) {
    for component in [EnergyComponent.backgroundActive, .backgroundPrecharged] {
      for index in cells.indices {
        guard let own = cells[index][component], own < 0 else { continue }
        var lack = -own
        cells[index].add(lack, to: component)
        for step in 1..<cells.count { take(&lack, component, from: &cells[(index + step) % cells.count]) }
        rest.add(-lack, to: component)
      }
      let lacking = max(0, -(rest[component] ?? 0))
      var lack = lacking
      for index in cells.indices.reversed() { take(&lack, component, from: &cells[index]) }
      rest.add(lacking - lack, to: component)
    }
  }
}

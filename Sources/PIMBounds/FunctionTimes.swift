internal import PIMHardware
internal import PIMNumerics

/// The least times of the ASIC's functions, in picoseconds.
struct FunctionTimes: Sendable {
  private let asic: System.ASIC
  private let parameters: ASICFunctionParameters
  /// The time of `SOFTMAX_TILE` on one score.
  private(set) var smallestTile: Int64 = 0

  init(_ asic: System.ASIC) {
    self.asic = asic
    parameters = ASICFunctionParameters(
      taylorTerms: asic.taylorTerms, reciprocalSteps: asic.reciprocalSteps,
      inverseSquareRootSteps: asic.inverseSquareRootSteps)
    smallestTile = time(.softmaxTile(count: 1))
  }

  /// The operations of a function on one row.
  func cost(_ function: ASICFunction) -> OperationCost { OperationCost(of: function, parameters: parameters) }

  /// The time of a function on rows that stream through the units together.
  func time(_ function: ASICFunction, rows: Int = 1) -> Int64 { time(cost(function), rows: rows) }

  /// The time of operations on rows that stream through the units together.
  func time(_ cost: OperationCost, rows: Int) -> Int64 {
    Int64(
      cost.cycles(
        adders: asic.adders, multipliers: asic.multipliers, adderLatency: asic.adderLatency,
        multiplierLatency: asic.multiplierLatency, rows: rows)) * asic.clockPicoseconds
  }
}

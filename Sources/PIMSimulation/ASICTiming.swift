package import PIMHardware
package import PIMInstructions
internal import PIMNumerics
package import PIMResults

/// The duration of ASIC instructions. `Numerics` counts additions and multiplications from the definitions of
/// the functions; the system's adders and multipliers give the cycles.
///
/// The rows of an instruction are independent: in each pass all rows stream through the units.
package struct ASICTiming: Sendable {
  private let asic: System.ASIC
  private let parameters: ASICFunctionParameters
  /// Lanes of the MAC unit, whose order of additions VMM follows.
  private let lanes: Int
  private var known: [Instruction: (work: ASICWork, cause: Cause)] = [:]
  /// The capacity of `known`: far above the instructions of a layer, far below the tokens of a long run.
  private static let limit = 4096

  package init(asic: System.ASIC, lanes: Int) {
    self.lanes = lanes
    self.asic = asic
    parameters = ASICFunctionParameters(
      taylorTerms: asic.taylorTerms, reciprocalSteps: asic.reciprocalSteps,
      inverseSquareRootSteps: asic.inverseSquareRootSteps)
  }

  /// The operations of an instruction; none if the ASIC does not execute it.
  func cost(_ instruction: Instruction) -> OperationCost {
    let length = Int(instruction.length)
    let rows = Int(instruction.count)
    switch instruction.opcode {
    case .LAYERNORM:
      return cost(.layerNorm(count: length, bias: instruction.source3 != Instruction.none))
    case .RMSNORM: return cost(.rmsNorm(count: length), rows: rows)
    case .SUM:
      return cost(
        .sumPartials(
          count: length, partials: rows, bias: instruction.source2 != Instruction.none,
          residual: instruction.source3 != Instruction.none))
    case .SCALE: return cost(.scale(count: length))
    case .MULTIPLY: return cost(.product(count: length))
    case .GELU: return cost(.gelu(count: length))
    case .GELU_ERF: return cost(.geluErf(count: length))
    case .RELU: return cost(.relu(count: length))
    case .SILU: return cost(.silu(count: length))
    case .ROTATE: return cost(.rotate(count: length), rows: rows)
    case .ALIBI: return cost(.alibi(count: length), rows: rows)
    case .SOFTMAX: return cost(.softmax(count: length), rows: rows)
    case .SOFTMAX_TILE: return cost(.softmaxTile(count: length), rows: rows)
    // The first tile is moved to the destination of the later ones, without operations.
    case .RESCALE_ADD:
      return instruction.isFirst
        ? OperationCost(passes: []) : cost(.accumulateRescaled(count: length), rows: rows)
    case .NORMALISE: return cost(.multiplyByReciprocal(count: length), rows: rows)
    // The maximum of the first tile is not compared with an earlier one.
    case .ARGMAX: return cost(instruction.isFirst ? .argmax(count: length) : .argmaxTile(count: length))
    case .VMM: return cost(.dotProducts(count: rows, length: length, lanes: lanes))
    case .WR_GB, .WR_BIAS, .MAC_ABK, .MAC_SBK, .RD_MAC, .RD_SBK, .WR_SBK, .WR_ABK, .COPY_BKGB, .COPY_GBBK,
      .EWMUL, .AF, .RD_AF, .OPEN_ABK, .SYNC:
      return OperationCost(passes: [])
    }
  }

  private func cost(_ function: ASICFunction, rows: Int = 1) -> OperationCost {
    var cost = OperationCost(of: function, parameters: parameters)
    for i in cost.passes.indices {
      cost.passes[i].additions *= rows
      cost.passes[i].multiplications *= rows
    }
    return cost
  }

  /// The duration and the number of operations of an instruction.
  package func work(_ instruction: Instruction) -> ASICWork {
    let cost = cost(instruction)
    let cycles = cost.cycles(
      adders: asic.adders, multipliers: asic.multipliers, adderLatency: asic.adderLatency,
      multiplierLatency: asic.multiplierLatency)
    return ASICWork(
      cycles: Int64(cycles), additions: Int64(cost.additions), multiplications: Int64(cost.multiplications))
  }

  /// The work and the cause of an instruction, computed once for instructions with the same lengths and
  /// flags.
  package mutating func function(of instruction: Instruction) -> (work: ASICWork, cause: Cause) {
    var key = Instruction(instruction.opcode)
    (key.length, key.count, key.immediate) = (instruction.length, instruction.count, instruction.immediate)
    if instruction.source2 != Instruction.none { key.source2 = 0 }
    if instruction.source3 != Instruction.none { key.source3 = 0 }
    if let known = known[key] { return known }
    if known.count == Self.limit { known.removeAll(keepingCapacity: true) }
    let new = (work: work(instruction), cause: Cause.asic(instruction.opcode))
    known[key] = new
    return new
  }
}

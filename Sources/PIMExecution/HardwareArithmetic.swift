package import PIMHardware
package import PIMMapping
package import PIMNumerics

/// The parameters of the hardware's arithmetic besides the model: its units, and the division of operands.
package struct HardwareArithmetic: Sendable, Hashable {
  /// The MAC unit.
  package var macUnit: MACUnit
  /// The parameters of the ASIC's functions.
  package var functions: ASICFunctionParameters
  /// Elements of a global buffer. A longer vector is multiplied in chunks, whose results are rounded and
  /// added by the ASIC.
  package var chunkElements: Int
  /// True if the first chunk's accumulators are preset to the bias, false if the ASIC adds the bias.
  package var presetsBias: Bool
  /// The division of a softmax.
  package var scoreTiling: ScoreTiling

  /// Creates an arithmetic from its parameters.
  package init(
    macUnit: MACUnit, functions: ASICFunctionParameters, chunkElements: Int, presetsBias: Bool,
    scoreTiling: ScoreTiling
  ) {
    self.macUnit = macUnit
    self.functions = functions
    self.chunkElements = chunkElements
    self.presetsBias = presetsBias
    self.scoreTiling = scoreTiling
  }

  /// The arithmetic of a system under a mapping policy.
  ///
  /// - Throws: `ExecutionError.unsupportedSystem`.
  package init(
    _ system: System, policy: MappingPolicy, accumulatorFormat: MACUnit.AccumulatorFormat = .fp32
  ) throws(ExecutionError) {
    let machine = try MachineModel(system, accumulatorFormat: accumulatorFormat)
    let organisation = system.organisation
    self.init(
      macUnit: machine.macUnit, functions: machine.functions,
      chunkElements: system.globalBufferColumns * organisation.elementsPerColumn,
      presetsBias: policy.bias == .preset,
      scoreTiling: ScoreTiling(
        bufferElements: policy.scoreBufferBytes / 2, banks: organisation.banks,
        lanes: organisation.elementsPerColumn))
  }
}

package import PIMHardware
package import PIMInstructions
package import PIMNumerics

/// The properties of a system that execution depends on: sizes and arithmetic, no timing.
package struct MachineModel: Sendable, Hashable {
  /// The sizes of banks, buffers and SRAM.
  package var shape: MachineShape
  /// The MAC unit.
  package var macUnit: MACUnit
  /// True if reading an accumulator clears it.
  package var readClears: Bool
  /// The parameters of the ASIC's functions.
  package var functions: ASICFunctionParameters

  /// Creates a machine.
  ///
  /// - Precondition: the MAC unit has a multiplier for each element of a column.
  package init(
    shape: MachineShape, macUnit: MACUnit, readClears: Bool,
    functions: ASICFunctionParameters = ASICFunctionParameters()
  ) {
    precondition(
      macUnit.lanes == shape.organisation.elementsPerColumn, "one multiplier for each element of a column")
    self.shape = shape
    self.macUnit = macUnit
    self.readClears = readClears
    self.functions = functions
  }

  /// The machine of a system.
  ///
  /// - Throws: `ExecutionError.unsupportedSystem` for numbers of terms, steps or lanes outside the ranges
  ///   that the functions are defined for.
  package init(_ system: System, accumulatorFormat: MACUnit.AccumulatorFormat = .fp32) throws(ExecutionError)
  {
    let asic = system.asic
    guard (2...12).contains(asic.taylorTerms) else {
      throw .unsupportedSystem("taylorTerms is \(asic.taylorTerms); the functions are defined for 2 to 12")
    }
    guard (0...8).contains(asic.reciprocalSteps), (0...8).contains(asic.inverseSquareRootSteps) else {
      throw .unsupportedSystem(
        "reciprocalSteps \(asic.reciprocalSteps), inverseSquareRootSteps \(asic.inverseSquareRootSteps); "
          + "the functions are defined for 0 to 8")
    }
    let lanes = system.organisation.elementsPerColumn
    guard lanes <= 1024, lanes.nonzeroBitCount == 1 else {
      throw .unsupportedSystem(
        "\(lanes) elements a column; the MAC unit's tree takes a power of two up to 1,024")
    }
    self.init(
      shape: MachineShape(system), macUnit: MACUnit(lanes: lanes, accumulatorFormat: accumulatorFormat),
      readClears: system.macUnit.readClears,
      functions: ASICFunctionParameters(
        taylorTerms: asic.taylorTerms, reciprocalSteps: asic.reciprocalSteps,
        inverseSquareRootSteps: asic.inverseSquareRootSteps))
  }
}

public import PIMHardware
public import PIMInstructions
public import PIMNumerics

/// What execution needs to know of a system: sizes and arithmetic, no timing.
public struct MachineModel: Sendable, Hashable {
  public var shape: MachineShape
  public var macUnit: MACUnit
  /// Whether reading an accumulator clears it.
  public var readClears: Bool
  public var functions: ASICFunctionParameters

  public init(
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

  /// The machine that a system describes.
  ///
  /// - Throws: `ExecutionError.unsupportedSystem` for term and step counts beyond what the functions are defined for.
  public init(_ system: System, accumulatorFormat: MACUnit.AccumulatorFormat = .fp32) throws(ExecutionError) {
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

public import PIMHardware
public import PIMMapping
public import PIMNumerics

/// All that the hardware's arithmetic depends on besides the model: units, and how operands are cut.
public struct HardwareArithmetic: Sendable, Hashable {
  public var macUnit: MACUnit
  public var functions: ASICFunctionParameters
  /// Elements of a global buffer: a longer vector is multiplied in chunks, whose results are rounded and added by the ASIC.
  public var chunkElements: Int
  /// Whether the first chunk's accumulators start at the bias, instead of the ASIC adding it.
  public var presetsBias: Bool
  public var scoreTiling: ScoreTiling

  public init(
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
  public init(
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

/// How a softmax is cut that has more scores than the ASIC has room for.
public struct ScoreTiling: Sendable, Hashable {
  /// Scores that there is room for.
  public var bufferElements: Int
  /// A tile begins at a multiple of both: where a bank of the key cache and a column of the value cache begin.
  public var banks: Int
  public var lanes: Int

  public init(bufferElements: Int, banks: Int, lanes: Int) {
    self.bufferElements = bufferElements
    self.banks = banks
    self.lanes = lanes
  }

  /// Tokens of a tile of one head's scores: as few tiles as there is room for, as even as they can be. All tokens where
  /// one tile is enough.
  ///
  /// - Parameter pieces: partial scores of each token, where a head is longer than a global buffer.
  public func tileTokens(tokens: Int, pieces: Int) -> Int {
    let room = bufferElements / pieces
    if tokens <= room { return tokens }
    var step = max(banks, lanes)
    while step % banks != 0 || step % lanes != 0 { step += 1 }
    let greatest = room / step * step
    precondition(greatest > 0, "the score buffer holds no tile")
    let tiles = (tokens + greatest - 1) / greatest
    let even = (tokens + tiles - 1) / tiles
    return min(greatest, (even + step - 1) / step * step)
  }
}

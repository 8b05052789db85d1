public import PIMInstructions

/// The result of a simulation. Times are picoseconds.
public struct SimulationResult: Sendable, Hashable {
  /// From the start to the last completion, refreshes that were still owed included.
  public var time: Int64 = 0
  /// Where the time went; the entries sum to `time`.
  public var causes = Ledger()
  /// How much each token moved the end of the work; with `debtTime` they sum to `time`.
  public var tokens: [TokenTime] = []
  /// By layer; index 0 is outside the layers, index l + 1 is layer l.
  public var layers: [Ledger] = []
  /// By operator, with the causes of each; indexed as `OperatorKind.allCases`.
  public var operators: [Ledger] = Array(repeating: Ledger(), count: OperatorKind.allCases.count)
  /// Time by layer and operator, picoseconds: a row for each entry of `layers`, indexed as `operators`. Under
  /// the overlapped schedule, what each moved the end of the work.
  public var layerOperators: [[Int64]] = []
  /// Time after the last completion that paid refreshes still owed.
  public var debtTime: Int64 = 0
  /// Refreshes paid in that time, over all channels.
  public var debtPaid: Int64 = 0
  public var channels: [ChannelCounters] = []
  /// Work of ASIC and channels, which does not depend on when anything happens.
  public var work = Work()
  public var blocks: Int64 = 0

  /// Sums that do not depend on when anything happens, of a run or of a part of it.
  public struct Work: Sendable, Hashable {
    /// Time in which the ASIC was busy, and its instructions.
    public var asicBusy: Int64 = 0
    public var asicInstructions: Int64 = 0
    /// Operations of the ASIC's functions; comparisons and integer additions count as additions.
    public var asicAdditions: Int64 = 0
    public var asicMultiplications: Int64 = 0
    /// Channel instructions, counted once for each channel that carries them out.
    public var channelInstructions: Int64 = 0

    public init() {}

    /// Adds an instruction of the ASIC.
    mutating func add(_ work: ASICWork, time: Int64) {
      asicBusy += time
      asicInstructions += 1
      asicAdditions += work.additions
      asicMultiplications += work.multiplications
    }
  }

  /// A token's position, and how much it moved the end of the work.
  public struct TokenTime: Sendable, Hashable {
    public var position: Int
    public var time: Int64
    public init(position: Int, time: Int64) {
      self.position = position
      self.time = time
    }
  }

  public init() {}

  /// The causes of an operator.
  public subscript(kind: OperatorKind) -> Ledger { operators[kind.index] }
}

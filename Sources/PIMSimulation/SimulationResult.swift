public import PIMInstructions

/// How a run is simulated. Each engine gives the same times.
public enum Engine: String, CaseIterable, Sendable {
  /// Walks the clock edge by edge: the oracle.
  case stepped
  /// Jumps from command to command.
  case event
  /// Skips what has been seen before.
  case fast
}

/// What a simulation found. Times are picoseconds.
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
  /// Time by layer and operator, picoseconds: a row for each entry of `layers`, indexed as `operators`. Under the overlapped
  /// schedule, what each moved the end of the work.
  public var layerOperators: [[Int64]] = []
  /// Time after the last completion that paid refreshes still owed.
  public var debtTime: Int64 = 0
  /// Refreshes paid in that time, over all channels.
  public var debtPaid: Int64 = 0
  public var channels: [ChannelCounters] = []
  /// Time in which the ASIC was busy, and its instructions.
  public var asicBusy: Int64 = 0
  public var asicInstructions: Int64 = 0
  /// Operations of the ASIC's functions; comparisons and integer additions count as additions.
  public var asicAdditions: Int64 = 0
  public var asicMultiplications: Int64 = 0
  /// Channel instructions, counted once for each channel that carries them out.
  public var channelInstructions: Int64 = 0
  public var blocks: Int64 = 0

  public struct TokenTime: Sendable, Hashable {
    public var position: Int
    public var time: Int64
    public init(position: Int, time: Int64) {
      self.position = position
      self.time = time
    }
  }

  public init() {}

  public subscript(kind: OperatorKind) -> Ledger { operators[kind.index] }
}

/// How much of a run the `fast` engine carried out, and how much it had seen before. No part of the result: engines differ in it.
public struct Effort: Sendable, Hashable {
  public var blocks: Int64 = 0
  /// Blocks that were advanced over as a whole.
  public var blocksSkipped: Int64 = 0
  /// Commands of all channels.
  public var commands: Int64 = 0
  /// Commands that were computed; all others repeat them. Of channels that do the same those of one count, but where `event` took over.
  public var commandsComputed: Int64 = 0
  /// Blocks that were left to the engine `event` from their beginning, for want of anything that repeats. They are not among those skipped.
  public var blocksLeft: Int64 = 0
}

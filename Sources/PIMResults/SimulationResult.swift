public import PIMInstructions

/// The result of a simulation. Times are picoseconds.
public struct SimulationResult: Sendable, Hashable {
  /// The time from the start to the last completion, including refreshes that were still owed.
  public var time: Int64 = 0
  /// The causes of the time; the entries sum to `time`.
  public var causes = Ledger()
  /// The time that each token added to the end of the work; with `debtTime` they sum to `time`.
  public var tokens: [TokenTime] = []
  /// Time by cause for each layer; index 0 is outside the layers, index l + 1 is layer l.
  public var layers: [Ledger] = []
  /// Time by cause for each operator, indexed as `OperatorKind.allCases`.
  public var operators: [Ledger] = Array(repeating: Ledger(), count: OperatorKind.allCases.count)
  /// Time by layer and operator, picoseconds: a row for each entry of `layers`, indexed as `operators`. Under
  /// the overlapped schedule, the time that each added to the end of the work.
  public var layerOperators: [[Int64]] = []
  /// Time and activity by layer and operator, as `layerOperators`; empty if they are not known. With
  /// `remainder` they sum to the run.
  public private(set) var spending: [[Spending]] = []
  /// The activity of no operator: the rest of the last clock cycle, and under the overlapped schedule what
  /// channels do after their last command.
  public package(set) var remainder = Activity()
  /// Time after the last completion in which refreshes that were still owed were paid.
  public var debtTime: Int64 = 0
  /// Refreshes paid in that time, over all channels.
  public var debtPaid: Int64 = 0
  /// The counters of each channel.
  public var channels: [ChannelCounters] = []
  /// Work of ASIC and channels, which does not depend on the times at which it starts.
  public var work = Work()
  /// The number of blocks.
  public var blocks: Int64 = 0

  /// Sums over a run or a segment of it, which do not depend on the times at which work starts.
  public struct Work: Sendable, Hashable {
    /// Time in which the ASIC was busy, picoseconds.
    public var asicBusy: Int64 = 0
    /// Instructions of the ASIC.
    public var asicInstructions: Int64 = 0
    /// Additions of the ASIC; comparisons and integer additions are included.
    public var asicAdditions: Int64 = 0
    /// Multiplications of the ASIC.
    public var asicMultiplications: Int64 = 0
    /// Channel instructions, counted once for each channel that carries them out.
    public var channelInstructions: Int64 = 0

    /// No work.
    public init() {}
  }

  /// The time that a token added to the end of the work.
  public struct TokenTime: Sendable, Hashable {
    /// The position of the token.
    public var position: Int
    /// The time, picoseconds.
    public var time: Int64
    /// The activity of its blocks; nil if it is not known.
    public var activity: Activity?
    /// The time of a position.
    public init(position: Int, time: Int64, activity: Activity? = nil) {
      self.position = position
      self.time = time
      self.activity = activity
    }
  }

  /// A result without time or work.
  public init() {}

  /// The time of an operator by cause.
  public subscript(kind: OperatorKind) -> Ledger { operators[kind.index] }

  /// Sets what the blocks of each operator of each layer have spent, and the sums over layers and operators.
  package mutating func set(_ rows: [[Spending]]) {
    spending = rows
    operators = Array(repeating: Ledger(), count: OperatorKind.allCases.count)
    layers = rows.map { row in row.reduce(into: Ledger()) { $0 += $1.causes } }
    layerOperators = rows.map { row in row.map(\.causes.total) }
    for row in rows { for (index, own) in row.enumerated() { operators[index] += own.causes } }
  }

  /// Sets the activity that no operator has, from that of the whole run.
  package mutating func setRemainder(clock: Int64) {
    let booked = spending.joined().reduce(Activity()) { $0 + $1.activity }
    remainder.add(Activity(self, clock: clock), since: booked)
  }
}

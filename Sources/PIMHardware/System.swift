/// A machine: channels of PIM DRAM and the ASIC that drives them. Decoded from YAML; immutable afterwards.
///
/// All DRAM times are whole command clock cycles; the ASIC has a clock of its own. Absolute times are picoseconds.
public struct System: Sendable {
  public var name: String
  /// Period of the command clock, picoseconds.
  public var commandClockPicoseconds: Int64
  public var organisation: Organisation
  /// Every named timing in command clock cycles, by its `n…` name, in document order.
  public var timings: [NamedTiming]
  public var rules: [TimingRule]
  /// From the issue of a command to the moment its effect is complete (data at the ASIC, cell or register written,
  /// accumulator final), in clock cycles; indexed by `Command.rawValue`; 0 where nothing is given.
  public var completionCycles: [Int]
  /// Which commands the channel has; indexed by `Command.rawValue`.
  public var supported: [Bool]
  /// The mode that a command needs the channel in, or nil for any; indexed by `Command.rawValue`.
  public var mode: [UInt8?]
  /// Which commands close the row that they work on (automatic precharge), RDA and WRA among them; indexed by `Command.rawValue`.
  public var closesRow: [Bool]
  /// Names of the modes; index 0 is the one a channel starts in. Empty: the channel has no modes.
  public var modeNames: [String]
  public var refresh: Refresh
  public var macUnit: MACUnitDescription
  /// Size of a channel's global buffer in bursts.
  public var globalBufferColumns: Int
  public var link: Link
  public var asic: ASIC
  public var electrical: Electrical
  /// How many bank reads and writes of the host a channel looks at when it picks the next command (FR-FCFS).
  public var hostWindow: Int
  /// How lines of a host's trace reach the channels; nil: each channel has its instructions when it can use them.
  public var hostQueue: HostQueue?
  /// How AiM traces name channels; nil where the system does not say.
  public var traceMask: TraceMask?

  public struct NamedTiming: Sendable, Hashable {
    public var name: String
    public var cycles: Int
    public init(name: String, cycles: Int) {
      self.name = name
      self.cycles = cycles
    }
  }

  public struct Organisation: Sendable, Hashable {
    public var channels: Int
    public var bankGroups: Int
    public var banksPerGroup: Int
    /// Rows a bank.
    public var rows: Int
    /// Column accesses (bursts) a row.
    public var columns: Int
    /// Elements (bf16) a burst: 16 for 32 bytes.
    public var elementsPerColumn: Int
    public var banks: Int { bankGroups * banksPerGroup }
    public var elementsPerRow: Int { columns * elementsPerColumn }
    public var burstBytes: Int { elementsPerColumn * 2 }
    public var rowBytes: Int { elementsPerRow * 2 }
    public var channelBytes: Int { banks * rows * rowBytes }

    public init(
      channels: Int, bankGroups: Int, banksPerGroup: Int, rows: Int, columns: Int, elementsPerColumn: Int
    ) {
      self.channels = channels
      self.bankGroups = bankGroups
      self.banksPerGroup = banksPerGroup
      self.rows = rows
      self.columns = columns
      self.elementsPerColumn = elementsPerColumn
    }
  }

  public struct Refresh: Sendable, Hashable {
    public enum Policy: String, Sendable, CaseIterable { case none, strict, postponed }
    public var policy: Policy
    /// tREFI in clock cycles: every interval a channel owes one REFab.
    public var intervalCycles: Int
    /// tRFC in clock cycles. Enforced by the rule table; here for the analytic bound.
    public var durationCycles: Int
    /// How many may be owed under `postponed` before one interrupts the running instruction.
    public var postponeLimit: Int
    public init(policy: Policy, intervalCycles: Int, durationCycles: Int, postponeLimit: Int) {
      self.policy = policy
      self.intervalCycles = intervalCycles
      self.durationCycles = durationCycles
      self.postponeLimit = postponeLimit
    }
  }

  public struct MACUnitDescription: Sendable, Hashable {
    /// Products a column access: as many as a burst has elements.
    public var lanes: Int
    /// Whether reading the accumulators clears them (otherwise WR_BIAS must preset them).
    public var readClears: Bool
    public init(lanes: Int, readClears: Bool) {
      self.lanes = lanes
      self.readClears = readClears
    }
  }

  /// Which bit of a channel mask in an AiM trace stands for which channel.
  public struct TraceMask: Sendable, Hashable {
    public enum BitOrder: String, Sendable, CaseIterable {
      /// Bit i is channel i.
      case lowestFirst
      /// Bit i is channel `bits - 1 - i`.
      case highestFirst
    }

    /// How many bits a mask has, 1 to 64.
    public var bits: Int
    public var order: BitOrder
    public init(bits: Int, order: BitOrder) {
      self.bits = bits
      self.order = order
    }

    /// The bit that stands for a channel, and the channel that a bit stands for: the two are the same function.
    ///
    /// - Parameter index: below `bits`.
    @inlinable public func mirrored(_ index: Int) -> Int { order == .lowestFirst ? index : bits - 1 - index }
  }

  public struct Link: Sendable, Hashable {
    public var pins: Int
    /// Data rate of one pin, bits a second.
    public var bitsPerSecondPerPin: Int64
    /// Clock cycles that one burst occupies the link: ceil(burst bits / (pins · rate) / tCK).
    public var burstCycles: Int
    public init(pins: Int, bitsPerSecondPerPin: Int64, burstCycles: Int) {
      self.pins = pins
      self.bitsPerSecondPerPin = bitsPerSecondPerPin
      self.burstCycles = burstCycles
    }
  }

  public struct ASIC: Sendable, Hashable {
    /// Period of the ASIC's clock, picoseconds.
    public var clockPicoseconds: Int64
    public var adders: Int
    public var multipliers: Int
    /// Pipeline depth of an adder and of a multiplier, ASIC clock cycles.
    public var adderLatency: Int
    public var multiplierLatency: Int
    public var sramBytes: Int
    public var taylorTerms: Int
    public var reciprocalSteps: Int
    public var inverseSquareRootSteps: Int
    public init(
      clockPicoseconds: Int64, adders: Int, multipliers: Int, adderLatency: Int, multiplierLatency: Int,
      sramBytes: Int, taylorTerms: Int, reciprocalSteps: Int, inverseSquareRootSteps: Int
    ) {
      self.clockPicoseconds = clockPicoseconds
      self.adders = adders
      self.multipliers = multipliers
      self.adderLatency = adderLatency
      self.multiplierLatency = multiplierLatency
      self.sramBytes = sramBytes
      self.taylorTerms = taylorTerms
      self.reciprocalSteps = reciprocalSteps
      self.inverseSquareRootSteps = inverseSquareRootSteps
    }
  }

  public init(
    name: String, commandClockPicoseconds: Int64, organisation: Organisation, timings: [NamedTiming],
    rules: [TimingRule], completionCycles: [Int], supported: [Bool], mode: [UInt8?],
    closesRow: [Bool] = System.closing([]), modeNames: [String], refresh: Refresh,
    macUnit: MACUnitDescription, globalBufferColumns: Int, link: Link, asic: ASIC,
    electrical: Electrical = Electrical(), hostWindow: Int, hostQueue: HostQueue? = nil,
    traceMask: TraceMask? = nil
  ) {
    self.name = name
    self.commandClockPicoseconds = commandClockPicoseconds
    self.organisation = organisation
    self.timings = timings
    self.rules = rules
    self.completionCycles = completionCycles
    self.supported = supported
    self.mode = mode
    self.closesRow = closesRow
    self.modeNames = modeNames
    self.refresh = refresh
    self.macUnit = macUnit
    self.globalBufferColumns = globalBufferColumns
    self.link = link
    self.asic = asic
    self.electrical = electrical
    self.hostWindow = hostWindow
    self.hostQueue = hostQueue
    self.traceMask = traceMask
  }
}

package import PIMConfiguration

/// A machine: channels of PIM DRAM and the ASIC that drives them.
///
/// DRAM times are whole cycles of the command clock. The ASIC has a clock of its own. Absolute times are
/// picoseconds. A system is decoded from YAML (`init(_:)`).
public struct System: Sendable {
  /// The name, for reports.
  public var name: String
  /// The period of the command clock, in picoseconds.
  public var commandClockPicoseconds: Int64
  /// The channels, banks, rows and columns.
  public var organisation: Organisation
  /// All named timings, in the order of the document.
  public var timings: [NamedTiming]
  /// The rule table.
  public var rules: [TimingRule]
  /// The time from the issue of a command until its effect is complete (data at the ASIC, cell or register
  /// written, accumulator final), in clock cycles; indexed by `Command.rawValue`; 0 by default.
  public var completionCycles: [Int]
  /// True for the commands that the channels have; indexed by `Command.rawValue`.
  public var supported: [Bool]
  /// The mode that a command requires, nil for any; indexed by `Command.rawValue`.
  public var mode: [UInt8?]
  /// True for commands that close the row that they access (automatic precharge), RDA and WRA among them;
  /// indexed by `Command.rawValue`.
  public var closesRow: [Bool]
  /// The names of the modes. A channel starts in mode 0. Empty if the channels have no modes.
  public var modeNames: [String]
  /// The refresh policy and its times.
  public var refresh: Refresh
  /// The MAC units at the banks.
  public var macUnit: MACUnitDescription
  /// The size of a channel's global buffer, in bursts.
  public var globalBufferColumns: Int
  /// The link between a channel and the ASIC.
  public var link: Link
  /// The ASIC.
  public var asic: ASIC
  /// The constants of the energy model.
  public var electrical: Electrical
  /// The area of the ASIC in the document; that of the reference, if `costs` has one.
  package var statedASICArea: Area?
  /// The costs of the machine's units; nil if its constants are known for one design only.
  package var costs: Costs?
  /// The number of bank reads and writes of the host among which a channel chooses its next command
  /// (FR-FCFS).
  public var hostWindow: Int
  /// The front end between a host's trace and the channels; nil if every channel has its instructions as soon
  /// as it can use them.
  public var hostQueue: HostQueue?
  /// The channel mask of AiM traces; nil if the system does not define it.
  public var traceMask: TraceMask?

  /// A timing parameter with its name.
  public struct NamedTiming: Sendable, Hashable {
    /// The name, `n` and the rest of the JEDEC name: `nRP` for tRP.
    public var name: String
    /// The value in cycles of the command clock.
    public var cycles: Int
    /// Creates a timing from its name and its value in cycles of the command clock.
    public init(name: String, cycles: Int) {
      self.name = name
      self.cycles = cycles
    }
  }

  /// The organisation of the DRAM.
  public struct Organisation: Sendable, Hashable {
    /// Channels of the machine.
    public var channels: Int
    /// Bank groups per channel.
    public var bankGroups: Int
    /// Banks per bank group.
    public var banksPerGroup: Int
    /// Rows per bank.
    public var rows: Int
    /// Column accesses (bursts) per row.
    public var columns: Int
    /// bfloat16 elements per burst: 16 for 32 bytes.
    public var elementsPerColumn: Int
    /// Banks per channel.
    public var banks: Int { bankGroups * banksPerGroup }
    /// bfloat16 elements per row.
    public var elementsPerRow: Int { columns * elementsPerColumn }
    /// Bytes per burst.
    public var burstBytes: Int { elementsPerColumn * 2 }
    /// Bytes per row.
    public var rowBytes: Int { elementsPerRow * 2 }
    /// Bytes per channel.
    public var channelBytes: Int { banks * rows * rowBytes }

    /// Creates an organisation; see the properties.
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

  /// The refresh of a channel.
  public struct Refresh: Sendable, Hashable {
    /// The rule that decides when an owed refresh is paid; see docs/timing.md.
    public enum Policy: String, Sendable, CaseIterable {
      /// No refresh is issued.
      case none
      /// An owed refresh precedes every command from its due edge on, and interrupts the running step.
      case strict
      /// A running step continues until `postponeLimit` refreshes are owed. Owed refreshes precede the next
      /// step.
      case postponed
    }

    /// The refresh policy.
    public var policy: Policy
    /// tREFI in cycles of the command clock. A channel owes one REFab per interval.
    public var intervalCycles: Int
    /// tRFC in cycles of the command clock. The rule table enforces it; the analytic bound and the energy
    /// model read it here.
    public var durationCycles: Int
    /// The number of owed refreshes under `postponed` that interrupts the running instruction.
    public var postponeLimit: Int
    /// Creates a refresh; see the properties.
    public init(policy: Policy, intervalCycles: Int, durationCycles: Int, postponeLimit: Int) {
      self.policy = policy
      self.intervalCycles = intervalCycles
      self.durationCycles = durationCycles
      self.postponeLimit = postponeLimit
    }
  }

  /// The MAC unit at a bank.
  public struct MACUnitDescription: Sendable, Hashable {
    /// Products per column access; equal to the elements of a burst.
    public var lanes: Int
    /// True if reading the accumulators clears them. Otherwise WR_BIAS must preset them.
    public var readClears: Bool
    /// Creates a MAC unit; see the properties.
    public init(lanes: Int, readClears: Bool) {
      self.lanes = lanes
      self.readClears = readClears
    }
  }

  /// The assignment of mask bits to channels in an AiM trace.
  public struct TraceMask: Sendable, Hashable {
    /// The order of channels in a mask.
    public enum BitOrder: String, Sendable, CaseIterable {
      /// Bit i is channel i.
      case lowestFirst
      /// Bit i is channel `bits - 1 - i`.
      case highestFirst
    }

    /// The number of bits of a mask, 1 to 64.
    public var bits: Int
    /// The order of channels in a mask.
    public var order: BitOrder
    /// Creates a mask; see the properties.
    public init(bits: Int, order: BitOrder) {
      self.bits = bits
      self.order = order
    }

    /// The bit of a channel, or the channel of a bit, since both mappings are the same function.
    ///
    /// - Parameter index: a bit or channel below `bits`.
    @inlinable public func mirrored(_ index: Int) -> Int { order == .lowestFirst ? index : bits - 1 - index }
  }

  /// The link between a channel and the ASIC.
  public struct Link: Sendable, Hashable {
    /// Data pins of a channel.
    public var pins: Int
    /// The data rate of one pin, in bits per second.
    public var bitsPerSecondPerPin: Int64
    /// The time that one burst occupies the link, in cycles of the command clock: ceil(burst bits / (pins ·
    /// rate) / tCK).
    public var burstCycles: Int
    /// Creates a link; see the properties.
    public init(pins: Int, bitsPerSecondPerPin: Int64, burstCycles: Int) {
      self.pins = pins
      self.bitsPerSecondPerPin = bitsPerSecondPerPin
      self.burstCycles = burstCycles
    }
  }

  /// The ASIC: a vector engine of pipelined adders and multipliers, and its SRAM.
  public struct ASIC: Sendable, Hashable {
    /// The period of the ASIC's clock, in picoseconds.
    public var clockPicoseconds: Int64
    /// The number of adders, each with one addition per cycle.
    public var adders: Int
    /// The number of multipliers, each with one multiplication per cycle.
    public var multipliers: Int
    /// The pipeline depth of an adder, in cycles of the ASIC's clock.
    public var adderLatency: Int
    /// The pipeline depth of a multiplier, in cycles of the ASIC's clock.
    public var multiplierLatency: Int
    /// The size of the SRAM, in bytes.
    public var sramBytes: Int
    /// Terms of the Taylor series of exp and tanh; see `ASICFunctionParameters`.
    public var taylorTerms: Int
    /// Newton–Raphson steps of the reciprocal; see `ASICFunctionParameters`.
    public var reciprocalSteps: Int
    /// Newton–Raphson steps of the inverse square root; see `ASICFunctionParameters`.
    public var inverseSquareRootSteps: Int
    /// Creates an ASIC; see the properties.
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

  /// Creates a system without decoding and checking a document; see the properties.
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

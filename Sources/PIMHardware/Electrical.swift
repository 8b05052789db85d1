public import PIMConfiguration

/// The currents, voltages, powers and energies of data sheets and papers.
///
/// A nil constant is unknown. Energy that needs it is not modelled, and reports say so. docs/energy.md has
/// the equations.
public struct Electrical: Sendable, Hashable {
  /// The meaning of a command's current.
  public enum Accounting: String, Sendable, CaseIterable {
    /// A current includes standby, as in JEDEC's measurements. Standby is subtracted from each command and
    /// charged for the whole run.
    case net
    /// A current is charged in full while its command lasts. Standby is charged for the time that columns and
    /// refreshes leave. Activations are not subtracted from that time, since several of them run at once.
    case gross
  }

  /// The meaning of the currents of commands.
  public var accounting: Accounting
  /// The supply voltage.
  public var vdd: Voltage?
  /// The average current of a bank that is activated and precharged every tRC.
  public var idd0: ElectricCurrent?
  /// The standby current with all banks precharged.
  public var idd2n: ElectricCurrent?
  /// The standby current with a row open.
  public var idd3n: ElectricCurrent?
  /// The current of gapless read bursts.
  public var idd4r: ElectricCurrent?
  /// The current of gapless write bursts.
  public var idd4w: ElectricCurrent?
  /// The current of a refresh of all banks.
  public var idd5b: ElectricCurrent?
  /// The times at which the currents were measured.
  public var measuredAt: MeasuredTimes
  /// The current above standby of an access of all banks, over that of one bank.
  public var allBankFactor: Fraction?
  /// The power of a channel with all its MAC units at work, without `macRoutingFactor`.
  public var macPower: Power?
  /// The factor on `macPower` for routing in a DRAM process.
  public var macRoutingFactor: Fraction?
  /// The energy of writing a burst to the global buffer.
  public var bufferWriteEnergy: EnergyAmount?
  /// The energy of reading a burst from the global buffer for all banks.
  public var bufferReadEnergy: EnergyAmount?
  /// The energy per bit of a channel's link, in either direction.
  public var linkEnergy: EnergyPerBit?
  /// The power of the ASIC with all adders and multipliers at work.
  public var asicPower: Power?
  /// The share of `asicPower` that is drawn at rest.
  public var asicStaticShare: Fraction?
  /// The energy of a multiplication over that of an addition.
  public var asicMultiplyRatio: Fraction?

  /// The times at which currents were measured, if they are not the system's own. A nil time is the system's
  /// own.
  public struct MeasuredTimes: Sendable, Hashable {
    /// The time from one activation of a bank to the next.
    public var tRC: Picoseconds?
    /// The time from an activation to the precharge.
    public var tRAS: Picoseconds?
    /// The time of one burst in a gapless sequence of reads or writes.
    public var tBurst: Picoseconds?
    /// The time of a refresh of all banks.
    public var tRFC: Picoseconds?
    /// Creates times that are all the system's own.
    public init() {}
  }

  init(_ section: inout Section) throws(ConfigurationError) {
    // The bounds are far above any DRAM. With them, an energy in yoctojoules fits 128 bits for all 64-bit
    // times and counts.
    let volts = Voltage(microvolts: 1)...Voltage(microvolts: 10_000_000)
    let amperes = ElectricCurrent(microamperes: 0)...ElectricCurrent(microamperes: 100_000_000)
    let watts = Power(nanowatts: 0)...Power(nanowatts: 1_000_000_000_000)
    let factors = Fraction(billionths: 1_000_000_000)...Fraction(billionths: 100_000_000_000)
    let ratios = Fraction(billionths: 10_000_000)...Fraction(billionths: 100_000_000_000)
    let joules = EnergyAmount(attojoules: 0)...EnergyAmount(attojoules: 1_000_000_000_000)
    accounting = try section.choice("accounting")
    vdd = try section.optional("VDD", .quantity(in: volts))
    idd0 = try section.optional("IDD0", .quantity(in: amperes))
    idd2n = try section.optional("IDD2N", .quantity(in: amperes))
    idd3n = try section.optional("IDD3N", .quantity(in: amperes))
    idd4r = try section.optional("IDD4R", .quantity(in: amperes))
    idd4w = try section.optional("IDD4W", .quantity(in: amperes))
    idd5b = try section.optional("IDD5B", .quantity(in: amperes))
    measuredAt = try MeasuredTimes(&section, accounting)
    allBankFactor = try section.optional("allBankFactor", .quantity(in: factors))
    macPower = try section.optional("macPower", .quantity(in: watts))
    macRoutingFactor = try section.optional("macRoutingFactor", .quantity(in: factors))
    bufferWriteEnergy = try section.optional("bufferWriteEnergy", .quantity(in: joules))
    bufferReadEnergy = try section.optional("bufferReadEnergy", .quantity(in: joules))
    let perBit = EnergyPerBit(attojoulesPerBit: 0)...EnergyPerBit(attojoulesPerBit: 1_000_000_000)
    linkEnergy = try section.optional("linkEnergy", .quantity(in: perBit))
    asicPower = try section.optional("asicPower", .quantity(in: watts))
    asicStaticShare = try section.optional(
      "asicStaticShare", .quantity(in: Fraction(billionths: 0)...Fraction(billionths: 1_000_000_000)))
    asicMultiplyRatio = try section.optional("asicMultiplyRatio", .quantity(in: ratios))
  }

  /// Creates constants of which none is known; for tests of timing.
  public init() {
    accounting = .net
    measuredAt = MeasuredTimes()
  }
}

extension Electrical.MeasuredTimes {
  fileprivate init(_ parent: inout Section, _ accounting: Electrical.Accounting) throws(ConfigurationError) {
    self.init()
    guard var section = try parent.optionalSection("measuredAt") else { return }
    guard accounting == .net else {
      throw parent.error(
        "measuredAt", "contradicts gross accounting",
        expected: "electrical.accounting: net: gross charges a command for its own time")
    }
    let times = Picoseconds(1)...Picoseconds(1_000_000_000)
    tRC = try section.optional("tRC", .quantity(in: times))
    tRAS = try section.optional("tRAS", .quantity(in: times))
    tBurst = try section.optional("tBurst", .quantity(in: times))
    tRFC = try section.optional("tRFC", .quantity(in: times))
    try section.finish()
  }
}

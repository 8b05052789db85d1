public import PIMConfiguration

/// Currents, voltages, powers and energies, as data sheets and papers give them. What is nil is not known: energy that needs it is
/// not modelled, and reports say so.
public struct Electrical: Sendable, Hashable {
  /// What a current of a command stands for.
  public enum Accounting: String, Sendable, CaseIterable {
    /// As JEDEC measures it: standby included. Standby is taken off each command, and charged for all of the time.
    case net
    /// A command is charged all of its current while it lasts. Standby is charged for what columns and refreshes leave of the
    /// time; activations, of which many run at once, take nothing off it.
    case gross
  }

  public var accounting: Accounting
  public var vdd: Voltage?
  /// One bank activated and precharged every tRC.
  public var idd0: ElectricCurrent?
  /// Precharged standby.
  public var idd2n: ElectricCurrent?
  /// Active standby.
  public var idd3n: ElectricCurrent?
  /// Read bursts without gaps, and write bursts.
  public var idd4r: ElectricCurrent?
  public var idd4w: ElectricCurrent?
  /// Refresh bursts.
  public var idd5b: ElectricCurrent?
  /// The times that the currents were measured at.
  public var measuredAt: MeasuredTimes
  /// How many times the current above standby of one bank's column access an access of all banks draws.
  public var allBankFactor: Fraction?
  /// All MAC units of a channel at work, the DRAM process's routing factor not included.
  public var macPower: Power?
  public var macRoutingFactor: Fraction?
  /// A burst written to the global buffer, and one read from it for all banks.
  public var bufferWriteEnergy: EnergyAmount?
  public var bufferReadEnergy: EnergyAmount?
  /// A bit over a channel's link, either way.
  public var linkEnergy: EnergyPerBit?
  /// The ASIC with all its adders and multipliers at work.
  public var asicPower: Power?
  /// The part of `asicPower` that flows whether it works or not.
  public var asicStaticShare: Fraction?
  /// The energy of a multiplication over that of an addition.
  public var asicMultiplyRatio: Fraction?

  /// Times that currents were measured at, where they are not the system's own.
  public struct MeasuredTimes: Sendable, Hashable {
    /// From one activation of a bank to the next, and the part of it before the precharge.
    public var tRC: Picoseconds?
    public var tRAS: Picoseconds?
    /// One burst of gapless reads or writes.
    public var tBurst: Picoseconds?
    public var tRFC: Picoseconds?
    public init() {}
  }

  init(_ section: inout Section) throws(ConfigurationError) {
    // Far above any DRAM; with times and counts of 64 bits an energy in yoctojoules fits 128 bits.
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

  /// Nothing is known: for tests of timing.
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

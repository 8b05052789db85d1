public import Configuration

/// Currents, voltages and powers, as data sheets name them.
public struct Electrical: Sendable, Hashable {
  public var vdd: Voltage
  /// One bank activated and precharged every tRC.
  public var idd0: ElectricCurrent
  /// Precharged standby.
  public var idd2n: ElectricCurrent
  /// Active standby.
  public var idd3n: ElectricCurrent
  /// Read bursts without gaps, and write bursts.
  public var idd4r: ElectricCurrent
  public var idd4w: ElectricCurrent
  /// Refresh bursts.
  public var idd5b: ElectricCurrent
  /// All MAC units of a channel at work, the DRAM process's routing factor not included.
  public var macPower: Power
  public var macRoutingFactor: Double
  /// The ASIC at work.
  public var asicPower: Power

  init(_ section: inout Section) throws(ConfigurationError) {
    vdd = try section.voltage("VDD", in: Voltage(microvolts: 1)...Voltage(microvolts: 100_000_000))
    let amperes = ElectricCurrent(microamperes: 0)...ElectricCurrent(microamperes: 1_000_000_000)
    idd0 = try section.current("IDD0", in: amperes)
    idd2n = try section.current("IDD2N", in: amperes)
    idd3n = try section.current("IDD3N", in: amperes)
    idd4r = try section.current("IDD4R", in: amperes)
    idd4w = try section.current("IDD4W", in: amperes)
    idd5b = try section.current("IDD5B", in: amperes)
    let watts = Power(nanowatts: 0)...Power(nanowatts: 1_000_000_000_000)
    macPower = try section.power("macPower", in: watts)
    macRoutingFactor = try section.real("macRoutingFactor", in: 1...100)
    asicPower = try section.power("asicPower", in: watts)
  }

  /// Nothing draws any current: for tests of timing.
  public init() {
    vdd = .zero
    (idd0, idd2n, idd3n, idd4r, idd4w, idd5b) = (.zero, .zero, .zero, .zero, .zero, .zero)
    (macPower, asicPower, macRoutingFactor) = (.zero, .zero, 1)
  }
}

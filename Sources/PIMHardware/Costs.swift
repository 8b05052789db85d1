package import PIMConfiguration

/// The costs of a machine's units: how area, static power and energy per operation follow from what a design
/// varies.
///
/// Each part names a reference, the design that the constants of the document are given for: `asic.area` and
/// `asicPower` for `asic`, `macPower`, `allBankFactor` and the global buffer's energies for `channel`. At the
/// reference everything is as without costs. docs/energy.md has the equations.
package struct Costs: Sendable, Hashable {
  /// The costs of the ASIC; nil if its area and power are known for one design only.
  package var asic: ASIC?
  /// The costs of a channel; nil if its area is unknown and its energies are known for one design only.
  package var channel: Channel?

  /// The costs of the ASIC.
  package struct ASIC: Sendable, Hashable {
    /// The adders of the reference.
    package var adders: Int
    /// The multipliers of the reference.
    package var multipliers: Int
    /// The SRAM of the reference, in bytes.
    package var sramBytes: Int
    /// The period of the reference's clock, in picoseconds.
    package var clockPicoseconds: Int64
    /// The area of a multiplier over that of an adder.
    package var multiplierAreaRatio: Fraction
    /// The area of 1,024 bytes of SRAM.
    package var sramAreaPerKiB: Area
    /// The share of an operation's energy that is spent in the SRAM of the reference, 0 to 1.
    package var sramEnergyShare: Fraction
  }

  /// The costs of a channel.
  package struct Channel: Sendable, Hashable {
    /// The lanes of a MAC unit of the reference.
    package var lanes: Int
    /// The banks of a channel of the reference, each with a MAC unit.
    package var banks: Int
    /// The global buffer of the reference, in bytes; nil without one.
    package var bufferBytes: Int?
    /// The area of a lane of a MAC unit.
    package var laneArea: Area
    /// The area of 1,024 bytes of global buffer; nil without one.
    package var bufferAreaPerKiB: Area?
    /// The area of 2³⁰ bits of DRAM, with their share of the channel's periphery and pins.
    package var dramAreaPerGib: Area
  }
}

/// A component of the energy, with its own entry in every ledger. docs/energy.md has the equations.
public enum EnergyComponent: Int, CaseIterable, Sendable, Hashable {
  /// Activations with the precharges that follow, per bank.
  case activation
  /// Read bursts from banks to the link.
  case read
  /// Write bursts from the link to banks.
  case write
  /// Column accesses by MAC units and copies, which do not use the link.
  case arrayAccess
  /// The arithmetic of the MAC units.
  case macUnits
  /// Accesses of global buffers.
  case globalBuffer
  /// Refreshes of all banks.
  case refresh
  /// Standby of channels with a bank open.
  case backgroundActive
  /// Standby of channels with all banks closed.
  case backgroundPrecharged
  /// Bursts over the link from the ASIC to channels.
  case linkToChannels
  /// Bursts over the link from channels to the ASIC.
  case linkFromChannels
  /// Additions and multiplications of the ASIC.
  case asicDynamic
  /// The power that the ASIC draws at rest.
  case asicStatic
}
